import type { ContractFile, ImportedContract } from '@undongle/core/contract/contract-file'
import type { AboutCompany } from '@undongle/core/contract/difference'
import type { SoldLicense } from '@undongle/core/contract/sold-license'
import type { CompanyId, LicenseId } from '@undongle/core/id'
import { presets } from '@undongle/core/policy/presets'
import { sql } from 'kysely'
import type { Tx } from '../db/pool.ts'
import { importer, publishPolicies } from '../policy/store.ts'

// What an import writes: a statement a table, whatever the number of rows.

/** The vendor, its lines and its products. */
export async function writeCatalog(tx: Tx, file: ContractFile, at: Date): Promise<void> {
  await sql`
    insert into vendor (id, name) values ('vendor', ${file.vendor})
    on conflict (id) do update set name = excluded.name`.execute(tx)
  const { lines, products } = file
  await sql`
    insert into product_line (id, name)
    select * from unnest(${lines.map(({ id }) => id)}::text[], ${lines.map(({ name }) => name)}::text[])
    on conflict (id) do update set name = excluded.name`.execute(tx)
  const policies = lines.map(({ id, policy }) => [id, typeof policy === 'string' ? presets[policy] : policy] as const)
  await publishPolicies(tx, new Map(policies), { by: importer, at })
  await sql`
    insert into product (id, line, name, key, metered, online_only, bound_to, move_days)
    select * from unnest(${products.map(({ id }) => id)}::text[], ${products.map(({ line }) => line)}::text[],
      ${products.map(({ name }) => name)}::text[], ${products.map(({ key }) => key)}::boolean[],
      ${products.map(({ metered }) => metered)}::boolean[], ${products.map(({ onlineOnly }) => onlineOnly)}::boolean[],
      ${products.map(({ binding }) => binding?.to ?? null)}::text[], ${products.map(({ binding }) => binding?.moveDays ?? null)}::int[])
    on conflict (id) do update set line = excluded.line, name = excluded.name, key = excluded.key,
      metered = excluded.metered, online_only = excluded.online_only, bound_to = excluded.bound_to, move_days = excluded.move_days`.execute(
    tx,
  )
}

export async function writeCompany(tx: Tx, company: CompanyId, { name, attributes }: AboutCompany): Promise<void> {
  await sql`
    insert into company (company_id, name, attributes) values (${company}, ${name}, ${JSON.stringify(attributes)})
    on conflict (company_id) do update set name = excluded.name, attributes = excluded.attributes`.execute(tx)
}

export async function writeContracts(
  tx: Tx,
  company: CompanyId,
  contracts: readonly ImportedContract[],
): Promise<void> {
  await sql`
    insert into contract (company_id, number, kind, registered, reseller_confirmed, reseller_id, ended_on)
    select ${company}, * from unnest(${contracts.map(({ number }) => number)}::text[],
      ${contracts.map(({ kind }) => kind)}::text[], ${contracts.map(({ registered }) => registered)}::boolean[],
      ${contracts.map(({ resellerConfirmed }) => resellerConfirmed)}::boolean[],
      ${contracts.map(({ reseller }) => reseller)}::text[], ${contracts.map(({ endedOn }) => endedOn)}::date[])
    on conflict (company_id, number) do update set kind = excluded.kind, registered = excluded.registered,
      reseller_confirmed = excluded.reseller_confirmed, reseller_id = excluded.reseller_id,
      ended_on = excluded.ended_on`.execute(tx)
}

export async function insertOwners(tx: Tx, company: CompanyId, ids: readonly LicenseId[]): Promise<void> {
  await sql`
    insert into license_owner (license_id, company_id)
    select id, ${company} from unnest(${[...ids]}::text[]) as id`.execute(tx)
}

/** Writes new licenses and replaces what the contract says about known ones. */
export async function writeLicenses(
  tx: Tx,
  company: CompanyId,
  licenses: readonly { readonly id: LicenseId; readonly license: SoldLicense }[],
): Promise<void> {
  const column = <Key extends keyof SoldLicense>(key: Key) => licenses.map(({ license }) => license[key])
  await sql`
    insert into license (company_id, id, contract_number, product, generation, quantity, term_until, dongle_serial,
      price_reference, renewal_reference, users)
    select ${company}, id, nullif(contract, ''), product, generation, quantity, until, dongle, price, renewal,
      array(select jsonb_array_elements_text(users)) from unnest(${licenses.map(({ id }) => id)}::text[], ${column('contract')}::text[],
      ${column('product')}::text[], ${column('generation')}::text[], ${column('quantity')}::int[],
      ${column('until')}::date[], ${column('dongle')}::text[], ${column('priceReference')}::text[],
      ${column('renewalReference')}::text[], ${column('users').map((users) => JSON.stringify(users))}::jsonb[]
    ) as given (id, contract, product, generation, quantity, until, dongle, price, renewal, users)
    on conflict (company_id, id) do update set contract_number = excluded.contract_number, product = excluded.product,
      generation = excluded.generation, quantity = excluded.quantity, term_until = excluded.term_until,
      dongle_serial = excluded.dongle_serial, price_reference = excluded.price_reference,
      renewal_reference = excluded.renewal_reference, users = excluded.users`.execute(tx)
}
