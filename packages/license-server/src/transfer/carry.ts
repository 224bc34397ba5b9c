import type { LicenseServerId } from '@undongle/core/id'
import { type LeaseFloor, readFloor, type StoredLease } from '../journal/leases.ts'
import type { Store } from '../journal/store.ts'
import type { JournaledTransfer } from '../journal/transfer.ts'
import type { CarryingLease } from '../journal/transfers.ts'
import { type CarriedLease, holderOf } from '../lease/wanted.ts'

interface Deps {
  readonly store: Store
  /** Undefined while nobody is signed in: then there is nobody to lend to. */
  readonly machine: LicenseServerId | undefined
  /** The leases that shall come with the answer, for whoever has a seat from the dongle here. */
  readonly wanted: readonly CarriedLease[]
  /** @throws ApiError `document-refused` */
  readonly openLease: (document: string) => StoredLease
}

/** What is asked for besides the licenses, so that applications go on without a gap [Q87]. */
export interface Carried {
  readonly wanted: readonly CarriedLease[]
  readonly above: LeaseFloor
  /** What came of it: what no seat was free for is missing. @throws ApiError `document-refused` */
  readonly open: (documents: readonly string[]) => CarryingLease[]
}

export type Carry = (transfer: JournaledTransfer) => Carried

export const nobodyCarried: Carried = { wanted: [], above: { seq: 0, statusVersion: 0 }, open: () => [] }

export function carry({ store, machine, wanted, openLease }: Deps): Carried {
  if (machine === undefined) return nobodyCarried
  return {
    wanted,
    above: readFloor(store, { machine, source: 'cloud' }),
    open: (documents) => documents.map(openLease).map((lease) => ({ lease, holder: holderOf(wanted, lease.id) })),
  }
}
