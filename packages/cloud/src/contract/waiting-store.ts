import type { LicenseChange } from '@undongle/core/contract/license-change'
import { type SoldLicense, soldLicenseSchema } from '@undongle/core/contract/sold-license'
import { type CompanyId, idSchema, type LicenseId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

/** What is asked for a license of a frozen dongle; what was asked before is forgotten [Q71]. */
export async function keepWaiting(
  tx: Tx,
  company: CompanyId,
  waiting: readonly Extract<LicenseChange, { change: 'waits' }>[],
): Promise<void> {
  await sql`
    insert into waiting_change (company_id, license_id, asked, due_at)
    select ${company}, * from unnest(${waiting.map(({ id }) => id)}::text[],
      ${waiting.map(({ to }) => JSON.stringify(to))}::jsonb[], ${waiting.map(({ until }) => until)}::timestamptz[])
    on conflict (company_id, license_id) do update set asked = excluded.asked, due_at = excluded.due_at`.execute(tx)
}

export async function forgetWaiting(tx: Tx, company: CompanyId, licenses: readonly LicenseId[]): Promise<void> {
  await sql`
    delete from waiting_change where company_id = ${company} and license_id = any(${[...licenses]})`.execute(tx)
}

export interface WaitingChange {
  readonly company: CompanyId
  readonly id: LicenseId
  readonly license: SoldLicense
}

/** What need not wait any more, of all companies. */
export async function listDue(tx: Tx, now: Date, limit: number): Promise<WaitingChange[]> {
  const { rows } = await sql`
    select company_id as company, license_id as id, asked as license from waiting_change
    where due_at <= ${now} order by due_at, license_id limit ${limit}`.execute(tx)
  return rows.map((row) => waitingRow.parse(row))
}

const waitingRow = z.object({ company: idSchema('company'), id: idSchema('license'), license: soldLicenseSchema })
