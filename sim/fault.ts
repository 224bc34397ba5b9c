import type { Chance } from './chance.ts'

/**
 * Where a process touches something that outlives it, or is not its own. The faults of each are what power cuts, kills, full and
 * broken disks, pulled dongles and bad networks look like from there.
 */
export const faultsOf = {
  journal: ['crash-before', 'crash-after', 'fails', 'full'],
  create: ['crash-before', 'crash-after', 'torn', 'fails', 'full'],
  destroy: ['crash-before', 'crash-after', 'fails'],
  sign: ['crash-before', 'fails'],
  request: ['crash-before', 'crash-after', 'lost', 'doubled', 'late'],
  answer: ['crash-before', 'lost', 'late'],
  ledger: ['crash-before', 'crash-after', 'fails'],
} as const satisfies Record<string, readonly string[]>
export type IoKind = keyof typeof faultsOf
export type Fault = (typeof faultsOf)[IoKind][number]

export type FaultPoint = `${IoKind} ${Fault}`
export const faultPoints: readonly FaultPoint[] = Object.entries(faultsOf).flatMap(([kind, faults]) =>
  faults.map((fault) => `${kind as IoKind} ${fault}` as const),
)

export interface IoPoint {
  readonly kind: IoKind
  /** What is touched: the operation of a message, the kind of an object. */
  readonly what: string
}

/** Decides at each I/O whether it goes wrong, and how. */
export interface Faults {
  /** @param site where the I/O was asked for, when that is no longer on the stack */
  at(point: IoPoint, site?: Error): Fault | undefined
  /** Whether points are named by where they stand in the code; only then a site is worth making. */
  readonly named: boolean
}

/** Everything goes well. */
export const noFaults: Faults = { named: false, at: () => undefined }

/**
 * Faults at random, of a random kind of weather: each seed has its own few kinds of fault and how often they come, because what
 * always goes wrong a little hides what happens when one thing goes wrong a lot.
 */
export class Weather implements Faults {
  readonly named = false
  left: number
  readonly #chance: Chance
  readonly #rates = new Map<string, number>()

  constructor(chance: Chance) {
    this.#chance = chance
    this.left = chance.pick([0, 1, 2, 3, 5, 8, 13])
    for (const [kind, faults] of Object.entries(faultsOf)) {
      for (const fault of faults) {
        if (chance.hit(0.4)) this.#rates.set(`${kind} ${fault}`, chance.pick([0.01, 0.03, 0.1, 0.3]))
      }
    }
  }

  at({ kind }: IoPoint): Fault | undefined {
    if (this.left === 0) return undefined
    for (const fault of faultsOf[kind]) {
      const rate = this.#rates.get(`${kind} ${fault}`)
      if (rate !== undefined && this.#chance.hit(rate)) {
        this.left--
        return fault
      }
    }
    return undefined
  }
}
