import { assert } from '@undongle/core/assert'
import { canonicalJson } from '@undongle/core/canonical'
import { type Lease, leaseSchema } from '@undongle/core/document/lease'
import {
  type CompanyId,
  idSchema,
  type LeaseId,
  type LicenseId,
  type LicenseServerId,
  type UserId,
} from '@undongle/core/id'
import { type Binding, bindingSchema, type License, licenseSchema } from '@undongle/core/license'
import { fromSeconds } from '@undongle/core/time'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import { toTerm } from '../license/term.ts'
import { bindingColumn } from '../line/store.ts'
import type { Unsigned } from '../transfer/transfer.ts'

/** A license that seats are taken from. */
export interface SeatLicense {
  readonly license: License
  readonly metered: boolean
  readonly onlineOnly: boolean
  /** Null is floating. */
  readonly binding: Binding | null
  /** By the policy that its transfer started under: what the company was told then stands [Q74]. Without a transfer, by the newest. */
  readonly offlineDays: number
}

/** A lease as the cloud keeps it. */
export interface StoredLease {
  readonly licenseServer: LicenseServerId
  readonly ended: boolean
  readonly held: Holding
  readonly freed: Freed | undefined
  /** Whose own seat it is, by a machine's id or a person's address; null for a floating one. */
  readonly holder: string | null
  readonly lease: Unsigned<Lease>
}

/** A seat is held by one lease after the other; it goes by the name and the time of the first. */
export interface Holding {
  readonly as: LeaseId
  readonly since: Date
}

/** An administrator gives the seat to others from this time on [Q99]. */
export interface Freed {
  readonly at: Date
  readonly by: UserId
  readonly words: string
}

export type NewLease = Omit<StoredLease, 'licenseServer' | 'ended'>

/** The company's licenses of these products that are in the cloud, held to the end of the transaction: seats are counted in turn. */
export async function lockLicenses(tx: Tx, company: CompanyId, products: readonly string[]): Promise<SeatLicense[]> {
  const { rows } = await sql`
    select license.id, product.line, license.product, product.name, license.generation, license.quantity,
      license.term_until::text as term_until, product.metered, product.online_only,
      ${bindingColumn},
      coalesce(told.policy ->> 'offlineDays', current.policy ->> 'offlineDays', '0')::integer as offline_days
    from license
    join product on product.id = license.product
    join lateral (
      select credit, transfer_id from custody
      where custody.company_id = license.company_id and custody.license_id = license.id
      order by sequence desc limit 1
    ) newest on true
    left join transfer on transfer.company_id = license.company_id and transfer.id = newest.transfer_id
    left join policy_version told
      on told.line = transfer.line and told.version = (transfer.plan -> 'policy' ->> 'version')::integer
    left join lateral (
      select policy from policy_version where line = coalesce(transfer.line, product.line) order by version desc limit 1
    ) current on true
    where license.company_id = ${company} and license.product = any(${[...products]}::text[])
      and newest.credit = ${`company:${company}`}
    order by license.id
    for update of license`.execute(tx)
  return rows.map((row) => toSeatLicense(seatRow.parse(row)))
}

/** Seats of leases that are neither given back nor over, by license. */
export async function readLiveSeats(
  tx: Tx,
  company: CompanyId,
  { products, now }: { products: readonly string[]; now: Date },
): Promise<Map<LicenseId, number>> {
  const { rows } = await sql`
    select lease.license_id, sum(lease.seats)::int as seats from license
    join lease on lease.company_id = license.company_id and lease.license_id = license.id
    where license.company_id = ${company} and license.product = any(${[...products]}::text[])
      and lease.company_id = ${company} and lease.ended_at is null and lease.expires_at > ${now}
      and (lease.free_at is null or lease.free_at > ${now})
    group by lease.license_id`.execute(tx)
  return new Map(rows.map((row) => takenRow.parse(row)).map(({ license_id, seats }) => [license_id, seats]))
}

export async function findLease(tx: Tx, company: CompanyId, id: LeaseId): Promise<StoredLease | undefined> {
  const { rows } = await sql`
    select ${leaseColumns} from lease
    where company_id = ${company} and id = ${id}`.execute(tx)
  return rows.map((row) => toStoredLease(leaseRow.parse(row)))[0]
}

/** Those of these leases that the cloud knows, held to the end of the transaction: nobody else ends them meanwhile. */
export async function lockLeases(
  tx: Tx,
  company: CompanyId,
  ids: readonly LeaseId[],
): Promise<Map<LeaseId, StoredLease>> {
  const { rows } = await sql`
    select ${leaseColumns} from lease
    where company_id = ${company} and id = any(${[...ids]}::text[])
    order by id
    for update`.execute(tx)
  return new Map(rows.map((row) => leaseRow.parse(row)).map((row) => [row.id, toStoredLease(row)]))
}

/** What all leases of one moment say alike. */
export interface StoredFrame {
  /** The company's name; undefined without a contract. */
  readonly company: string | undefined
  readonly epoch: number
  /** How often the status list has changed; 0 while there is none. */
  readonly blockListChanges: number
}

export async function readFrame(tx: Tx, company: CompanyId): Promise<StoredFrame> {
  const { rows } = await sql`
    select (select name from company where company_id = ${company}) as company,
      coalesce((select max(epoch) from restore_epoch), 0) as epoch,
      coalesce((select version from block_list), 0) as changes`.execute(tx)
  const { company: name, epoch, changes } = frameRow.parse(rows[0])
  return { company: name ?? undefined, epoch, blockListChanges: changes }
}

/** Leases of a machine that a restored backup believes it holds. */
export interface Unreported {
  readonly machine: LicenseServerId
  readonly reported: readonly LeaseId[]
  /** Answers from after the restore may still be on their way to it. */
  readonly issuedBefore: Date
  readonly at: Date
}

export async function insertLeases(tx: Tx, company: CompanyId, leases: readonly NewLease[]): Promise<void> {
  const rows = leases.map(({ lease: { kid, claims }, held, freed, holder }) => {
    const [leased] = claims.licenses
    assert(leased, 'the schema of a lease wants one license at least')
    return { kid, claims, leased, held, freed, holder }
  })
  await sql`
    insert into lease (company_id, id, license_id, license_server_id, product, seats, previous_id, issued_at, expires_at,
      kid, claims, held_as, held_since, free_at, freed_by, freed_words, holder)
    select ${company}, * from unnest(
      ${rows.map(({ claims }) => claims.jti)}::text[],
      ${rows.map(({ leased }) => leased.license)}::text[],
      ${rows.map(({ claims }) => claims.machine)}::text[],
      ${rows.map(({ leased }) => leased.product)}::text[],
      ${rows.map(({ leased }) => leased.seats)}::integer[],
      ${rows.map(({ claims }) => claims.prev)}::text[],
      ${rows.map(({ claims }) => fromSeconds(claims.iat))}::timestamptz[],
      ${rows.map(({ claims }) => fromSeconds(claims.exp))}::timestamptz[],
      ${rows.map(({ kid }) => kid)}::text[],
      ${rows.map(({ claims }) => canonicalJson(claims))}::text[],
      ${rows.map(({ held }) => held.as)}::text[],
      ${rows.map(({ held }) => held.since)}::timestamptz[],
      ${rows.map(({ freed }) => freed?.at ?? null)}::timestamptz[],
      ${rows.map(({ freed }) => freed?.by ?? null)}::text[],
      ${rows.map(({ freed }) => freed?.words ?? null)}::text[],
      ${rows.map(({ holder }) => holder)}::text[])`.execute(tx)
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

export async function endLeases(
  tx: Tx,
  company: CompanyId,
  { ids, at }: { ids: readonly LeaseId[]; at: Date },
): Promise<void> {
  await sql`
    update lease set ended_at = ${at}
    where company_id = ${company} and id = any(${[...ids]}::text[]) and ended_at is null`.execute(tx)
}

/** What a machine says it holds is all it holds: of older leases, those are over that it neither names nor was given in the place of a named one. */
export async function endUnreported(
  tx: Tx,
  company: CompanyId,
  { machine, reported, issuedBefore, at }: Unreported,
): Promise<void> {
  const named = sql`all(${[...reported]}::text[])`
  await sql`
    update lease set ended_at = ${at}
    where company_id = ${company} and license_server_id = ${machine} and ended_at is null
      and issued_at < ${issuedBefore} and id <> ${named} and (previous_id is null or previous_id <> ${named})`.execute(
    tx,
  )
}

/** @returns the lease by which the seat is held now; undefined for a seat that nobody holds */
export async function freeSeat(
  tx: Tx,
  company: CompanyId,
  { seat, now, freed }: { seat: LeaseId; now: Date; freed: Freed },
): Promise<StoredLease | undefined> {
  const { rows } = await sql`
    update lease set free_at = ${freed.at}, freed_by = ${freed.by}, freed_words = ${freed.words}
    where company_id = ${company} and held_as = ${seat} and ended_at is null and expires_at > ${now}
    returning ${leaseColumns}`.execute(tx)
  return rows.map((row) => toStoredLease(leaseRow.parse(row)))[0]
}

/** The newest number of each of these machines that has had a lease; a row is its machine's turn. */
export async function lockSequences(
  tx: Tx,
  company: CompanyId,
  machines: readonly LicenseServerId[],
): Promise<Map<LicenseServerId, number>> {
  const { rows } = await sql`
    select license_server_id, seq from lease_counter
    where company_id = ${company} and license_server_id = any(${[...machines]}::text[])
    order by license_server_id
    for update`.execute(tx)
  return sequencesOf(rows)
}

/**
 * Counts further leases of each machine; a row is its machine's turn.
 *
 * @returns the newest number of each
 */
export async function takeSequences(
  tx: Tx,
  company: CompanyId,
  counts: ReadonlyMap<LicenseServerId, number>,
): Promise<Map<LicenseServerId, number>> {
  const { rows } = await sql`
    insert into lease_counter as counter (company_id, license_server_id, seq)
    select ${company}, machine, taken from unnest(${[...counts.keys()]}::text[], ${[...counts.values()]}::integer[])
      as more (machine, taken)
    order by machine
    on conflict (company_id, license_server_id) do update set seq = counter.seq + excluded.seq
    returning license_server_id, seq`.execute(tx)
  return sequencesOf(rows)
}

const sequencesOf = (rows: readonly unknown[]): Map<LicenseServerId, number> =>
  new Map(rows.map((row) => counterRow.parse(row)).map(({ license_server_id, seq }) => [license_server_id, seq]))

const frameRow = z.object({ company: z.string().nullable(), epoch: z.int(), changes: z.int() })

const takenRow = z.object({ license_id: idSchema('license'), seats: z.int() })
const counterRow = z.object({ license_server_id: idSchema('licenseServer'), seq: z.int() })
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
  binding: bindingSchema.nullable(),
  offline_days: z.int(),
})

const leaseColumns = sql.raw(
  'id, license_server_id, ended_at, held_as, held_since, free_at, freed_by, freed_words, holder, kid, claims',
)

const leaseRow = z.object({
  id: idSchema('lease'),
  license_server_id: idSchema('licenseServer'),
  ended_at: z.date().nullable(),
  held_as: idSchema('lease'),
  held_since: z.date(),
  free_at: z.date().nullable(),
  freed_by: idSchema('user').nullable(),
  freed_words: z.string().nullable(),
  holder: z.string().nullable(),
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
    binding: row.binding,
    offlineDays: row.offline_days,
  }
}

const toStoredLease = (row: z.output<typeof leaseRow>): StoredLease => ({
  licenseServer: row.license_server_id,
  ended: row.ended_at !== null,
  held: { as: row.held_as, since: row.held_since },
  freed:
    row.free_at === null || row.freed_by === null
      ? undefined
      : { at: row.free_at, by: row.freed_by, words: row.freed_words ?? '' },
  holder: row.holder,
  lease: { kid: row.kid, claims: row.claims },
})
