import type { Customer } from '@undongle/core/api/reseller'
import { type CompanyId, idSchema, type ResellerId } from '@undongle/core/id'
import { type Reseller, resellerSchema } from '@undongle/core/reseller'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'

interface Page<Key> {
  readonly limit: number
  readonly after: Key | undefined
}

/** What the vendor's ERP says of its resellers; they are few, and of no company. */
export async function writeResellers(tx: Tx, resellers: readonly Reseller[]): Promise<void> {
  await sql`
    insert into reseller as known (id, name, email, phone)
    select * from unnest(${resellers.map(({ id }) => id)}::text[], ${resellers.map(({ name }) => name)}::text[],
      ${resellers.map(({ email }) => email)}::text[], ${resellers.map(({ phone }) => phone)}::text[])
    on conflict (id) do update set name = excluded.name, email = excluded.email, phone = excluded.phone
    where (known.name, known.email, known.phone) is distinct from (excluded.name, excluded.email, excluded.phone)`.execute(
    tx,
  )
}

/** @param only the one that may be seen */
export async function listResellers(db: Db | Tx, page: Page<string> & { only: ResellerId | undefined }) {
  const { rows } = await sql`
    select id, name, email, phone from reseller
    where (${page.after ?? null}::text is null or id > ${page.after ?? null})
      and (${page.only ?? null}::text is null or id = ${page.only ?? null})
    order by id limit ${page.limit}`.execute(db)
  return rows.map((row) => resellerSchema.parse(row))
}

export async function findReseller(tx: Db | Tx, id: ResellerId): Promise<Reseller | undefined> {
  const { rows } = await sql`select id, name, email, phone from reseller where id = ${id}`.execute(tx)
  return rows.length === 0 ? undefined : resellerSchema.parse(rows[0])
}

/** Whether a contract of the company names the reseller. */
export async function isCustomer(tx: Tx, company: CompanyId, reseller: ResellerId): Promise<boolean> {
  const { rows } = await sql`
    select 1 from contract where company_id = ${company} and reseller_id = ${reseller} limit 1`.execute(tx)
  return rows.length > 0
}

/** The companies whose contracts name a reseller, by id; read across companies. */
export async function listCustomers(tx: Tx, reseller: ResellerId, page: Page<string>): Promise<Customer[]> {
  const { rows } = await sql`
    select company.company_id as company, company.name, count(*)::int as contracts
    from contract join company on company.company_id = contract.company_id
    where contract.reseller_id = ${reseller}
      and (${page.after ?? null}::text is null or contract.company_id > ${page.after ?? null})
    group by company.company_id, company.name
    order by company.company_id limit ${page.limit}`.execute(tx)
  return rows.map((row) => customerRow.parse(row))
}

const customerRow = z.object({ company: idSchema('company'), name: z.string(), contracts: z.int() })
