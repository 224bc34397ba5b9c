import { type CompanyId, idSchema, type LeaseId, type LicenseServerId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

/** Somebody in the queue for a seat, by the lease that is asked for. */
export interface Waiter {
  readonly lease: LeaseId
  readonly licenseServer: LicenseServerId
  readonly product: string
  readonly since: Date
  /** Whoever has not asked for a while is passed over. */
  readonly askedAt: Date
}

/** Somebody to whom no seat was lent [Q99]. */
export interface Refusal {
  readonly lease: LeaseId
  readonly licenseServer: LicenseServerId
  readonly product: string
  readonly code: string
  readonly at: Date
}

/** The queues of these products, in the order in which they are served. */
export async function readWaiting(tx: Tx, company: CompanyId, products: readonly string[]): Promise<Waiter[]> {
  const { rows } = await sql`
    select lease_id, license_server_id, product, since, asked_at from seat_wait
    where company_id = ${company} and product = any(${[...products]}::text[])
    order by since, lease_id`.execute(tx)
  return rows.map((row) => toWaiter(waiterRow.parse(row)))
}

/** Whoever waits already is written over. */
export async function writeWaiting(tx: Tx, company: CompanyId, waiters: readonly Waiter[]): Promise<void> {
  await sql`
    insert into seat_wait (company_id, lease_id, license_server_id, product, since, asked_at)
    select ${company}, * from unnest(
      ${waiters.map(({ lease }) => lease)}::text[],
      ${waiters.map(({ licenseServer }) => licenseServer)}::text[],
      ${waiters.map(({ product }) => product)}::text[],
      ${waiters.map(({ since }) => since)}::timestamptz[],
      ${waiters.map(({ askedAt }) => askedAt)}::timestamptz[])
    on conflict (company_id, lease_id) do update
      set product = excluded.product, since = excluded.since, asked_at = excluded.asked_at`.execute(tx)
}

export async function endWaiting(tx: Tx, company: CompanyId, leases: readonly LeaseId[]): Promise<void> {
  await sql`
    delete from seat_wait where company_id = ${company} and lease_id = any(${[...leases]}::text[])`.execute(tx)
}

/** One row for each lease that was asked for, however often. */
export async function recordRefusals(tx: Tx, company: CompanyId, refusals: readonly Refusal[]): Promise<void> {
  await sql`
    insert into seat_refusal as known
      (company_id, lease_id, license_server_id, product, code, first_at, last_at, times)
    select ${company}, lease, machine, product, code, at, at, 1 from unnest(
      ${refusals.map(({ lease }) => lease)}::text[],
      ${refusals.map(({ licenseServer }) => licenseServer)}::text[],
      ${refusals.map(({ product }) => product)}::text[],
      ${refusals.map(({ code }) => code)}::text[],
      ${refusals.map(({ at }) => at)}::timestamptz[]) as refused (lease, machine, product, code, at)
    on conflict (company_id, lease_id) do update
      set code = excluded.code, last_at = excluded.last_at, times = known.times + 1`.execute(tx)
}

const waiterRow = z.object({
  lease_id: idSchema('lease'),
  license_server_id: idSchema('licenseServer'),
  product: z.string(),
  since: z.date(),
  asked_at: z.date(),
})

const toWaiter = (row: z.output<typeof waiterRow>): Waiter => ({
  lease: row.lease_id,
  licenseServer: row.license_server_id,
  product: row.product,
  since: row.since,
  askedAt: row.asked_at,
})
