import type { AlertId, CompanyId } from '@undongle/core/id'
import { sql } from 'kysely'
import type { Tx } from '../db/pool.ts'

/** Why a company's transfers stop, and the alert that tells it. */
export interface Freeze {
  readonly alert: AlertId
  readonly reason: string
  readonly at: Date
}

export async function isFrozen(tx: Tx, company: CompanyId): Promise<boolean> {
  const { rows } = await sql`
    select 1 from company where company_id = ${company} and frozen_at is not null`.execute(tx)
  return rows.length > 0
}

/** Whoever is frozen already keeps the first reason; each one is an alert. */
export async function freezeCompany(tx: Tx, company: CompanyId, { alert, reason, at }: Freeze): Promise<void> {
  await Promise.all([
    sql`
      update company set frozen_at = ${at}, frozen_reason = ${reason}
      where company_id = ${company} and frozen_at is null`.execute(tx),
    sql`
      insert into alert (id, company_id, kind, detail, raised_at)
      values (${alert}, ${company}, 'ledger-violated', ${reason}, ${at})`.execute(tx),
  ])
}

/** @returns whether it was frozen */
export async function thawCompany(tx: Tx, company: CompanyId): Promise<boolean> {
  const { rows } = await sql`
    update company set frozen_at = null, frozen_reason = null
    where company_id = ${company} and frozen_at is not null
    returning company_id`.execute(tx)
  return rows.length > 0
}
