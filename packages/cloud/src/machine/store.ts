import { type CompanyId, idSchema, type LicenseServerId } from '@undongle/core/id'
import { deadAt } from '@undongle/core/permit/drain'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

export interface RegisteredMachine {
  readonly licenseServer: LicenseServerId
  /** Null, and the times undefined, where only the register knows it. */
  readonly name: string | null
  readonly registeredAt: Date | undefined
  readonly lastSeenAt: Date | undefined
  readonly revoked: boolean
  /** When two of them were last noticed under its key. */
  readonly copiedAt: Date | null
  /** The end of what it was given and has not given back, the margin of permits with it; undefined for nothing. */
  readonly holdsUntil: Date | undefined
}

/** The company's License Servers, oldest first. */
export async function listMachines(tx: Tx, company: CompanyId): Promise<RegisteredMachine[]> {
  const { rows } = await sql`
    select id, name, registered_at, refreshed_at, revoked_at is not null as revoked, copied_at,
      (select max(expires_at) from permit
        where permit.company_id = ${company} and permit.license_server_id = license_server.id and returned_at is null) as permit_ends,
      (select max(expires_at) from lease
        where lease.company_id = ${company} and lease.license_server_id = license_server.id and ended_at is null) as lease_ends
    from license_server where company_id = ${company} order by registered_at, id`.execute(tx)
  return rows.map((row) => machineRow.parse(row))
}

const machineRow = z
  .object({
    id: idSchema('licenseServer'),
    name: z.string(),
    registered_at: z.date(),
    refreshed_at: z.date(),
    revoked: z.boolean(),
    copied_at: z.date().nullable(),
    permit_ends: z.date().nullable(),
    lease_ends: z.date().nullable(),
  })
  .transform(
    ({ id, name, registered_at, refreshed_at, revoked, copied_at, permit_ends, lease_ends }): RegisteredMachine => {
      const ends = [...(permit_ends ? [deadAt({ expiresAt: permit_ends })] : []), ...(lease_ends ? [lease_ends] : [])]
      const holdsUntil = ends.toSorted((a, b) => a.getTime() - b.getTime()).at(-1)
      return {
        licenseServer: id,
        name,
        registeredAt: registered_at,
        lastSeenAt: refreshed_at,
        revoked,
        copiedAt: copied_at,
        holdsUntil,
      }
    },
  )
