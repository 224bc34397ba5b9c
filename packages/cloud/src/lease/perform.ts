import { ApiError } from '@undongle/core/api/error'
import type { LeaseReply } from '@undongle/core/api/lease'
import type { Lease } from '@undongle/core/document/lease'
import type { LeaseId } from '@undongle/core/id'
import { fromSeconds, hourMs } from '@undongle/core/time'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { Unsigned } from '../transfer/transfer.ts'
import { type CheckOut, grantSeat, type Machine } from './grant.ts'

const renewAfterMs = hourMs

/**
 * Checks out a seat, or renews one under a new id. The same id again gets the same lease, byte for byte.
 *
 * @throws ApiError `product-unknown`, `license-ended`, `no-seat-free`, `lease-unknown` for an id that was given back
 */
export async function checkOut(deps: Deps, machine: Machine, asked: CheckOut): Promise<LeaseReply> {
  const { keys } = deps
  const { kid, claims } = await deps.ledger.inCompany(
    machine.company,
    async (tx) => (await findOwn(tx, machine, asked.id)) ?? grantSeat(deps, tx, machine, asked),
    ['lease_pkey'],
  )
  const leaseMs = (claims.exp - claims.iat) * 1000
  const renewAfter = new Date(fromSeconds(claims.iat).getTime() + Math.min(renewAfterMs, leaseMs / 2))
  return { lease: keys.sign('lease', kid, claims), renewAfter: renewAfter.toISOString() }
}

/** Gives a seat back. Whatever was given back before, or never was, is not released again. */
export async function release(deps: Deps, { company, licenseServer }: Machine, id: LeaseId) {
  const at = deps.now()
  return { released: await deps.ledger.inCompany(company, (tx) => tx.leases.end({ id, licenseServer, at })) }
}

async function findOwn(tx: LedgerTx, machine: Machine, id: LeaseId): Promise<Unsigned<Lease> | undefined> {
  const known = await tx.leases.find(id)
  if (known === undefined) return undefined
  if (known.licenseServer !== machine.licenseServer || known.ended) throw new ApiError('lease-unknown')
  return known.lease
}
