import type { LeaseId, LicenseId } from '@undongle/core/id'
import { seatsOf } from '@undongle/core/license'
import { type BoundSeat, isAssigned, unassignedSeats } from '@undongle/core/seat/binding'
import type { SeatLicense } from './store.ts'

/** Machines' and persons' own seats while a group is decided. */
export interface BoundSeats {
  find(license: LicenseId, holder: string): BoundSeat | undefined
  /** How many seats of a license are nobody's. */
  unassigned(licensed: SeatLicense): number
  /** The holder uses it by this lease, and gets it as its own where it has none. */
  lend(license: LicenseId, holder: string, lease: LeaseId): void
  leave(lease: LeaseId): void
  /** What is to be written. */
  changes(): readonly NewBoundSeat[]
}

/** A seat that became its holder's own because nobody had asked before. */
export interface NewBoundSeat extends BoundSeat {
  readonly since: Date
}

export function openBoundSeats(known: readonly BoundSeat[], now: Date): BoundSeats {
  const seats = new Map(known.map((seat) => [keyOf(seat.license, seat.holder), seat]))
  const written: NewBoundSeat[] = []
  return {
    find: (license, holder) => seats.get(keyOf(license, holder)),
    unassigned: ({ license: { id, quantity }, metered }) =>
      unassignedSeats(
        seatsOf(quantity, metered),
        [...seats.values()].filter((seat) => seat.license === id),
        now,
      ),
    lend(license, holder, lease) {
      const key = keyOf(license, holder)
      const inUse = { id: lease, until: now }
      const own = seats.get(key)
      if (own !== undefined && isAssigned(own)) {
        seats.set(key, { ...own, lease: inUse })
        return
      }
      const first = { license, holder, since: now, by: 'first-use', freeAt: null, lease: inUse }
      seats.set(key, first)
      written.push(first)
    },
    leave(lease) {
      for (const [key, seat] of seats) if (seat.lease?.id === lease) seats.set(key, { ...seat, lease: null })
    },
    changes: () => written,
  }
}

const keyOf = (license: LicenseId, holder: string): string => `${license} ${holder}`
