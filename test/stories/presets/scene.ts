import type { Stage } from './stage.ts'

/** One scene: what it shows, with the requirements in its title, and the answers it has to end with. */
export interface Scene {
  readonly title: string
  readonly play: (stage: Stage) => Promise<string[]>
  readonly ends: readonly string[]
}
