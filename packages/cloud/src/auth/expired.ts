import { dayMs, hourMs } from '@undongle/core/time'
import { sql } from 'kysely'
import type { Db } from '../db/pool.ts'

/** A code that ended is kept a while, so that its machine hears `expired_token` and not that it never was. */
const endedCodeHours = 1
const usedLinkDays = 30

/** Deletes what has ended and means nothing any more. Runs with each sign-in: rare enough to cost nothing, often enough to keep the tables small. */
export async function forgetExpired(db: Db, now: Date): Promise<void> {
  const codesEndedBefore = new Date(now.getTime() - endedCodeHours * hourMs)
  const linksEndedBefore = new Date(now.getTime() - usedLinkDays * dayMs)
  const failedBefore = new Date(now.getTime() - dayMs)
  await sql`delete from auth.device_request where expires_at < ${codesEndedBefore}`.execute(db)
  await sql`delete from auth."deviceCode" where "expiresAt" < ${codesEndedBefore}`.execute(db)
  await sql`delete from auth."session" where "expiresAt" < ${now}`.execute(db)
  await sql`delete from auth.set_up_link where expires_at < ${linksEndedBefore}`.execute(db)
  await sql`delete from auth.sign_in_failure where last_failed_at < ${failedBefore}`.execute(db)
}
