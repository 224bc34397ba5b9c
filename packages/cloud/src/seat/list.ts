import { type CompanyId, idSchema } from '@undongle/core/id'
import { waitingMs } from '@undongle/core/lease/renewal'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

interface Page {
  readonly limit: number
  readonly after: string | undefined
}

/** Seats that are held now, in the order in which they were taken; freed ones until they are over. */
export async function listSeats(
  tx: Tx,
  company: CompanyId,
  { product, now, limit, after }: Page & { product: string | undefined; now: Date },
) {
  const { rows } = await sql`
    select lease.held_as as lease, lease.product, lease.license_id as license, lease.license_server_id as machine,
      machine.name, machine.registered_by as user, lease.held_since as since, lease.expires_at as until,
      lease.free_at as "freeAt", lease.freed_by as "freedBy", lease.freed_words as "freedWords"
    from lease
    left join license_server machine on machine.company_id = ${company} and machine.id = lease.license_server_id
    where lease.company_id = ${company} and lease.ended_at is null and lease.expires_at > ${now}
      and (${product ?? null}::text is null or lease.product = ${product ?? null})
      and (${after ?? null}::text is null or lease.held_as > ${after ?? null})
    order by lease.held_as limit ${limit}`.execute(tx)
  return rows.map((row) => seatRow.parse(row))
}

/** Everybody who still waits, by product, in the order in which they are served. */
export async function listWaiting(
  tx: Tx,
  company: CompanyId,
  { product, now }: { product: string | undefined; now: Date },
) {
  const { rows } = await sql`
    select waiter.lease_id as lease, waiter.product, waiter.license_server_id as machine, machine.name, waiter.since,
      (row_number() over (partition by waiter.product order by waiter.since, waiter.lease_id))::int as position
    from seat_wait waiter
    left join license_server machine on machine.company_id = ${company} and machine.id = waiter.license_server_id
    where waiter.company_id = ${company} and waiter.asked_at > ${new Date(now.getTime() - waitingMs)}
      and (${product ?? null}::text is null or waiter.product = ${product ?? null})
    order by waiter.product, position limit 200`.execute(tx)
  return rows.map((row) => waitingRow.parse(row))
}

/** Newest first: the ids of leases sort by the time they were made. */
export async function listRefusals(tx: Tx, company: CompanyId, { limit, after }: Page) {
  const { rows } = await sql`
    select refusal.lease_id as lease, refusal.product, refusal.license_server_id as machine, machine.name, refusal.code,
      refusal.first_at as "firstAt", refusal.last_at as "lastAt", refusal.times
    from seat_refusal refusal
    left join license_server machine on machine.company_id = ${company} and machine.id = refusal.license_server_id
    where refusal.company_id = ${company} and (${after ?? null}::text is null or refusal.lease_id < ${after ?? null})
    order by refusal.lease_id desc limit ${limit}`.execute(tx)
  return rows.map((row) => refusalRow.parse(row))
}

const machineColumns = {
  lease: idSchema('lease'),
  product: z.string(),
  machine: idSchema('licenseServer'),
  name: z.string().nullable(),
}
const seatRow = z.object({
  ...machineColumns,
  license: idSchema('license'),
  user: idSchema('user').nullable(),
  since: z.date(),
  until: z.date(),
  freeAt: z.date().nullable(),
  freedBy: z.string().nullable(),
  freedWords: z.string().nullable(),
})
const waitingRow = z.object({ ...machineColumns, since: z.date(), position: z.int() })
const refusalRow = z.object({
  ...machineColumns,
  code: z.string(),
  firstAt: z.date(),
  lastAt: z.date(),
  times: z.int(),
})
export type SeatRow = z.output<typeof seatRow>
