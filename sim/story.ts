import { createHash } from 'node:crypto'
import type { Chance } from './chance.ts'
import type { Schedule } from './schedule.ts'
import type { CoveragePoint, World } from './world.ts'

/** What happened in one world, kept short, and written out only when somebody wants to read it. */
export class Story implements World {
  readonly schedule: Schedule
  readonly chance: Chance
  roads: World['roads'] = new Map()
  readonly points = new Set<CoveragePoint>()
  readonly bugs: string[] = []
  /** Processes that died, of machines and of the cloud. */
  crashes = 0
  /** I/O that went through the hands of the faults. */
  boundaries = 0
  readonly #lines: (readonly [number, string, readonly unknown[]])[] = []
  readonly #startMs: number

  constructor(schedule: Schedule, chance: Chance) {
    this.schedule = schedule
    this.chance = chance
    this.#startMs = schedule.nowMs
  }

  tell = (who: string, ...what: readonly unknown[]): void => {
    this.#lines.push([this.schedule.nowMs, who, what])
  }

  covered = (what: CoveragePoint): void => {
    this.points.add(what)
  }

  crashed = (): void => {
    this.crashes++
  }

  bug = (who: string, error: unknown): void => {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.bugs.push(`${who}: ${words.split('\n').slice(0, 9).join(' | ')}`)
  }

  /** @returns the newest lines, oldest of them first */
  lines(most: number): string[] {
    return this.#lines.slice(-most).map((line) => this.#written(line))
  }

  /** Equal for two runs that were alike in every line and moment. */
  hash(): string {
    const hash = createHash('sha256')
    for (const line of this.#lines) hash.update(`${this.#written(line)}\n`)
    return hash.digest('base64url')
  }

  #written([atMs, who, what]: readonly [number, string, readonly unknown[]]): string {
    const seconds = ((atMs - this.#startMs) / 1000).toFixed(3).padStart(9)
    return `${seconds} ${who.padEnd(8)} ${what.join(' ')}`
  }
}
