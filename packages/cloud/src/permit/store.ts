import { canonicalJson } from '@undongle/core/canonical'
import { type Permit, permitSchema } from '@undongle/core/document/permit'
import { type CompanyId, idSchema, type LicenseId, type LicenseServerId } from '@undongle/core/id'
import type { RecordedPermit } from '@undongle/core/permit/drain'
import { recordMarginMs } from '@undongle/core/permit/limits'
import { fromSeconds } from '@undongle/core/time'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import type { Unsigned } from '../transfer/transfer.ts'

/** A permit that may still be in use, with what was signed about it. */
export interface LivePermit extends RecordedPermit {
  /** What its company calls the machine. */
  readonly name: string
  readonly document: Unsigned<Permit>
}

/** The last permit a machine was given for a dongle. */
export interface NewestPermit extends RecordedPermit {
  readonly returnedAt: Date | undefined
}

/** Every permit of a dongle that was neither given back nor is dead, by machine and number. */
export async function readLivePermits(tx: Tx, company: CompanyId, dongle: string, now: Date): Promise<LivePermit[]> {
  const { rows } = await sql`
    select permit.license_server_id, coalesce(license_server.name, permit.license_server_id) as name, permit.number,
      permit.licenses, permit.expires_at, permit.kid, permit.claims
    from permit
    left join license_server
      on license_server.company_id = permit.company_id and license_server.id = permit.license_server_id
    where permit.company_id = ${company} and permit.dongle = ${dongle} and permit.returned_at is null
      and permit.expires_at > ${new Date(now.getTime() - recordMarginMs)}
    order by permit.license_server_id, permit.number`.execute(tx)
  return rows.map((found) => {
    const { name, kid, claims, ...row } = liveRow.parse(found)
    return { ...recordOf(row), name, document: { kid, claims } }
  })
}

/** The newest permit of each machine that ever had one for this dongle. */
export async function readNewestPermits(tx: Tx, company: CompanyId, dongle: string): Promise<NewestPermit[]> {
  const { rows } = await sql`
    select distinct on (license_server_id) license_server_id, number, licenses, expires_at, returned_at from permit
    where company_id = ${company} and dongle = ${dongle}
    order by license_server_id, number desc`.execute(tx)
  return rows.map((found) => {
    const { returned_at, ...row } = newestRow.parse(found)
    return { ...recordOf(row), returnedAt: returned_at ?? undefined }
  })
}

/** When one of this company's machines first had a permit for the dongle. */
export async function findFirstPermit(tx: Tx, company: CompanyId, dongle: string): Promise<Date | undefined> {
  const { rows } = await sql`
    select min(issued_at) as first_at from permit where company_id = ${company} and dongle = ${dongle}`.execute(tx)
  return z.object({ first_at: z.date().nullable() }).parse(rows[0]).first_at ?? undefined
}

/** Puts a permit on record. The same number again changes nothing: what was given out once stands. */
export async function insertPermit(tx: Tx, company: CompanyId, { kid, claims }: Unsigned<Permit>): Promise<void> {
  await sql`
    insert into permit (company_id, dongle, license_server_id, number, serial, licenses, issued_at, expires_at, kid, claims)
    values (${company}, ${claims.dongle}, ${claims.machine}, ${claims.number}, ${claims.serial},
      ${claims.licenses.map(({ license }) => license)}::text[], ${fromSeconds(claims.iat)}, ${fromSeconds(claims.exp)},
      ${kid}, ${canonicalJson(claims)})
    on conflict (company_id, dongle, license_server_id, number) do nothing`.execute(tx)
}

/** Every permit of this machine for this dongle up to a number is deleted there. */
export async function returnPermits(
  tx: Tx,
  company: CompanyId,
  given: { dongle: string; machine: LicenseServerId; number: number; at: Date },
): Promise<void> {
  await sql`
    update permit set returned_at = ${given.at}
    where company_id = ${company} and dongle = ${given.dongle} and license_server_id = ${given.machine}
      and number <= ${given.number} and returned_at is null`.execute(tx)
}

const recordColumns = {
  license_server_id: idSchema('licenseServer'),
  number: z.int(),
  licenses: z.array(idSchema('license')),
  expires_at: z.date(),
}
const liveRow = z.object({
  ...recordColumns,
  name: z.string(),
  kid: z.string(),
  claims: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(permitSchema),
})
const newestRow = z.object({ ...recordColumns, returned_at: z.date().nullable() })

const recordOf = (row: {
  license_server_id: LicenseServerId
  number: number
  licenses: LicenseId[]
  expires_at: Date
}): RecordedPermit => ({
  machine: row.license_server_id,
  number: row.number,
  licenses: row.licenses,
  expiresAt: row.expires_at,
})
