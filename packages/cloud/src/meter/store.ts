import { placeSchema } from '@undongle/core/document/certificate'
import { type CompanyId, idSchema, type LicenseId, type MeterEntryId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { type MeterEntry, meterEntryKindSchema } from '@undongle/core/meter/entry'
import type { Granted } from '@undongle/core/meter/top-up'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import { toTerm } from '../license/term.ts'

/** Which of a company's meters: of these licenses, and of all licenses of these products. */
export interface AboutMeters {
  readonly licenses?: readonly LicenseId[]
  readonly products?: readonly string[]
}

/** What the database says of a metered license and its meter. */
export interface MeteredLicense extends Pick<License, 'id' | 'product' | 'quantity' | 'term'> {
  /** Whether it is this company's, and in its account. */
  readonly isHere: boolean
  readonly granted: Granted | null
  readonly entries: number
  readonly balance: number
}

/**
 * Locks the company's row of each license to the end of the transaction, or finds none. What holds the balance is the chain of entries; the
 * lock spares those who come at once to start over. In the order of their ids, so that two that lock several never wait for each other.
 */
export async function lockMetered(tx: Tx, company: CompanyId, about: AboutMeters): Promise<void> {
  await sql`
    select id from license where company_id = ${company} and id = any(${idsOf(company, about)})
    order by id for no key update`.execute(tx)
}

/** A statement of its own, after the lock: one that had begun before it would see what was there then. */
export async function readMetered(
  tx: Tx,
  company: CompanyId,
  about: AboutMeters,
): Promise<Map<LicenseId, MeteredLicense>> {
  const { rows } = await sql`
    select license.id, license.product, license.quantity, license.term_until::text as term_until, custody.credit,
      exists (
        select from license_owner where license_id = license.id and license_owner.company_id = license.company_id
      ) as owned,
      meter.granted_quantity, meter.granted_until::text as granted_until, last.number, last.balance
    from license
    join product on product.id = license.product and product.metered
    join lateral (
      select credit from custody where custody.company_id = license.company_id and custody.license_id = license.id
      order by sequence desc limit 1
    ) custody on true
    left join meter on meter.company_id = license.company_id and meter.license_id = license.id
    left join lateral (
      select number, balance from meter_entry entry
      where entry.company_id = license.company_id and entry.license_id = license.id
      order by number desc limit 1
    ) last on true
    where license.company_id = ${company} and license.id = any(${idsOf(company, about)})`.execute(tx)
  return new Map(rows.map((row) => toMetered(meteredRow.parse(row))).map((license) => [license.id, license]))
}

/** By id, and never by looking through all licenses of the company: an "or" of both is that, wherever statistics are young. */
const idsOf = (company: CompanyId, { licenses = [], products = [] }: AboutMeters) => sql`
  ${[...licenses]}::text[] || array(
    select sold.id from license sold where sold.company_id = ${company} and sold.product = any(${[...products]}::text[])
  )`

/** What was topped up for. */
export async function writeGranted(
  tx: Tx,
  company: CompanyId,
  granted: readonly { readonly license: LicenseId; readonly granted: Granted }[],
): Promise<void> {
  const untilOf = ({ term }: Granted) => (term.kind === 'until' ? term.until : null)
  await sql`
    insert into meter (company_id, license_id, granted_quantity, granted_until)
    select ${company}, * from unnest(${granted.map(({ license }) => license)}::text[],
      ${granted.map((one) => one.granted.quantity)}::int[], ${granted.map((one) => untilOf(one.granted))}::date[])
    on conflict (company_id, license_id) do update set granted_quantity = excluded.granted_quantity,
      granted_until = excluded.granted_until`.execute(tx)
}

/** In the order of each meter's numbers. Two that write the same number collide in the primary key. */
export async function insertEntries(tx: Tx, company: CompanyId, entries: readonly MeterEntry[]): Promise<void> {
  const column = <Key extends keyof MeterEntry>(key: Key) => entries.map((entry) => entry[key])
  await sql`
    insert into meter_entry (company_id, license_id, number, before, points, balance, kind, id, at, by, reason)
    select ${company}, license, number, balance - points, points, balance, kind, id, at, by, reason
    from unnest(${column('license')}::text[], ${column('number')}::int[], ${column('points')}::int[],
      ${column('balance')}::int[], ${column('kind')}::text[], ${column('id')}::text[], ${column('at')}::timestamptz[],
      ${column('by')}::text[], ${column('reason')}::text[]
    ) as entry (license, number, points, balance, kind, id, at, by, reason)`.execute(tx)
}

export async function readEntries(
  tx: Tx,
  company: CompanyId,
  ids: readonly MeterEntryId[],
): Promise<Map<MeterEntryId, MeterEntry>> {
  const { rows } = await sql`
    select ${entryColumns} from meter_entry where company_id = ${company} and id = any(${[...ids]})`.execute(tx)
  return new Map(rows.map((row) => toEntry(entryRow.parse(row))).map((entry) => [entry.id, entry]))
}

/** Newest first. */
export async function listEntries(
  tx: Tx,
  company: CompanyId,
  license: LicenseId,
  page: { limit: number; before: number },
): Promise<MeterEntry[]> {
  const { rows } = await sql`
    select ${entryColumns} from meter_entry
    where company_id = ${company} and license_id = ${license} and number < ${page.before}
    order by number desc limit ${page.limit}`.execute(tx)
  return rows.map((row) => toEntry(entryRow.parse(row)))
}

const entryColumns = sql.raw('license_id as license, number, points, balance, kind, id, at, by, reason')

const meteredRow = z.object({
  id: idSchema('license'),
  product: z.string(),
  quantity: z.int(),
  term_until: z.string().nullable(),
  credit: placeSchema,
  owned: z.boolean(),
  granted_quantity: z.int().nullable(),
  granted_until: z.string().nullable(),
  number: z.int().nullable(),
  balance: z.int().nullable(),
})

const entryRow = z.object({
  id: idSchema('meterEntry'),
  license: idSchema('license'),
  number: z.int(),
  kind: meterEntryKindSchema,
  points: z.int(),
  balance: z.int(),
  at: z.date(),
  by: z.string(),
  reason: z.string(),
})

function toMetered(row: z.output<typeof meteredRow>): MeteredLicense {
  const { id, product, quantity, granted_quantity: granted } = row
  return {
    id,
    product,
    quantity,
    term: toTerm(row.term_until),
    isHere: row.owned && row.credit.startsWith('company:'),
    granted: granted === null ? null : { quantity: granted, term: toTerm(row.granted_until) },
    entries: row.number ?? 0,
    balance: row.balance ?? 0,
  }
}

const toEntry = ({ at, ...entry }: z.output<typeof entryRow>): MeterEntry => ({ ...entry, at: at.toISOString() })
