import type { LeaseId, LicenseId } from '../id.ts'
import type { Binding } from '../license.ts'
import { addDays } from '../time.ts'

/** A seat that is one machine's or one person's. */
export interface BoundSeat {
  readonly license: LicenseId
  /** A License Server's id, or a person's address. */
  readonly holder: string
  /** The contract's word counts from the first day on. */
  readonly since: Date | null
  /** `contract`, `first-use`, or the id of the person who assigned it. */
  readonly by: string
  /** Taken from its holder, and free for another one from then on. */
  readonly freeAt: Date | null
  /** By which it is in use now. */
  readonly lease: { readonly id: LeaseId; readonly until: Date } | null
}

/** The holder may use it. */
export const isAssigned = ({ freeAt }: BoundSeat): boolean => freeAt === null
/** No other one can have it yet. */
export const isOccupied = ({ freeAt }: BoundSeat, now: Date): boolean => freeAt === null || freeAt > now

/** How many seats of a license are nobody's yet, of all that it has. */
export const unassignedSeats = (all: number, seats: readonly BoundSeat[], now: Date): number =>
  Math.max(0, all - seats.filter((seat) => isOccupied(seat, now)).length)

/**
 * When a seat that is taken from its holder can be another one's: not before the days between two moves are over, so that a license does not go
 * from hand to hand, nor before the lease that is out, which is not ended for this.
 */
export function freeAtOf({ since, lease }: BoundSeat, { moveDays }: Binding, now: Date): Date {
  const ends = [now, ...(since === null ? [] : [addDays(since, moveDays)]), ...(lease === null ? [] : [lease.until])]
  return new Date(Math.max(...ends.map((end) => end.getTime())))
}
