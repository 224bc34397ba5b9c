import { ApiError } from '@undongle/core/api/error'
import type { CompanyId, LeaseId, UserId } from '@undongle/core/id'
import { fromSeconds } from '@undongle/core/time'
import { type Deps, inCompany } from '../deps.ts'
import { freeSeat as markFreed } from '../lease/store.ts'
import { postpone, revoke } from '../lost/revocation-store.ts'

/** A renewal that commits meanwhile is seen by the next try, which is later than it. */
const triesMost = 3

/**
 * Gives a seat to others from a stated time on [Q99]. Leases that its holder gets until then end with it, and at its first renewal after it
 * the holder is told why. A machine without contact can't be told: it works on until its lease ends or
 * the status list reaches it, which is why that time is in the answer.
 *
 * @throws ApiError `lease-unknown` for a seat that nobody holds
 */
export async function freeSeat(
  { db, random, now: clock }: Pick<Deps, 'db' | 'random' | 'now'>,
  company: CompanyId,
  { seat, at: asked, by, words }: { seat: LeaseId; at: Date; by: UserId; words: string },
): Promise<{ freeAt: string; mayWorkUntil: string }> {
  const now = clock()
  const at = asked > now ? asked : now
  for (let tries = 0; tries < triesMost; tries++) {
    const held = await inCompany({ db, random }, company, async (tx) => {
      const found = await markFreed(tx, company, { seat, now, freed: { at, by, words } })
      if (found === undefined) return undefined
      const { jti: id, exp } = found.lease.claims
      // It may have been freed before, for an earlier time.
      await (fromSeconds(exp) > at
        ? revoke(tx, company, [{ id, from: at }], now)
        : postpone(tx, [{ id, from: null }], now))
      return found
    })
    if (held === undefined) continue
    return { freeAt: at.toISOString(), mayWorkUntil: fromSeconds(held.lease.claims.exp).toISOString() }
  }
  throw new ApiError('lease-unknown')
}
