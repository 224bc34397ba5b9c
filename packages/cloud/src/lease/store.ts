import { assert } from '@undongle/core/assert'
import { canonicalJson } from '@undongle/core/canonical'
import { type Lease, leaseSchema } from '@undongle/core/document/lease'
import { type CompanyId, idSchema, type LeaseId, type LicenseId, type LicenseServerId } from '@undongle/core/id'
import { type License, licenseSchema } from '@undongle/core/license'
import { fromSeconds } from '@undongle/core/time'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import { toTerm } from '../license/term.ts'
import type { Unsigned } from '../transfer/transfer.ts'

/** A license that seats are taken from. */
export interface SeatLicense {
  readonly license: License
  readonly metered: boolean
  readonly onlineOnly: boolean
  /** The policy that its transfer started under, and keeps; null where none brought it here. */
  readonly movedUnder: { readonly line: string; readonly version: number } | null
}

/** A lease as the cloud keeps it. */
export interface StoredLease {
  readonly licenseServer: LicenseServerId
  readonly ended: boolean
  readonly lease: Unsigned<Lease>
}

/** The company's licenses of a product that are in the cloud, held to the end of the transaction: seats are counted in turn. */
export async function lockLicenses(tx: Tx, company: CompanyId, product: string): Promise<SeatLicense[]> {
  const { rows } = await sql`
    select license.id, product.line, license.product, product.name, license.generation, license.quantity,
      license.term_until::text as term_until, product.metered, product.online_only,
      transfer.line as moved_line, (transfer.plan -> 'policy' ->> 'version')::integer as moved_version
    from license
    join product on product.id = license.product
    join lateral (
      select credit, transfer_id from custody
      where custody.company_id = license.company_id and custody.license_id = license.id
      order by sequence desc limit 1
    ) newest on true
    left join transfer on transfer.company_id = license.company_id and transfer.id = newest.transfer_id
    where license.company_id = ${company} and license.product = ${product} and newest.credit = ${`company:${company}`}
    order by license.id
    for update of license`.execute(tx)
  return rows.map((row) => toSeatLicense(seatRow.parse(row)))
}

/** Seats of leases that are neither given back nor over, by license. */
export async function readLiveSeats(
  tx: Tx,
  company: CompanyId,
  { ids, now }: { ids: readonly LicenseId[]; now: Date },
): Promise<Map<string, number>> {
  const { rows } = await sql`
    select license_id, sum(seats)::int as seats from lease
    where company_id = ${company} and license_id = any(${[...ids]}) and ended_at is null and expires_at > ${now}
    group by license_id`.execute(tx)
  const row = z.object({ license_id: z.string(), seats: z.int() })
  return new Map(rows.map((found) => row.parse(found)).map(({ license_id, seats }) => [license_id, seats]))
}

export async function findLease(tx: Tx, company: CompanyId, id: LeaseId): Promise<StoredLease | undefined> {
  const { rows } = await sql`
    select license_server_id, ended_at, kid, claims from lease where company_id = ${company} and id = ${id}`.execute(tx)
  if (rows.length === 0) return undefined
  const row = leaseRow.parse(rows[0])
  return {
    licenseServer: row.license_server_id,
    ended: row.ended_at !== null,
    lease: { kid: row.kid, claims: row.claims },
  }
}

export async function insertLease(tx: Tx, company: CompanyId, { kid, claims }: Unsigned<Lease>): Promise<void> {
  const [leased] = claims.licenses
  assert(leased, 'the schema of a lease wants one license at least')
  await sql`
    insert into lease (company_id, id, license_id, license_server_id, product, seats, previous_id, issued_at, expires_at,
      kid, claims)
    values (${company}, ${claims.jti}, ${leased.license}, ${claims.machine}, ${leased.product}, ${leased.seats},
      ${claims.prev}, ${fromSeconds(claims.iat)}, ${fromSeconds(claims.exp)}, ${kid},
      ${canonicalJson(claims)})`.execute(tx)
}

/** When the last lease of these licenses ends that is neither given back nor over. */
export async function findLiveEnd(
  tx: Tx,
  company: CompanyId,
  { ids, now }: { ids: readonly LicenseId[]; now: Date },
): Promise<Date | undefined> {
  const { rows } = await sql`
    select max(expires_at) as until from lease
    where company_id = ${company} and license_id = any(${[...ids]}) and ended_at is null
      and expires_at > ${now}`.execute(tx)
  return z.object({ until: z.date().nullable() }).parse(rows[0]).until ?? undefined
}

/** @returns whether it was this machine's and still out */
export async function endLease(
  tx: Tx,
  company: CompanyId,
  lease: { id: LeaseId; licenseServer: LicenseServerId; at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    update lease set ended_at = ${lease.at}
    where company_id = ${company} and id = ${lease.id} and license_server_id = ${lease.licenseServer}
      and ended_at is null
    returning id`.execute(tx)
  return rows.length > 0
}

/** Rises with every lease of the machine; the row is the machine's turn. */
export async function nextSequence(tx: Tx, company: CompanyId, machine: LicenseServerId): Promise<number> {
  const { rows } = await sql`
    insert into lease_counter as counter (company_id, license_server_id, seq) values (${company}, ${machine}, 1)
    on conflict (company_id, license_server_id) do update set seq = counter.seq + 1
    returning seq`.execute(tx)
  return z.object({ seq: z.int() }).parse(rows[0]).seq
}

const seatRow = z.object({
  id: idSchema('license'),
  line: z.string(),
  product: z.string(),
  name: z.string(),
  generation: z.string(),
  quantity: z.int(),
  term_until: z.string().nullable(),
  metered: z.boolean(),
  online_only: z.boolean(),
  moved_line: z.string().nullable(),
  moved_version: z.int().nullable(),
})

const leaseRow = z.object({
  license_server_id: idSchema('licenseServer'),
  ended_at: z.date().nullable(),
  kid: z.string(),
  claims: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(leaseSchema),
})

function toSeatLicense(row: z.output<typeof seatRow>): SeatLicense {
  const { id, line, product, name, generation, quantity, metered } = row
  return {
    license: licenseSchema.parse({ id, line, product, name, generation, quantity, term: toTerm(row.term_until) }),
    metered,
    onlineOnly: row.online_only,
    movedUnder:
      row.moved_line === null || row.moved_version === null
        ? null
        : { line: row.moved_line, version: row.moved_version },
  }
}
