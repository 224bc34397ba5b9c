import { bridgedUntil, type Severity, type SupportCase } from '@undongle/core/case/case'
import type { CaseId, CompanyId } from '@undongle/core/id'
import { sql } from 'kysely'
import type { Tx } from '../db/pool.ts'
import { caseColumns, toCase } from './row.ts'

/** The open case of this subject: there is at most one. */
export async function findOpenCase(tx: Tx, company: CompanyId, subject: string): Promise<SupportCase | undefined> {
  const { rows } = await sql`
    select ${caseColumns} from support_case
    where company_id = ${company} and subject = ${subject} and decided_at is null`.execute(tx)
  return rows.length === 0 ? undefined : toCase(rows[0])
}

export async function findCase(tx: Tx, company: CompanyId, id: CaseId): Promise<SupportCase | undefined> {
  const { rows } = await sql`
    select ${caseColumns} from support_case where company_id = ${company} and id = ${id}`.execute(tx)
  return rows.length === 0 ? undefined : toCase(rows[0])
}

/** Of whichever company, for support. */
export async function findCaseOfAny(tx: Tx, id: CaseId): Promise<SupportCase | undefined> {
  const { rows } = await sql`
    /* across companies: support opens a case by its number alone */
    select ${caseColumns} from support_case where id = ${id} limit 1`.execute(tx)
  return rows.length === 0 ? undefined : toCase(rows[0])
}

/** Holds the case to the end: two who decide it are decided in turn. */
export async function lockCase(tx: Tx, company: CompanyId, id: CaseId): Promise<SupportCase | undefined> {
  const { rows } = await sql`
    select ${caseColumns} from support_case where company_id = ${company} and id = ${id} for update`.execute(tx)
  return rows.length === 0 ? undefined : toCase(rows[0])
}

export async function insertCase(tx: Tx, opened: SupportCase): Promise<void> {
  const { facts } = opened
  await sql`
    insert into support_case (company_id, id, subject, topic, severity, line, transfer_id, facts, bridged_until, attempts,
      opened_at, last_at)
    values (${opened.company}, ${opened.id}, ${opened.subject}, ${opened.topic}, ${opened.severity}, ${opened.line},
      ${opened.transfer}, ${JSON.stringify(facts)}, ${bridgedUntil(facts)}::date, ${opened.attempts}, ${opened.openedAt},
      ${opened.lastAt})`.execute(tx)
}

/** It came up again. */
export async function repeatCase(tx: Tx, company: CompanyId, id: CaseId, again: Repeat): Promise<void> {
  await sql`
    update support_case set attempts = attempts + 1, last_at = ${again.at}, severity = ${again.severity}
    where company_id = ${company} and id = ${id}`.execute(tx)
}

export interface Repeat {
  readonly severity: Severity
  readonly at: Date
}

export async function decideCase(
  tx: Tx,
  company: CompanyId,
  id: CaseId,
  { decision, words, by, at }: NonNullable<SupportCase['decided']>,
): Promise<void> {
  await sql`
    update support_case set decision = ${JSON.stringify(decision)}, decision_words = ${words}, decided_by = ${by},
      decided_at = ${at}
    where company_id = ${company} and id = ${id} and decided_at is null`.execute(tx)
}
