import type { Alignment } from '@undongle/core/company/alignment'
import { type AlignmentId, type CompanyId, idSchema } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'

/** Whoever proposes the same again keeps the first words. */
export async function insertAlignment(tx: Tx, { id, serial, from, to, proposed }: Alignment): Promise<void> {
  await sql`
    insert into alignment (id, serial, from_company_id, to_company_id, proposed_company_id, proposed_by, proposed_at, words)
    values (${id}, ${serial}, ${from}, ${to}, ${proposed.company ?? from}, ${proposed.by}, ${proposed.at}, ${proposed.words})
    on conflict (id) do nothing`.execute(tx)
}

export async function findAlignment(db: Db, id: AlignmentId): Promise<Alignment | undefined> {
  const { rows } = await sql`select ${columns} from alignment where id = ${id}`.execute(db)
  return rows.length === 0 ? undefined : toAlignment(rows[0])
}

/** Held to the end: two who settle it are heard in turn. */
export async function lockAlignment(tx: Tx, id: AlignmentId): Promise<Alignment | undefined> {
  const { rows } = await sql`select ${columns} from alignment where id = ${id} for update`.execute(tx)
  return rows.length === 0 ? undefined : toAlignment(rows[0])
}

export async function settle(tx: Tx, id: AlignmentId, settled: NonNullable<Alignment['settled']>): Promise<void> {
  await sql`
    update alignment set outcome = ${settled.outcome}, settled_company_id = ${settled.company ?? null},
      settled_by = ${settled.by}, settled_at = ${settled.at}, settled_words = ${settled.words}
    where id = ${id} and outcome is null`.execute(tx)
}

/** Those a company is one side of, newest first; ids sort by the time they were made. */
export async function listAlignments(db: Db | Tx, company: CompanyId): Promise<Alignment[]> {
  const { rows } = await sql`
    select ${columns} from alignment where ${company} in (from_company_id, to_company_id)
    order by id desc limit 200`.execute(db)
  return rows.map(toAlignment)
}

const columns = sql.raw(
  `id, serial, from_company_id, to_company_id, proposed_company_id, proposed_by, proposed_at, words, outcome,
   settled_company_id, settled_by, settled_at, settled_words`,
)

const alignmentRow = z.object({
  id: idSchema('alignment'),
  serial: z.string(),
  from_company_id: idSchema('company'),
  to_company_id: idSchema('company'),
  proposed_company_id: idSchema('company'),
  proposed_by: idSchema('user'),
  proposed_at: z.date(),
  words: z.string(),
  outcome: z.enum(['agreed', 'refused', 'decided']).nullable(),
  settled_company_id: idSchema('company').nullable(),
  settled_by: idSchema('user').nullable(),
  settled_at: z.date().nullable(),
  settled_words: z.string().nullable(),
})

function toAlignment(found: unknown): Alignment {
  const row = alignmentRow.parse(found)
  const { outcome, settled_by: by, settled_at: at, settled_words: words } = row
  return {
    id: row.id,
    serial: row.serial,
    from: row.from_company_id,
    to: row.to_company_id,
    proposed: { company: row.proposed_company_id, by: row.proposed_by, at: row.proposed_at, words: row.words },
    settled:
      outcome && by && at && words !== null
        ? { outcome, by, at, words, company: row.settled_company_id ?? undefined }
        : undefined,
  }
}
