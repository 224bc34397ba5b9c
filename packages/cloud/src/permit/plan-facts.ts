import type { LedgerTx } from '../ledger/ledger.ts'
import { type PlanFacts, type ReadLicenses, readPlanFacts } from '../transfer/read-plan.ts'
import type { ReadableReading } from './reading.ts'

/**
 * What a plan of a readable dongle is made of. Nothing on it can be off: what custody moved is found there, and stays where custody
 * says. Where it holds no list, the contract's lines for its serial stand in for one.
 */
export async function planFactsOf(
  tx: LedgerTx,
  { serial, list }: Pick<ReadableReading, 'serial' | 'list'>,
): Promise<{ plan: PlanFacts; read: ReadLicenses }> {
  const listed = { serial, licenses: (list ?? []).map((license, position) => ({ license, position, on: true })) }
  const plan = await readPlanFacts(tx, listed)
  if (list !== undefined) return { plan, read: listed }
  const here = plan.held.filter(
    ({ place, leftDongle }) => place === `dongle:${serial}` || leftDongle === `dongle:${serial}`,
  )
  const products = await tx.contract.readProducts([...new Set(here.map(({ license }) => license.product))])
  const licenses = here.map(({ license }, position) => ({ license, position, on: true }))
  return { plan: { ...plan, products }, read: { serial, licenses } }
}
