import { type RevocableId, revokedMost, revokedName } from '@undongle/core/document/block-list'
import type { CompanyId } from '@undongle/core/id'
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
const sweptMost = 1000

/**
 * Into the signed list, in the transaction of what it tells and in one go with it. What is told again has the newest word; what should have
 * ended before now ends now, with all that was lent since.
 */
export async function revoke(tx: Tx, company: CompanyId, revocations: readonly Revocation[], at: Date): Promise<void> {
  const told = revocations.map(({ id, from }) => ({ name: revokedName(id), from: from > at ? from : at }))
  const written = sql`
    insert into revocation (name, company_id, revoked_from, until, changed_at)
    select name, ${company}, revoked_from, until, ${at} from unnest(
      ${told.map(({ name }) => name)}::text[],
      ${told.map(({ from }) => from)}::timestamptz[],
      ${told.map(({ from }) => addDays(from, leaseDaysMost))}::timestamptz[]) as told (name, revoked_from, until)
    order by name
    on conflict (name) do update set revoked_from = excluded.revoked_from, until = excluded.until,
      changed_at = excluded.changed_at`.execute(tx)
  // Its own that are over; what another transaction is at work on is left to the next one.
  const swept = sql`
    delete from revocation where name in (
      select name from revocation where company_id = ${company} and until <= ${at} limit ${sweptMost} for update skip locked)`.execute(
    tx,
  )
  await Promise.all([written, swept, raiseVersion(tx, at)])
}

/** What is in the list ends later, or no more: then its leases count again. What was never in it changes nothing. */
export async function postpone(
  tx: Tx,
  changed: readonly { readonly id: RevocableId; readonly from: Date | null }[],
  at: Date,
): Promise<void> {
  const names = changed.map(({ id }) => revokedName(id))
  const free = changed.flatMap(({ id, from }) => (from === null ? [revokedName(id)] : []))
  const later = changed.flatMap(({ id, from }) => (from === null ? [] : [{ name: revokedName(id), from }]))
  await Promise.all([
    sql`
      update block_list set version = version + 1, changed_at = greatest(changed_at, ${at})
      where exists (select from revocation where name = any(${names}::text[]))`.execute(tx),
    sql`delete from revocation where name = any(${free}::text[])`.execute(tx),
    sql`
      update revocation set revoked_from = told.revoked_from, until = told.until, changed_at = ${at}
      from unnest(
        ${later.map(({ name }) => name)}::text[],
        ${later.map(({ from }) => from)}::timestamptz[],
        ${later.map(({ from }) => addDays(from, leaseDaysMost))}::timestamptz[]) as told (name, revoked_from, until)
      where revocation.name = told.name`.execute(tx),
  ])
}

/**
 * The newest of each company first, then their next ones: a company that frees a thousand seats pushes nobody else's out. As of the change
 * that made this version: one version has one content.
 */
export async function readRevocations(tx: Tx, changedAt: Date | null): Promise<{ name: string; from: Date }[]> {
  const { rows } = await sql`
    select name, revoked_from as "from" from revocation where until > ${changedAt}
    order by row_number() over (partition by company_id order by changed_at desc, name), changed_at desc, name limit ${revokedMost}`.execute(
    tx,
  )
  return rows.map((row) => z.object({ name: z.string(), from: z.date() }).parse(row))
}
