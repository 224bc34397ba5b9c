import type { ContractFile, ImportedContract } from '@undongle/core/contract/contract-file'
import type { KnownLicense, SoldLicense } from '@undongle/core/contract/difference'
import { placeSchema } from '@undongle/core/document/certificate'
import { type CompanyId, idSchema, type LicenseId } from '@undongle/core/id'
import { thumbprint } from '@undongle/core/key'
import { presets } from '@undongle/core/policy/presets'
import { fromSeconds } from '@undongle/core/time'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'
import { importer, publishPolicies } from '../policy/store.ts'
import type { KnownBefore } from './check.ts'

// What an import reads and writes: a statement a table, whatever the number of rows.

export async function readKnown(db: Db, { dongles, contracts }: ContractFile): Promise<KnownBefore> {
  const named = [...dongles, ...contracts].flatMap(({ company }) => company ?? [])
  const lines = await sql`select id from product_line`.execute(db)
  const companies = await sql`
    select distinct company_id as id from license_owner where company_id = any(${[...new Set(named)]})`.execute(db)
  return {
    lines: new Set(lines.rows.map((row) => idRow.parse(row).id)),
    companies: new Set(companies.rows.map((row) => idRow.parse(row).id)),
  }
}

const idRow = z.object({ id: z.string() })

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
    insert into product (id, line, name, key, metered, online_only)
    select * from unnest(${products.map(({ id }) => id)}::text[], ${products.map(({ line }) => line)}::text[],
      ${products.map(({ name }) => name)}::text[], ${products.map(({ key }) => key)}::boolean[],
      ${products.map(({ metered }) => metered)}::boolean[], ${products.map(({ onlineOnly }) => onlineOnly)}::boolean[])
    on conflict (id) do update set line = excluded.line, name = excluded.name, key = excluded.key,
      metered = excluded.metered, online_only = excluded.online_only`.execute(tx)
}

/** @returns how many dongles are new and how many changed; a key that was pinned meanwhile is kept where the file names none */
export async function writeDongles(
  tx: Tx,
  dongles: ContractFile['dongles'],
): Promise<{ added: number; changed: number }> {
  const serials = dongles.map(({ serial }) => serial)
  const { rows } = await sql`
    insert into dongle_assignment as known (serial, company_id, key_thumbprint, enabled)
    select * from unnest(${serials}::text[], ${dongles.map(({ company }) => company)}::text[],
      ${dongles.map(({ key }) => (key === null ? null : thumbprint(key)))}::text[],
      ${dongles.map(({ enabled }) => enabled)}::boolean[])
    on conflict (serial) do update set company_id = excluded.company_id, enabled = excluded.enabled,
      key_thumbprint = coalesce(excluded.key_thumbprint, known.key_thumbprint)
    where (known.company_id, known.enabled, known.key_thumbprint) is distinct from
      (excluded.company_id, excluded.enabled, coalesce(excluded.key_thumbprint, known.key_thumbprint))
    returning (xmax = 0) as added`.execute(tx)
  const added = rows.filter((row) => z.object({ added: z.boolean() }).parse(row).added).length
  return { added, changed: rows.length - added }
}

/** Assigns dongles that nobody has said anything about yet. */
export async function addDongles(tx: Tx, dongles: readonly { serial: string; company: CompanyId }[]): Promise<void> {
  await sql`
    insert into dongle_assignment (serial, company_id, key_thumbprint, enabled)
    select distinct on (serial) serial, company_id, null, true
    from unnest(${dongles.map(({ serial }) => serial)}::text[], ${dongles.map(({ company }) => company)}::text[])
      as given (serial, company_id)
    on conflict (serial) do nothing`.execute(tx)
}

/** @returns whether the company is new */
export async function writeCompany(tx: Tx, company: { id: CompanyId; name: string }): Promise<boolean> {
  const { rows } = await sql`
    insert into company as known (company_id, name) values (${company.id}, ${company.name})
    on conflict (company_id) do update set name = excluded.name where known.name <> excluded.name
    returning (xmax = 0) as added`.execute(tx)
  return rows.some((row) => z.object({ added: z.boolean() }).parse(row).added)
}

/** Licenses of a company as they are stored, and where each is: those named, and all of some contracts. */
export async function readStored(
  tx: Tx,
  company: CompanyId,
  { ids, contracts }: { ids: readonly LicenseId[]; contracts: readonly string[] },
): Promise<Map<LicenseId, KnownLicense>> {
  const { rows } = await sql`
    select license.id, contract_number as contract, product, generation, quantity, term_until::text as until,
      dongle_serial as dongle, price_reference as "priceReference", renewal_reference as "renewalReference", users,
      custody.credit as place, custody.sequence
    from license
    join lateral (
      select credit, sequence from custody
      where custody.company_id = license.company_id and custody.license_id = license.id
      order by sequence desc limit 1
    ) custody on true
    where license.company_id = ${company}
      and (license.id = any(${[...ids]}) or license.contract_number = any(${[...contracts]}))`.execute(tx)
  return new Map(
    rows
      .map((row) => storedRow.parse(row))
      .map(({ id, place, sequence, ...license }) => [id, { license, place, sequence }] as const),
  )
}

/** Those of a company's contracts that are known. */
export async function readContractNumbers(
  tx: Tx,
  company: CompanyId,
  numbers: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql`
    select number as id from contract where company_id = ${company} and number = any(${[...numbers]})`.execute(tx)
  return new Set(rows.map((row) => idRow.parse(row).id))
}

/** Until when each of these dongles is frozen, whichever of its lines has moved; one that never was is not in it. */
export async function readFrozenDongles(tx: Tx, serials: readonly string[]): Promise<ReadonlyMap<string, Date>> {
  if (serials.length === 0) return new Map()
  const { rows } = await sql`
    select serial, grace_until from dongle_claim
    where serial = any(${[...serials]}) and grace_until <> '{}'::jsonb`.execute(tx)
  return new Map(
    rows
      .map((row) => graceRow.parse(row))
      .map(({ serial, grace_until }) => [serial, fromSeconds(Math.max(...Object.values(grace_until)))] as const),
  )
}

const graceRow = z.object({ serial: z.string(), grace_until: z.record(z.string(), z.int()) })

const storedRow = z.object({
  id: idSchema('license'),
  contract: z
    .string()
    .nullable()
    .transform((contract) => contract ?? ''),
  product: z.string(),
  generation: z.string(),
  quantity: z.int(),
  until: z.string().nullable(),
  dongle: z.string().nullable(),
  priceReference: z.string(),
  renewalReference: z.string(),
  users: z.array(z.string()),
  place: placeSchema,
  sequence: z.int(),
})

/** @returns how many contracts are new and how many changed */
export async function writeContracts(
  tx: Tx,
  company: CompanyId,
  contracts: readonly ImportedContract[],
): Promise<{ added: number; changed: number }> {
  const { rows } = await sql`
    insert into contract as known (company_id, number, kind, registered, reseller_confirmed, reseller_id, ended_on)
    select ${company}, * from unnest(${contracts.map(({ number }) => number)}::text[],
      ${contracts.map(({ kind }) => kind)}::text[], ${contracts.map(({ registered }) => registered)}::boolean[],
      ${contracts.map(({ resellerConfirmed }) => resellerConfirmed)}::boolean[],
      ${contracts.map(({ reseller }) => reseller)}::text[], ${contracts.map(({ endedOn }) => endedOn)}::date[])
    on conflict (company_id, number) do update set kind = excluded.kind, registered = excluded.registered,
      reseller_confirmed = excluded.reseller_confirmed, reseller_id = excluded.reseller_id,
      ended_on = excluded.ended_on
    where (known.kind, known.registered, known.reseller_confirmed, known.reseller_id, known.ended_on) is distinct from
      (excluded.kind, excluded.registered, excluded.reseller_confirmed, excluded.reseller_id, excluded.ended_on)
    returning (xmax = 0) as added`.execute(tx)
  const added = rows.filter((row) => z.object({ added: z.boolean() }).parse(row).added).length
  return { added, changed: rows.length - added }
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
    select ${company}, id, contract, product, generation, quantity, until, dongle, price, renewal,
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
