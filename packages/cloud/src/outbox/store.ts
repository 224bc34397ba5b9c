import type { MovedKind } from '@undongle/core/api/moved'
import type { CompanyId } from '@undongle/core/id'
import { sql } from 'kysely'
import type { Tx } from '../db/pool.ts'

/** What a company has to be told of what happened without its doing, and the vendor's ERP of what moved. */
export interface OutboxMessage {
  /** The same message is told once. */
  readonly id: string
  readonly kind:
    | MovedKind
    | 'transfer-forced'
    | 'transfer-corrected'
    | 'wave-invitation'
    | 'case-decided'
    | 'dongle-blocked'
    | 'alignment-proposed'
    | 'alignment-settled'
    | 'machine-copied'
  readonly facts: Readonly<Record<string, string | null>>
  readonly at: Date
}

/** Written in the transaction of the fact itself, so that neither is there without the other. */
export async function insertMessage(tx: Tx, company: CompanyId, { id, kind, facts, at }: OutboxMessage): Promise<void> {
  await sql`
    insert into outbox (company_id, id, kind, facts, at)
    values (${company}, ${id}, ${kind}, ${JSON.stringify(facts)}, ${at})
    on conflict (company_id, id) do nothing`.execute(tx)
}
