import { alertKinds } from '@undongle/core/api/ledger'
import { type AlertId, type CompanyId, idSchema } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'

export interface Alert {
  readonly id: AlertId
  readonly company: CompanyId | null
  readonly kind: (typeof alertKinds)[number]
  readonly detail: string
  readonly raisedAt: Date
}

/** Written in the transaction of what it tells. */
export async function insertAlert(tx: Tx, { id, company, kind, detail, raisedAt }: Alert): Promise<void> {
  await sql`
    insert into alert (id, company_id, kind, detail, raised_at)
    values (${id}, ${company}, ${kind}, ${detail}, ${raisedAt})`.execute(tx)
}

/** Newest first; ids sort by the time they were made. */
export async function listAlerts(db: Db, page: { limit: number; after: string | undefined }): Promise<Alert[]> {
  const { rows } = await sql`
    select id, company_id as company, kind, detail, raised_at as "raisedAt" from alert
    where ${page.after ?? null}::text is null or id < ${page.after ?? null}
    order by id desc limit ${page.limit}`.execute(db)
  return rows.map((row) => alertRow.parse(row))
}

const alertRow = z.object({
  id: idSchema('alert'),
  company: idSchema('company').nullable(),
  kind: z.enum(alertKinds),
  detail: z.string(),
  raisedAt: z.date(),
})
