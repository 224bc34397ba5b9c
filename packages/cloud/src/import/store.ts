import { type ImportCounts, type ImportProgress, importStates } from '@undongle/core/api/import'
import { type CompanyId, type ImportId, idSchema } from '@undongle/core/id'
import { type ColumnMap, columnMapSchema } from '@undongle/core/import/column-map'
import {
  companyOf,
  type ImportRecord,
  importRecordSchema,
  keyOf,
  type PlacedRecord,
} from '@undongle/core/import/record'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'
import { noCounts } from './describe.ts'

export interface StoredImport extends Omit<ImportProgress, 'firstFaults'> {
  /** A hash over the lines that have arrived. */
  readonly checked: string
  /** The last company that was taken over. */
  readonly appliedTo: string
}

export async function findImport(db: Db | Tx, id: ImportId): Promise<StoredImport | undefined> {
  const { rows } = await sql`
    select id as import, state, lines, records, faults, checked, applied_to as "appliedTo", counts from import
    where id = ${id}`.execute(db)
  return rows.length === 0 ? undefined : importRow.parse(rows[0])
}

const countsSchema = z.record(z.string(), z.int()).transform((counts): ImportCounts => ({ ...noCounts, ...counts }))
const importRow = z.object({
  import: idSchema('import'),
  state: z.enum(importStates),
  lines: z.int(),
  records: z.int(),
  faults: z.int(),
  checked: z.string(),
  appliedTo: z.string(),
  counts: countsSchema,
})

export async function insertImport(
  db: Db,
  begun: { id: ImportId; source: string | undefined; by: string; at: Date },
): Promise<void> {
  await sql`
    insert into import (id, source, state, lines, records, faults, checked, applied_to, counts, started_by, started_at)
    values (${begun.id}, ${begun.source ?? null}, 'receiving', 0, 0, 0, '', '', '{}', ${begun.by}, ${begun.at})
    on conflict (id) do nothing`.execute(db)
}

/** @returns false when somebody else has sent the next lines meanwhile */
export async function advanceImport(
  tx: Tx,
  id: ImportId,
  from: number,
  to: Pick<StoredImport, 'state' | 'lines' | 'checked'> & { records: number; faults: number },
): Promise<boolean> {
  const { rows } = await sql`
    update import set state = ${to.state}, lines = ${to.lines}, checked = ${to.checked},
      records = records + ${to.records}, faults = faults + ${to.faults}
    where id = ${id} and lines = ${from} and state = 'receiving' returning id`.execute(tx)
  return rows.length > 0
}

export interface StagedRecord {
  readonly line: number
  readonly record: ImportRecord
}

/** A record that says otherwise than an earlier line. */
interface Conflict {
  readonly line: number
  readonly first: number
  readonly kind: string
  readonly key: string
}

/** @returns those that contradict what an earlier line says of the same thing, with that line */
export async function insertRecords(tx: Tx, id: ImportId, staged: readonly StagedRecord[]): Promise<Conflict[]> {
  const said = staged.map(({ line, record }) => ({
    kind: record.record,
    key: keyOf(record),
    company_id: companyOf(record) ?? '',
    line,
    record,
  }))
  const given = sql`jsonb_to_recordset(${JSON.stringify(said)}::jsonb)
    as given (kind text, key text, company_id text, line int, record jsonb)`
  const { numAffectedRows: inserted } = await sql`
    insert into import_record (import_id, kind, key, company_id, line, record)
    select ${id}, kind, key, company_id, line, record from ${given}
    on conflict (import_id, kind, key) do nothing`.execute(tx)
  if (inserted === BigInt(staged.length)) return []
  const { rows } = await sql`
    select given.line, known.line as first, given.kind, given.key from ${given}
    join import_record known on known.import_id = ${id} and known.kind = given.kind and known.key = given.key
    where known.line <> given.line and known.record <> given.record order by given.line`.execute(tx)
  return rows.map((row) => conflictRow.parse(row))
}

const conflictRow = z.object({ line: z.int(), first: z.int(), kind: z.string(), key: z.string() })

export interface LineFault {
  readonly line: number
  readonly place: string
  readonly reason: string
}

export async function insertFaults(tx: Tx, id: ImportId, faults: readonly LineFault[]): Promise<void> {
  await sql`
    insert into import_fault (import_id, line, place, reason)
    select ${id}, * from unnest(${faults.map(({ line }) => line)}::int[], ${faults.map(({ place }) => place)}::text[],
      ${faults.map(({ reason }) => reason)}::text[])
    on conflict (import_id, line, place) do nothing`.execute(tx)
}

export async function listFaults(db: Db, id: ImportId, limit: number): Promise<LineFault[]> {
  const { rows } = await sql`
    select line, place, reason from import_fault where import_id = ${id} order by line, place limit ${limit}`.execute(
    db,
  )
  return rows.map((row) => z.object({ line: z.int(), place: z.string(), reason: z.string() }).parse(row))
}

/** The next companies of an import, in the order of their ids. */
export async function listCompanies(db: Db, id: ImportId, after: string, limit: number): Promise<CompanyId[]> {
  const { rows } = await sql`
    select distinct company_id as company from import_record
    where import_id = ${id} and company_id > ${after} order by company_id limit ${limit}`.execute(db)
  return rows.map((row) => z.object({ company: idSchema('company') }).parse(row).company)
}

/** What an import says of these companies, in the order of its lines; of no company: `''`. */
export async function readRecords(db: Db, id: ImportId, companies: readonly string[]): Promise<PlacedRecord[]> {
  const { rows } = await sql`
    select line, record from import_record
    where import_id = ${id} and company_id = any(${[...companies]}) order by line`.execute(db)
  return rows.map((row) => stagedRow.parse(row)).map(({ line, record }) => ({ at: `line ${line}`, record }))
}

const stagedRow = z.object({ line: z.int(), record: importRecordSchema })

/** What was taken over is forgotten in the same transaction. @returns false when another call has gone further meanwhile */
export async function advanceApplied(
  tx: Tx,
  id: ImportId,
  from: string,
  to: { appliedTo: string; state: 'applying' | 'applied'; counts: ImportCounts },
): Promise<boolean> {
  const { rows } = await sql`
    update import set applied_to = ${to.appliedTo}, state = ${to.state}, counts = ${JSON.stringify(to.counts)}
    where id = ${id} and applied_to = ${from} and state in ('received', 'applying') returning id`.execute(tx)
  if (rows.length === 0) return false
  await sql`delete from import_record where import_id = ${id} and company_id <= ${to.appliedTo}`.execute(tx)
  return true
}

export async function writeSource(db: Db, source: string, map: ColumnMap): Promise<void> {
  await sql`
    insert into import_source (id, map) values (${source}, ${JSON.stringify(map)})
    on conflict (id) do update set map = excluded.map`.execute(db)
}

export async function findSource(db: Db, source: string): Promise<ColumnMap | undefined> {
  const { rows } = await sql`select map from import_source where id = ${source}`.execute(db)
  return rows.length === 0 ? undefined : z.object({ map: columnMapSchema }).parse(rows[0]).map
}
