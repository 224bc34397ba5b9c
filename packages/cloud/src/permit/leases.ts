import type { WantedLease } from '@undongle/core/api/permit'
import type { Lease } from '@undongle/core/document/lease'
import { recordMarginMs } from '@undongle/core/permit/limits'
import type { Deps } from '../deps.ts'
import { admit, type Provisional } from '../lease/admit.ts'
import type { Machine } from '../lease/ask.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { DrainingTransfer, Unsigned } from '../transfer/transfer.ts'

/**
 * The leases that come with the answer which credits the licenses, so that there is no moment without one. The same ids again get
 * the same leases; what no seat is free for is left out, and asked for like any other.
 *
 * @param provisional where the licenses are not the company's yet
 */
export async function grantWanted(
  deps: Deps,
  tx: LedgerTx,
  machine: Machine,
  wanted: readonly WantedLease[],
  provisional?: Provisional,
): Promise<Unsigned<Lease>[]> {
  if (wanted.length === 0) return []
  const asks = wanted.map(({ lease: id, product, user }) => ({
    ask: 'check-out' as const,
    machine,
    id,
    product,
    previous: null,
    waits: false,
    user,
  }))
  const { company } = machine
  const admitted = await admit(deps, tx, { company, asks, ...(provisional === undefined ? {} : { provisional }) })
  await admitted.write()
  return admitted.answers.flatMap((answer) => (answer.outcome === 'held' ? [answer.lease] : []))
}

/** Leases that serve while a weak proof of possession is waited out: no permit is out, so nothing else does. */
export async function grantProvisional(
  deps: Deps,
  tx: LedgerTx,
  machine: Machine,
  asked: { wanted: readonly WantedLease[]; drain: DrainingTransfer; notBefore: Date },
): Promise<Unsigned<Lease>[]> {
  const { wanted, drain, notBefore } = asked
  const moving = drain.plan.licenses.filter(({ answer }) => answer === 'moves').map(({ license }) => license)
  const products = await tx.contract.readProducts(moving.map(({ product }) => product))
  const offlineDays = await readOfflineDays(tx, drain)
  const licenses = moving.map((license) => ({
    license,
    metered: products.get(license.product)?.metered ?? false,
    onlineOnly: products.get(license.product)?.onlineOnly ?? false,
    binding: products.get(license.product)?.binding ?? null,
    offlineDays,
  }))
  // A little longer than the wait: then the ordinary lease is fetched, at leisure.
  const until = new Date(notBefore.getTime() + recordMarginMs)
  return grantWanted(deps, tx, machine, wanted, { licenses, until })
}

/** By the policy that the transfer started under: what the company was told then stands [Q74]. */
async function readOfflineDays(tx: LedgerTx, { line, plan }: DrainingTransfer): Promise<number> {
  const told = await tx.contract.findPolicy({ line, version: plan.policy.version })
  return told?.offlineDays ?? 0
}
