import type { WorldClass } from './seed.ts'
import type { CoveragePoint } from './world.ts'

/** Seeds to run, one after the other. Without a class each seed has the one its number falls on. */
export interface SeedsJob {
  readonly from: number
  readonly count: number
  readonly worldClass: WorldClass | undefined
  /** Whether the story of each seed is wanted as a hash, to compare two runs. */
  readonly hashed: boolean
  /** Whether each seed runs a second time, to see that it runs alike. */
  readonly twice: boolean
}

export interface Failure {
  readonly seed: number
  readonly worldClass: WorldClass
  readonly violations: readonly string[]
  /** The end of the story. */
  readonly story: readonly string[]
}

export interface SeedsDone {
  readonly count: number
  readonly failures: readonly Failure[]
  readonly crashes: number
  readonly boundaries: number
  readonly steps: number
  readonly days: number
  readonly covered: readonly CoveragePoint[]
  readonly hashes: readonly string[]
}

export function classOf(seed: number, classes: readonly WorldClass[]): WorldClass {
  const found = classes[seed % classes.length]
  if (found === undefined) throw new Error('a class to choose from')
  return found
}
