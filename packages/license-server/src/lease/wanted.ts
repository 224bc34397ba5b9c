import type { WantedLease } from '@undongle/core/api/permit'
import { fromBase64url, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { makeId } from '@undongle/core/id'
import type { JournaledTransfer } from '../journal/transfer.ts'
import { confirmedOf, drainOf } from '../transfer/detail.ts'

/** A seat that an application of this machine has from the dongle now. */
export interface SeatInUse {
  readonly product: string
  readonly version: string
}

/**
 * The leases that shall come with the answer which credits the licenses: one for each product that moves and is in use here. Their ids
 * follow from the transfer, so that a repeat asks for the same ones and takes no second seat.
 */
export function wantedLeases(transfer: JournaledTransfer, inUse: readonly SeatInUse[]): WantedLease[] {
  const moves = confirmedOf(transfer).plan.licenses.filter(({ answer }) => answer === 'moves')
  // While a weak proof is waited out there is no permit any more: whatever is started then runs on a provisional lease.
  const waited = drainOf(transfer).notBefore === null ? [] : moves
  const products = new Map([
    ...waited.map(({ license }) => [license.product, license.generation] as const),
    ...inUse.map((seat) => [seat.product, seat.version] as const),
  ])
  return [...products]
    .filter(([product]) => moves.some(({ license }) => license.product === product))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([product, version]) => ({ lease: leaseIdOf(transfer, product), product, version }))
}

function leaseIdOf({ id, createdAt }: JournaledTransfer, product: string): WantedLease['lease'] {
  const hash = fromBase64url(hashBytes(utf8(`${id}|${product}`))) ?? new Uint8Array()
  return makeId('lease', createdAt, (sizeBytes) => hash.slice(0, sizeBytes))
}
