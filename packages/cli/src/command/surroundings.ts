import type { Config } from '../config.ts'
import type { System } from './system.ts'

/** Everything a command touches outside itself. */
export interface Surroundings {
  readonly config: Config
  readonly fetch: typeof globalThis.fetch
  readonly terminal: Terminal
  readonly system: System
  readonly now: () => Date
  readonly random: (sizeBytes: number) => Uint8Array
  readonly wait: (delayMs: number) => Promise<void>
}

export interface Terminal {
  /** A person sits there: questions can be asked. */
  readonly isInteractive: boolean
  writeOut(text: string): void
  writeErr(text: string): void
  /** Reads a line without showing it. */
  askSecret(question: string): Promise<string>
  askYesNo(question: string): Promise<boolean>
  /** Everything that was piped in. */
  readInput(): Promise<string>
}
