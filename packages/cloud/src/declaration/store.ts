import { type CompanyId, idSchema, type TransferId, type UserId } from '@undongle/core/id'
import type { Declaration } from '@undongle/core/transfer/declare'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

export async function findDeclaration(
  tx: Tx,
  company: CompanyId,
  transfer: TransferId,
): Promise<Declaration | undefined> {
  const { rows } = await sql`
    select ${columns} from declaration where company_id = ${company} and transfer_id = ${transfer}`.execute(tx)
  return rows.length === 0 ? undefined : toDeclaration(rows[0])
}

/** Whoever proposes the same again keeps the first reason. */
export async function insertDeclaration(tx: Tx, company: CompanyId, declaration: Declaration): Promise<void> {
  const { act, transfer, reason, by, at } = declaration
  const correction = declaration.act === 'correction' ? declaration : undefined
  await sql`
    insert into declaration (company_id, transfer_id, act, reason, proposed_by, proposed_at, corrects, to_company_id, contact)
    values (${company}, ${transfer}, ${act}, ${reason}, ${by}, ${at}, ${correction?.corrects ?? null},
      ${correction?.to ?? null}, ${correction?.contact ?? null})
    on conflict (company_id, transfer_id) do nothing`.execute(tx)
}

/** @returns false when somebody had approved it before; who comes at the same moment waits for that */
export async function approveDeclaration(
  tx: Tx,
  company: CompanyId,
  transfer: TransferId,
  approved: { by: UserId; at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    update declaration set approved_by = ${approved.by}, approved_at = ${approved.at}
    where company_id = ${company} and transfer_id = ${transfer} and approved_by is null
    returning transfer_id`.execute(tx)
  return rows.length > 0
}

/** Those of a company, newest first. */
export async function listDeclarations(tx: Tx, company: CompanyId): Promise<Declaration[]> {
  const { rows } = await sql`
    select ${columns} from declaration where company_id = ${company}
    order by proposed_at desc, transfer_id desc limit 200`.execute(tx)
  return rows.map(toDeclaration)
}

const columns = sql.raw(
  'transfer_id, act, reason, proposed_by, proposed_at, approved_by, approved_at, corrects, to_company_id, contact',
)

const shared = {
  transfer_id: idSchema('transfer'),
  reason: z.string(),
  proposed_by: idSchema('user'),
  proposed_at: z.date(),
  approved_by: idSchema('user').nullable(),
  approved_at: z.date().nullable(),
}
const rowSchema = z.discriminatedUnion('act', [
  z.object({ ...shared, act: z.literal('force') }),
  z.object({
    ...shared,
    act: z.literal('correction'),
    corrects: idSchema('transfer'),
    to_company_id: idSchema('company'),
    contact: z.string(),
  }),
])

function toDeclaration(found: unknown): Declaration {
  const row = rowSchema.parse(found)
  const { transfer_id: transfer, reason, proposed_by: by, proposed_at: at, approved_by, approved_at } = row
  const approved = approved_by && approved_at ? { by: approved_by, at: approved_at } : undefined
  const proposal = { transfer, reason, by, at, approved }
  return row.act === 'force'
    ? { ...proposal, act: 'force' }
    : { ...proposal, act: 'correction', corrects: row.corrects, to: row.to_company_id, contact: row.contact }
}
