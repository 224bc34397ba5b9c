import type { WantedLease } from '@undongle/core/api/permit'
import type { Lease } from '@undongle/core/document/lease'
import { recordMarginMs } from '@undongle/core/permit/limits'
import type { Deps } from '../deps.ts'
import { type Machine, takeSeat } from '../lease/grant.ts'
import type { SeatLicense } from '../lease/store.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { DrainingTransfer, Unsigned } from '../transfer/transfer.ts'

/**
 * The leases that come with the answer which credits the licenses, so that there is no moment without one. The same ids again get
 * the same leases; what no seat is free for is left out, and asked for like any other.
 */
export async function grantWanted(
  deps: Deps,
  tx: LedgerTx,
  machine: Machine,
  wanted: readonly WantedLease[],
): Promise<Unsigned<Lease>[]> {
  return grantEach(deps, tx, machine, wanted, async (product) => ({ licenses: await tx.leases.lockLicenses(product) }))
}

/** Leases that serve while a weak proof of possession is waited out: no permit is out, so nothing else does. */
export async function grantProvisional(
  deps: Deps,
  tx: LedgerTx,
  machine: Machine,
  asked: { wanted: readonly WantedLease[]; drain: DrainingTransfer; notBefore: Date },
): Promise<Unsigned<Lease>[]> {
  const moving = asked.drain.plan.licenses.filter(({ answer }) => answer === 'moves').map(({ license }) => license)
  const products = await tx.contract.readProducts(moving.map(({ product }) => product))
  // A little longer than the wait: then the ordinary lease is fetched, at leisure.
  const provisionalUntil = new Date(asked.notBefore.getTime() + recordMarginMs)
  return grantEach(deps, tx, machine, asked.wanted, async (product) => ({
    provisionalUntil,
    licenses: moving
      .filter((license) => license.product === product)
      .map((license) => ({
        license,
        metered: products.get(product)?.metered ?? false,
        onlineOnly: products.get(product)?.onlineOnly ?? false,
        movedUnder: { line: asked.drain.line, version: asked.drain.plan.policy.version },
      })),
  }))
}

async function grantEach(
  deps: Deps,
  tx: LedgerTx,
  machine: Machine,
  wanted: readonly WantedLease[],
  seatsOf: (product: string) => Promise<{ licenses: readonly SeatLicense[]; provisionalUntil?: Date }>,
): Promise<Unsigned<Lease>[]> {
  const leases: Unsigned<Lease>[] = []
  for (const { lease: id, product } of wanted) {
    const known = await tx.leases.find(id)
    if (known !== undefined) {
      if (known.licenseServer === machine.licenseServer && !known.ended) leases.push(known.lease)
      continue
    }
    const asked = { id, product, previous: null }
    const granted = await takeSeat(deps, tx, machine, { asked, now: deps.now(), ...(await seatsOf(product)) })
    if (typeof granted !== 'string') leases.push(granted)
  }
  return leases
}
