import { type CompanyId, idSchema, type LeaseId, type LicenseServerId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

/**
 * Those of these renewed leases beside which another one of the machine names the same lease before it, and came too late: the seat went on in
 * the renewed one, so that the other holds a seat of its own from its first day on.
 */
export async function findForked(
  tx: Tx,
  company: CompanyId,
  renewed: readonly LeaseId[],
): Promise<ReadonlySet<LeaseId>> {
  const { rows } = await sql`
    select renewed.id from lease renewed
    where renewed.company_id = ${company} and renewed.id = any(${[...renewed]}::text[])
      and renewed.held_as <> renewed.id and exists (
      select from lease other
      where other.company_id = ${company} and other.previous_id = renewed.previous_id and other.id <> renewed.id
        and other.license_server_id = renewed.license_server_id and other.held_as = other.id
    )`.execute(tx)
  return new Set(rows.map((row) => z.object({ id: idSchema('lease') }).parse(row).id))
}

/** @returns the machine's name; undefined when it was told of not long ago */
export async function markCopied(
  tx: Tx,
  company: CompanyId,
  { machine, now, notSince }: { machine: LicenseServerId; now: Date; notSince: Date },
): Promise<string | undefined> {
  const { rows } = await sql`
    update license_server set copied_at = ${now}
    where company_id = ${company} and id = ${machine} and (copied_at is null or copied_at < ${notSince})
    returning name`.execute(tx)
  return rows.map((row) => z.object({ name: z.string() }).parse(row).name)[0]
}
