import { ApiError } from '@undongle/core/api/error'
import type { CompanyId, LeaseId, UserId } from '@undongle/core/id'
import { fromSeconds } from '@undongle/core/time'
import type { Deps } from '../deps.ts'

/** A renewal that commits meanwhile is seen by the next try, which is later than it. */
const triesMost = 3

/**
 * Gives a seat to others from a stated time on [Q99]. Leases that its holder gets until then end with it, and at its first renewal after it
 * the holder is told why. A machine without contact can't be told: it works on until its lease ends, which is why that time is in the answer.
 *
 * @throws ApiError `lease-unknown` for a seat that nobody holds
 */
export async function freeSeat(
  { ledger, now: clock }: Pick<Deps, 'ledger' | 'now'>,
  company: CompanyId,
  { seat, at: asked, by, words }: { seat: LeaseId; at: Date; by: UserId; words: string },
): Promise<{ freeAt: string; mayWorkUntil: string }> {
  const now = clock()
  const at = asked > now ? asked : now
  for (let tries = 0; tries < triesMost; tries++) {
    const held = await ledger.inCompany(company, (tx) => tx.leases.free({ seat, now, freed: { at, by, words } }))
    if (held === undefined) continue
    return { freeAt: at.toISOString(), mayWorkUntil: fromSeconds(held.lease.claims.exp).toISOString() }
  }
  throw new ApiError('lease-unknown')
}
