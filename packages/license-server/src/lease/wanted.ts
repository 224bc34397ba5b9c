import { leasesPerTransfer, type WantedLease } from '@undongle/core/api/permit'
import { fromBase64url, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { type LeaseId, makeId } from '@undongle/core/id'
import type { StoredSeat } from '../journal/seats.ts'
import type { JournaledTransfer } from '../journal/transfer.ts'
import { confirmedOf, drainOf } from '../transfer/detail.ts'
import { type SeatHolder, thisMachine, userOf } from './seat.ts'

/** A lease that is asked for, and for whom. */
export interface CarriedLease extends Omit<WantedLease, 'user'> {
  readonly holder: SeatHolder
}

/**
 * The leases that shall come with the answer which credits the licenses: one for each product that moves and each holder who has a seat
 * of it from the dongle [Q87]. Their ids follow from the transfer, so that a repeat asks for the same ones and takes no second seat.
 */
export function wantedLeases(
  transfer: JournaledTransfer,
  inUse: readonly Pick<StoredSeat, 'product' | 'version' | 'holder'>[],
): CarriedLease[] {
  const moves = confirmedOf(transfer).plan.licenses.filter(({ answer }) => answer === 'moves')
  // While a weak proof is waited out there is no permit any more: whatever is started then runs on a provisional lease.
  const waited = drainOf(transfer).notBefore === null ? [] : moves
  const wishes = [
    ...waited.map(({ license }) => ({ product: license.product, version: license.generation, holder: thisMachine })),
    ...inUse.map(({ product, version, holder }) => ({ product, version, holder })),
  ].filter(({ product }) => moves.some(({ license }) => license.product === product))
  const leases = wishes.map((wish) => ({ ...wish, lease: leaseIdOf(transfer, wish) }))
  const unique = [...new Map(leases.map((wish) => [wish.lease, wish])).values()]
  return unique.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)).slice(0, leasesPerTransfer)
}

/** What is sent of them: of the holder only the person, whose own seat it may be. */
export const asked = (leases: readonly CarriedLease[]): WantedLease[] =>
  leases.map(({ lease, product, version, holder }) => ({ lease, product, version, user: userOf(holder) }))

/** For whom a lease was asked that the cloud gave. */
export const holderOf = (leases: readonly CarriedLease[], id: LeaseId): SeatHolder =>
  leases.find(({ lease }) => lease === id)?.holder ?? thisMachine

type Place = Pick<CarriedLease, 'product' | 'holder'>

/** This machine's own is named by the product alone. */
const placeOf = ({ product, holder }: Place): string => (holder === thisMachine ? product : `${product}|${holder}`)

function leaseIdOf({ id, createdAt }: JournaledTransfer, place: Place): LeaseId {
  const hash = fromBase64url(hashBytes(utf8(`${id}|${placeOf(place)}`))) ?? new Uint8Array()
  return makeId('lease', createdAt, (sizeBytes) => hash.slice(0, sizeBytes))
}
