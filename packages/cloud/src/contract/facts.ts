import type { ImportedContract } from '@undongle/core/contract/contract-file'
import type { AboutCompany, Asked, Known } from '@undongle/core/contract/difference'
import { dongleRowSchema, type KnownDongle } from '@undongle/core/contract/dongle-change'
import { type KnownLicense, soldLicenseSchema } from '@undongle/core/contract/sold-license'
import { placeSchema } from '@undongle/core/document/certificate'
import { type CompanyId, idSchema, type LicenseId } from '@undongle/core/id'
import { fromSeconds } from '@undongle/core/time'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'

/** What an import may refer to, whichever company it is about. */
export interface Catalog {
  readonly products: ReadonlySet<string>
  /** Products whose licenses hold points. */
  readonly metered: ReadonlySet<string>
  readonly resellers: ReadonlySet<string>
}

export async function readCatalog(db: Db | Tx): Promise<Catalog> {
  const [products, resellers] = await Promise.all([
    sql`select id, metered from product`.execute(db),
    sql`select id from reseller`.execute(db),
  ])
  const idsOf = (rows: readonly unknown[]) => new Set(rows.map((row) => z.object({ id: z.string() }).parse(row).id))
  const metered = products.rows.filter((row) => z.object({ metered: z.boolean() }).parse(row).metered)
  return { products: idsOf(products.rows), metered: idsOf(metered), resellers: idsOf(resellers.rows) }
}

/** What of a company's import may be written over: the facts behind one difference, with what only the writing asks. */
export interface CompanyFacts extends Known {
  /** Its transfers are stopped, and its custody with them. */
  readonly isFrozen: boolean
}

/**
 * The facts of several companies, in one go: a query a kind of fact, however many companies they are.
 *
 * @param tx of one company, which then sees only its own, or of `acrossCompanies`
 */
export async function readFacts(tx: Tx, asked: readonly Asked[], catalog: Catalog): Promise<CompanyFacts[]> {
  const [companies, contracts, licenses, awaited, owners, dongles, frozen] = await Promise.all([
    readCompanies(tx, asked),
    readContracts(tx, asked),
    readLicenses(tx, asked),
    readAwaited(tx, asked),
    readOwners(tx, asked),
    readDongles(tx, asked),
    readFrozen(tx, asked),
  ])
  return asked.map(({ company = '' }) => ({
    ...catalog,
    about: companies.get(company)?.about,
    isFrozen: companies.get(company)?.isFrozen ?? false,
    contracts: contracts.get(company) ?? new Map(),
    licenses: licenses.get(company) ?? new Map(),
    awaited,
    owners,
    dongles,
    frozen,
  }))
}

const companiesIn = (asked: readonly Asked[]): string[] => asked.flatMap(({ company }) => company ?? [])
const licensesIn = (asked: readonly Asked[]): { company: CompanyId; id: LicenseId }[] =>
  asked.flatMap(({ company, licenses, users }) =>
    company === undefined ? [] : [...licenses, ...users].map(({ id }) => ({ company, id })),
  )

async function readCompanies(tx: Tx, asked: readonly Asked[]) {
  const { rows } = await sql`
    select company_id, name, attributes, frozen_at is not null as frozen from company
    where company_id = any(${companiesIn(asked)}::text[])`.execute(tx)
  const parsed = rows.map((row) => companyRow.parse(row))
  return new Map(
    parsed.map(({ company_id, name, attributes, frozen }): [string, { about: AboutCompany; isFrozen: boolean }] => [
      company_id,
      { about: { name, attributes }, isFrozen: frozen },
    ]),
  )
}

const companyRow = z.object({
  company_id: z.string(),
  name: z.string(),
  attributes: z.record(z.string(), z.string()),
  frozen: z.boolean(),
})

/** Contracts that the import names itself or for a license. */
async function readContracts(tx: Tx, asked: readonly Asked[]): Promise<Map<string, Map<string, ImportedContract>>> {
  const named = asked.flatMap(({ company, contracts, licenses }) => {
    const numbers = [...contracts.map(({ number }) => number), ...licenses.map(({ license }) => license.contract)]
    return [...new Set(numbers)].map((number) => ({ company, number }))
  })
  const { rows } = await sql`
    select company_id as company, number, kind, registered, reseller_confirmed as "resellerConfirmed",
      reseller_id as reseller, ended_on::text as "endedOn"
    from unnest(${named.map(({ company }) => company)}::text[], ${named.map(({ number }) => number)}::text[])
      as named (company_id, number)
    join contract using (company_id, number)`.execute(tx)
  const parsed = rows.map((row) => contractRow.parse(row))
  return byCompany(parsed.map((contract) => [contract.company, contract.number, contract]))
}

const contractRow = z.object({
  number: z.string(),
  company: idSchema('company'),
  kind: z.enum(['commercial', 'educational', 'trial', 'demo']),
  registered: z.boolean(),
  resellerConfirmed: z.boolean(),
  reseller: idSchema('reseller').nullable(),
  endedOn: z.string().nullable(),
})

/** Licenses that the import names, and all of the contracts that it ends; each with where it is. */
async function readLicenses(tx: Tx, asked: readonly Asked[]): Promise<Map<string, Map<LicenseId, KnownLicense>>> {
  const { rows } = await sql`
    select license.company_id as company, license.id, coalesce(contract_number, '') as contract, product, generation,
      quantity, term_until::text as until, dongle_serial as dongle, price_reference as "priceReference",
      renewal_reference as "renewalReference", users, custody.credit as place, custody.sequence
    from (${askedLicenses(asked)}) as asked
    join license using (company_id, id)
    join lateral (
      select credit, sequence from custody
      where custody.company_id = license.company_id and custody.license_id = license.id
      order by sequence desc limit 1
    ) custody on true`.execute(tx)
  const parsed = rows.map((row) => licenseRow.parse(row))
  return byCompany(
    parsed.map(({ company, id, place, sequence, ...license }) => [company, id, { license, place, sequence }]),
  )
}

const licenseRow = soldLicenseSchema.extend({
  company: z.string(),
  id: idSchema('license'),
  place: placeSchema,
  sequence: z.int(),
})

function askedLicenses(asked: readonly Asked[]) {
  const named = licensesIn(asked)
  const ended = asked.flatMap(({ company, contracts }) =>
    contracts.flatMap(({ number, endedOn }) => (endedOn === null ? [] : [{ company, number }])),
  )
  return sql`
    select company_id, id
    from unnest(${named.map(({ company }) => company)}::text[], ${named.map(({ id }) => id)}::text[])
      as named (company_id, id)
    union
    select license.company_id, license.id
    from unnest(${ended.map(({ company }) => company)}::text[], ${ended.map(({ number }) => number)}::text[])
      as ended (company_id, number)
    join license on license.company_id = ended.company_id and license.contract_number = ended.number`
}

/** Licenses of which an earlier import asked something that waits. */
async function readAwaited(tx: Tx, asked: readonly Asked[]): Promise<Set<LicenseId>> {
  const named = licensesIn(asked)
  const { rows } = await sql`
    select waiting.license_id
    from unnest(${named.map(({ company }) => company)}::text[], ${named.map(({ id }) => id)}::text[])
      as named (company_id, license_id)
    join waiting_change waiting using (company_id, license_id)`.execute(tx)
  return new Set(rows.map((row) => z.object({ license_id: idSchema('license') }).parse(row).license_id))
}

async function readOwners(tx: Tx, asked: readonly Asked[]): Promise<Map<LicenseId, CompanyId>> {
  const { rows } = await sql`
    select license_id, company_id from license_owner
    where license_id = any(${licensesIn(asked).map(({ id }) => id)}::text[])`.execute(tx)
  return new Map(rows.map((row) => ownerRow.parse(row)).map((row) => [row.license_id, row.company_id]))
}

const ownerRow = z.object({ license_id: idSchema('license'), company_id: idSchema('company') })

async function readDongles(tx: Tx, asked: readonly Asked[]): Promise<Map<string, KnownDongle>> {
  const { rows } = await sql`
    select serial, company_id as company, key_thumbprint as key, enabled, waiting.serial is not null as awaited
    from dongle_assignment left join waiting_dongle waiting using (serial)
    where serial = any(${asked.flatMap(({ dongles }) => dongles.map(({ serial }) => serial))}::text[])`.execute(tx)
  return new Map(
    rows
      .map((row) => dongleRowSchema.extend({ serial: z.string(), awaited: z.boolean() }).parse(row))
      .map(({ serial, awaited: isAwaited, ...row }) => [serial, { row, isAwaited }]),
  )
}

/** Until when the dongles are frozen that the import or a license of it names, whichever of their lines has moved. */
async function readFrozen(tx: Tx, asked: readonly Asked[]): Promise<Map<string, Date>> {
  const serials = asked.flatMap(({ dongles, licenses }) => [
    ...dongles.map(({ serial }) => serial),
    ...licenses.flatMap(({ license }) => license.dongle ?? []),
  ])
  const { rows } = await sql`
    select serial, grace_until from (
      select unnest(${[...new Set(serials)]}::text[]) as serial
      union
      select license.dongle_serial from (${askedLicenses(asked)}) as asked join license using (company_id, id)
    ) as named
    join dongle_claim using (serial) where grace_until <> '{}'::jsonb`.execute(tx)
  return new Map(
    rows
      .map((row) => graceRow.parse(row))
      .map(({ serial, grace_until }) => [serial, fromSeconds(Math.max(...Object.values(grace_until)))]),
  )
}

const graceRow = z.object({ serial: z.string(), grace_until: z.record(z.string(), z.int()) })

function byCompany<Key, Thing>(things: readonly (readonly [string, Key, Thing])[]): Map<string, Map<Key, Thing>> {
  const companies = new Map<string, Map<Key, Thing>>()
  for (const [company, key, thing] of things) {
    const own = companies.get(company)
    if (own === undefined) companies.set(company, new Map([[key, thing]]))
    else own.set(key, thing)
  }
  return companies
}
