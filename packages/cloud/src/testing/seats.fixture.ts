import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashValue } from '@undongle/core/hash'
import { type CompanyId, type LeaseId, type LicenseId, makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { presets } from '@undongle/core/policy/presets'
import type { Db } from '../db/pool.ts'
import type { Deps } from '../deps.ts'
import type { Machine } from '../lease/ask.ts'
import { guardLedger } from '../ledger/guard.ts'
import { postgresLedger } from '../ledger/postgres.ts'
import { openSigningKeys } from '../signing/signing-keys.ts'

/** Past row-level security. */
type Query = (text: string, values?: readonly unknown[]) => Promise<unknown>

/** A company's seats of one product. */
export interface SeatPool {
  readonly company: CompanyId
  readonly product: string
  readonly license: LicenseId
  readonly seats: number
}

export const newLease = (): LeaseId => makeId('lease', new Date(), random)

export function newMachine(company: CompanyId): Machine {
  const licenseServer = makeId('licenseServer', new Date(), random)
  return { company, licenseServer, jkt: hashValue(licenseServer) }
}

/** @param product `pool-1`, …: each pool of a company has its own */
export const newPool = (company: CompanyId, product: string, seats: number): SeatPool => ({
  company,
  product,
  license: makeId('license', new Date(), random),
  seats,
})

/** What an import would leave behind: licenses in the cloud, a statement a table, since a benchmark wants thousands. */
export async function sellSeats(query: Query, pools: readonly SeatPool[]): Promise<void> {
  await query(`insert into product_line (id, name) values ('seats', 'Seats') on conflict do nothing`)
  await query(
    `insert into policy_version (line, version, policy, published_at, published_by)
     values ('seats', 1, $1, 'epoch', 'import') on conflict do nothing`,
    [JSON.stringify({ ...presets.render, version: 1 })],
  )
  await query(
    `insert into product (id, line, name, key, metered, online_only)
     select id, 'seats', id, false, false, false from unnest($1::text[]) as wanted (id) on conflict do nothing`,
    [[...new Set(pools.map(({ product }) => product))]],
  )
  const companies = [[...new Set(pools.map(({ company }) => company))]]
  await query(
    `insert into company (company_id, name) select id, 'Company' from unnest($1::text[]) as wanted (id)`,
    companies,
  )
  await query(
    `insert into contract (company_id, number, kind, registered, reseller_confirmed)
     select id, 'C-1', 'commercial', true, false from unnest($1::text[]) as wanted (id)`,
    companies,
  )
  const owned = [pools.map(({ license }) => license), pools.map(({ company }) => company)]
  await query('insert into license_owner (license_id, company_id) select * from unnest($1::text[], $2::text[])', owned)
  await query(
    `insert into license (id, company_id, contract_number, product, generation, quantity, price_reference, renewal_reference)
     select license, company, 'C-1', product, '1.0', seats, '', ''
     from unnest($1::text[], $2::text[], $3::text[], $4::int[]) as pool (license, company, product, seats)`,
    [...owned, pools.map(({ product }) => product), pools.map(({ seats }) => seats)],
  )
  await query(
    `insert into custody (license_id, company_id, sequence, debit, credit, at)
     select license, company, 1, 'vendor', 'company:' || company, 'epoch'
     from unnest($1::text[], $2::text[]) as pool (license, company)`,
    owned,
  )
}

/** What lending needs of the cloud, without its HTTP. */
export async function openSeatDeps(
  db: Db,
): Promise<Pick<Deps, 'ledger' | 'keys' | 'now'> & { close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'undongle-seats-'))
  const now = () => new Date()
  const silent = { error: () => undefined }
  return {
    ledger: guardLedger(postgresLedger({ db, random }), { now, random, log: silent }),
    keys: await openSigningKeys(folder, 'http://cloud.test', now()),
    now,
    close: () => rm(folder, { recursive: true }),
  }
}
