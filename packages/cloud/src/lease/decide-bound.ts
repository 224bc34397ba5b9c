import type { LeaseId, LicenseId } from '@undongle/core/id'
import { type Binding, seatsOf } from '@undongle/core/license'
import { isAssigned } from '@undongle/core/seat/binding'
import type { BoundSeats } from './bound-seats.ts'
import type { Refused } from './decide.ts'
import type { SeatLicense } from './store.ts'

export type BoundRefusal = 'user-needed' | 'seat-not-assigned' | 'seat-in-use' | 'bound-elsewhere' | 'no-seat-free'

/**
 * Chooses a license of which the holder has a seat of its own, which it uses once at a time. A machine that has none gets one that is
 * nobody's; a person only from an administrator, or by the contract.
 *
 * @param running in the order in which they are lent
 * @param takenOf without the seat that the holder goes on in, nor is that one in its way: `left` is its lease
 */
export function decideBoundSeat(
  running: readonly SeatLicense[],
  {
    binding,
    holder,
    left,
    seats,
    takenOf,
  }: {
    binding: Binding
    holder: string | null
    left: LeaseId | null
    seats: Pick<BoundSeats, 'find' | 'unassigned'>
    takenOf: (license: LicenseId) => number
  },
): { readonly outcome: 'granted'; readonly license: SeatLicense } | Refused<BoundRefusal> {
  if (holder === null) return refuse('user-needed')
  const own = running.flatMap((licensed) => {
    const seat = seats.find(licensed.license.id, holder)
    return seat === undefined ? [] : [{ licensed, seat }]
  })
  const hasFree = ({ license: { id, quantity }, metered }: SeatLicense) => takenOf(id) < seatsOf(quantity, metered)
  const assigned = own.filter(({ seat }) => isAssigned(seat))
  if (assigned.length > 0) {
    const idle = assigned.filter(({ seat }) => seat.lease === null || seat.lease.id === left)
    if (idle.length === 0) return refuse('seat-in-use')
    // The contract may name more persons than there are seats.
    const chosen = idle.find(({ licensed }) => hasFree(licensed))
    return chosen === undefined ? refuse('no-seat-free') : { outcome: 'granted', license: chosen.licensed }
  }
  if (binding.to === 'person') return refuse('seat-not-assigned')
  // Whom a seat was taken from does not get it back by asking first.
  const first = running.find(
    (licensed) =>
      !own.some((taken) => taken.licensed === licensed) && seats.unassigned(licensed) > 0 && hasFree(licensed),
  )
  return first === undefined ? refuse('bound-elsewhere') : { outcome: 'granted', license: first }
}

const refuse = (code: BoundRefusal): Refused<BoundRefusal> => ({ outcome: 'refused', code })
