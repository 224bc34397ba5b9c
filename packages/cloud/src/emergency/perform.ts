import { ApiError } from '@undongle/core/api/error'
import type { Emergency } from '@undongle/core/document/emergency'
import type { UserId } from '@undongle/core/id'
import { toSeconds } from '@undongle/core/time'
import { transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import { requireLine } from '../line/store.ts'
import { findNewest, insertEmergency, type StoredEmergency } from './store.ts'

interface Switched {
  readonly line: string
  /** The moment of the switch itself ends what is on. */
  readonly until: Date
  readonly reason: string
  readonly at: Date
  readonly by: UserId
}

/**
 * Uses the emergency switch of a line [Q88]. What was said before is never changed: the newest row counts.
 *
 * @throws ApiError `not-found`; `emergency-off` when there is nothing to end
 */
export function switchEmergency(
  { db, keys, random }: Deps,
  { line, until, reason, at, by }: Switched,
): Promise<StoredEmergency> {
  return transaction(
    db,
    async (tx) => {
      await requireLine(tx, line)
      const newest = await findNewest(tx, line)
      if (until <= at && (newest === undefined || newest.until <= at)) throw new ApiError('emergency-off')
      const number = (newest?.number ?? 0) + 1
      const claims: Emergency = {
        iss: keys.issuer,
        iat: toSeconds(at),
        line,
        number,
        until: toSeconds(until),
        reason,
      }
      const used = { number, until, reason, switchedAt: at, switchedBy: by, kid: keys.kidOf('emergency'), claims }
      await insertEmergency(tx, line, used)
      return used
    },
    { random: () => (random(1)[0] ?? 0) / 256, retryUnique: ['emergency_switch_pkey'] },
  )
}
