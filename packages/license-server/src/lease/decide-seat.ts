import type { LicenseId } from '@undongle/core/id'
import type { StoredSeat } from '../journal/seats.ts'
import type { SeatAsk } from './seat.ts'

/** What an ask for a seat of a dongle's license comes to. */
export type SeatDecision =
  /** The ask came again, perhaps because its answer was lost: the same lease. */
  | { readonly outcome: 'repeat'; readonly seat: StoredSeat }
  | { readonly outcome: 'granted' }
  | { readonly outcome: 'refused'; readonly code: 'no-seat-free' | 'lease-unknown' }

export interface SeatPool {
  readonly license: LicenseId
  readonly dongle: string | null
  readonly seats: number
  /** How many of them are out, that of whoever asks among them. */
  readonly taken: number
  /** Nothing from this dongle may last longer; null where it needs no permit. */
  readonly until: Date | null
}

/** @param held what is out under the id that asks; it is not over */
export function decideSeat(ask: SeatAsk, held: StoredSeat | undefined, pool: SeatPool, now: Date): SeatDecision {
  if (held !== undefined && held.holder !== ask.holder) return { outcome: 'refused', code: 'lease-unknown' }
  if (held !== undefined && isRepeat(ask, held, pool, now)) return { outcome: 'repeat', seat: held }
  const others = held?.license === pool.license ? pool.taken - 1 : pool.taken
  return others < pool.seats ? { outcome: 'granted' } : { outcome: 'refused', code: 'no-seat-free' }
}

function isRepeat({ product, version }: SeatAsk, held: StoredSeat, { license, dongle, until }: SeatPool, now: Date) {
  const isSame = held.license === license && held.dongle === dongle
  const isFor = held.product === product && held.version === version
  return isSame && isFor && now < held.renewAt && (until === null || held.expiresAt <= until)
}
