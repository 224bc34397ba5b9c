import { type CompanyId, idSchema, type LicenseId } from '@undongle/core/id'
import type { BoundSeat } from '@undongle/core/seat/binding'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

interface BoundPage {
  readonly after: { readonly license: string; readonly holder: string } | undefined
  readonly limit: number
}

/**
 * Whose the seats of these licenses are, by license and holder: whom a person or the first use gave one, and whom the contract names, whose
 * word counts more.
 *
 * @param page of how many, behind which; all without it
 */
export async function readBoundSeats(
  tx: Tx,
  company: CompanyId,
  { licenses, now, page }: { licenses: readonly LicenseId[]; now: Date; page?: BoundPage },
): Promise<BoundSeat[]> {
  const ids = [...licenses]
  const { rows } = await sql`
    select distinct on (known.license_id, known.holder) known.license_id as license, known.holder, known.since, known.by, known.free_at as "freeAt",
      live.id as lease, live.expires_at as until
    from (
      select license_id, holder, since, by, free_at from bound_seat
      where company_id = ${company} and license_id = any(${ids}::text[])
      union all
      select license.id, named.holder, null, 'contract', null from license
      join product on product.id = license.product and product.bound_to = 'person'
      cross join lateral unnest(license.users) as named (holder)
      where license.company_id = ${company} and license.id = any(${ids}::text[])
    ) known (license_id, holder, since, by, free_at)
    left join lateral (
      select id, expires_at from lease
      where lease.company_id = ${company} and lease.license_id = known.license_id and lease.holder = known.holder
        and lease.ended_at is null and lease.expires_at > ${now} and (lease.free_at is null or lease.free_at > ${now})
      order by expires_at desc limit 1
    ) live on true
    where (known.license_id, known.holder) > (${page?.after?.license ?? ''}, ${page?.after?.holder ?? ''})
    order by known.license_id, known.holder, known.since nulls first limit ${page?.limit ?? null}::int`.execute(tx)
  return rows.map((row) => boundRow.parse(row))
}

/** Whoever has a row already gets this one in its place. */
export async function writeBoundSeats(
  tx: Tx,
  company: CompanyId,
  seats: readonly (Omit<BoundSeat, 'since' | 'lease'> & { since: Date })[],
): Promise<void> {
  await sql`
    insert into bound_seat (company_id, license_id, holder, since, by, free_at)
    select ${company}, * from unnest(
      ${seats.map(({ license }) => license)}::text[],
      ${seats.map(({ holder }) => holder)}::text[],
      ${seats.map(({ since }) => since)}::timestamptz[],
      ${seats.map(({ by }) => by)}::text[],
      ${seats.map(({ freeAt }) => freeAt)}::timestamptz[])
    on conflict (company_id, license_id, holder) do update
      set since = excluded.since, by = excluded.by, free_at = excluded.free_at`.execute(tx)
}

const boundRow = z
  .object({
    license: idSchema('license'),
    holder: z.string(),
    since: z.date().nullable(),
    by: z.string(),
    freeAt: z.date().nullable(),
    lease: idSchema('lease').nullable(),
    until: z.date().nullable(),
  })
  .transform(
    ({ lease, until, ...seat }): BoundSeat => ({
      ...seat,
      lease: lease === null || until === null ? null : { id: lease, until },
    }),
  )
