import { type RevocableId, revokedMost, revokedName } from '@undongle/core/document/block-list'
import { addDays } from '@undongle/core/time'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import { raiseVersion } from './store.ts'

export interface Revocation {
  readonly id: RevocableId
  readonly from: Date
}

/** More than any lease lasts: what was lent before is over then by itself. */
const leaseDaysMost = 31

/** Into the signed list, in the transaction of what it tells and in one go with it. What is told again has the newest word. */
export async function revoke(tx: Tx, revocations: readonly Revocation[], at: Date): Promise<void> {
  const later = (from: Date) => addDays(from > at ? from : at, leaseDaysMost)
  const written = sql`
    insert into revocation (name, revoked_from, until, changed_at)
    select name, revoked_from, until, ${at} from unnest(
      ${revocations.map(({ id }) => revokedName(id))}::text[],
      ${revocations.map(({ from }) => from)}::timestamptz[],
      ${revocations.map(({ from }) => later(from))}::timestamptz[]) as told (name, revoked_from, until)
    order by name
    on conflict (name) do update set revoked_from = excluded.revoked_from, until = excluded.until,
      changed_at = excluded.changed_at`.execute(tx)
  await Promise.all([written, raiseVersion(tx, at)])
}

/** Their leases count again; those that were never in the list change nothing. */
export async function unrevoke(tx: Tx, ids: readonly RevocableId[], at: Date): Promise<void> {
  const names = ids.map(revokedName)
  const raised = sql`
    update block_list set version = version + 1, changed_at = ${at}
    where exists (select from revocation where name = any(${names}::text[]))`.execute(tx)
  await Promise.all([raised, sql`delete from revocation where name = any(${names}::text[])`.execute(tx)])
}

/** Newest first, as of the change that made this version: one version has one content. */
export async function readRevocations(tx: Tx, changedAt: Date | null): Promise<{ name: string; from: Date }[]> {
  const { rows } = await sql`
    select name, revoked_from as "from" from revocation where until > ${changedAt}
    order by changed_at desc, name limit ${revokedMost}`.execute(tx)
  return rows.map((row) => z.object({ name: z.string(), from: z.date() }).parse(row))
}
