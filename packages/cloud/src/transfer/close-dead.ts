import type { CompanyId } from '@undongle/core/id'
import { provesDead } from '@undongle/core/transfer/open'
import type { Deps } from '../deps.ts'
import type { Claim, SeenDongle } from './claim-store.ts'
import type { DongleReading } from './evidence.ts'

/**
 * Closes the open order of a dongle that went past it without carrying it out (K11), in the list of the company it was made for:
 * a transaction touches one company, and whoever holds the dongle may be of another.
 *
 * @param credited hashes of the orders on the dongle whose licenses are credited, or that credit nothing
 */
export async function closeDeadOrder(
  deps: Deps,
  asking: CompanyId,
  reading: DongleReading,
  credited: ReadonlySet<string>,
): Promise<void> {
  const known = await deps.ledger.inCompany(asking, (tx) => tx.claims.read(reading.dongle))
  const open = known?.open
  if (open === undefined || !isOrderDead(open.generation, reading, credited)) return
  const seen = seenOf(reading)
  await deps.ledger.inCompany(open.company, async (tx) => {
    const claim = await tx.claims.lock(seen)
    if (claim.open?.transfer !== open.transfer) return
    await Promise.all([
      tx.transfers.closeReplaced(open.transfer, deps.now()),
      tx.claims.write(newest(claim, seen), { ...claim, open: undefined }),
      tx.commit(),
    ])
  })
}

export function isOrderDead(orderedAt: number, { state }: DongleReading, credited: ReadonlySet<string>): boolean {
  const { generation, last } = state.body
  return provesDead(orderedAt, { generation, last, credited })
}

export const seenOf = ({ dongle, serial, state }: DongleReading): SeenDongle => ({
  dongle,
  serial,
  generation: state.body.generation,
  stateHash: state.bodyHash,
  cancelled: state.body.last.act === 'cancel' ? state.body.last.transfer : undefined,
})

/** A statement may come late: what the cloud knows of a dongle never goes back. */
export const newest = (claim: Claim, seen: SeenDongle): SeenDongle =>
  claim.generation > seen.generation
    ? { ...seen, generation: claim.generation, stateHash: claim.stateHash, cancelled: claim.cancelled }
    : seen
