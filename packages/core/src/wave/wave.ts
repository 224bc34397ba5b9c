import type { WaveId } from '../id.ts'
import { type Cohort, type CohortDongle, isInCohort } from './cohort.ts'

/** One step of a line's roll-out, as far as it decides who may move. */
export interface Wave {
  readonly id: WaveId
  readonly line: string
  readonly cohort: Cohort
  /** A moment in ISO 8601; null while the vendor has not decided. */
  readonly opensAt: string | null
  readonly paused: boolean
  /** Only dongles that were released, some at a time, may move; else all of the cohort. */
  readonly stepByStep: boolean
  /** Serials and companies on its list. */
  readonly listed: ReadonlySet<string>
  /** By serial, the moment from which it may move: a release by a schedule says so long before. */
  readonly released: ReadonlyMap<string, string>
}

/** When a dongle may move for one line, and by which wave; null is "no date yet". */
export interface Opening {
  readonly wave: WaveId | null
  readonly opensAt: string | null
}

/**
 * When each line opens for a dongle [Q09]. A line without a wave is open for everybody and is not in the answer; one with waves is
 * open for those that a wave lets in, by the earliest.
 */
export function openingsFor(waves: readonly Wave[], dongle: CohortDongle): Map<string, Opening> {
  const openings = new Map<string, Opening>()
  for (const wave of waves) {
    const known = openings.get(wave.line) ?? { wave: null, opensAt: null }
    openings.set(
      wave.line,
      isIn(wave, dongle) ? earlier(known, { wave: wave.id, opensAt: dateOf(wave, dongle) }) : known,
    )
  }
  return openings
}

/** @param opening undefined where the line has no waves */
export const isOpen = (opening: Opening | undefined, now: Date): boolean =>
  opening === undefined || (opening.opensAt !== null && Date.parse(opening.opensAt) <= now.getTime())

function isIn({ cohort, line, listed }: Wave, dongle: CohortDongle): boolean {
  return isInCohort(cohort, line, dongle, listed.has(dongle.serial) || listed.has(dongle.company))
}

/** While a wave is paused nobody moves by it, also who was released before, and also whose turn came meanwhile. */
function dateOf({ opensAt, paused, stepByStep, released }: Wave, { serial }: CohortDongle): string | null {
  if (paused || opensAt === null) return null
  if (!stepByStep) return opensAt
  const turn = released.get(serial)
  if (turn === undefined) return null
  return turn < opensAt ? opensAt : turn
}

/** The first in a wave is named even while it has no date. */
function earlier(known: Opening, found: Opening): Opening {
  if (known.wave === null) return found
  if (found.opensAt === null) return known
  return known.opensAt === null || found.opensAt < known.opensAt ? found : known
}
