import type { RegisterLicenseServerRequest } from '@undongle/core/api/license-server'
import { type CompanyId, idSchema, type LicenseServerId, type UserId } from '@undongle/core/id'
import { type PublicKey, publicKeySchema } from '@undongle/core/key'
import { sql } from 'kysely'
import { z } from 'zod'
import { type Db, setCompany, type Tx } from '../../db/pool.ts'
import { readInOneGo } from '../../db/transaction.ts'
import { revoke } from '../../lost/revocation-store.ts'
import type { RefreshState } from './refresh.ts'

export interface LicenseServerRow {
  readonly id: LicenseServerId
  readonly publicKey: PublicKey
  readonly registeredBy: UserId
  readonly revoked: boolean
  readonly refresh: RefreshState
  readonly refreshedAt: Date
}

/** Reads a License Server and holds its row to the end of the transaction: two refreshes of one machine are decided in turn. */
export async function lockLicenseServer(
  tx: Tx,
  company: CompanyId,
  by: { id: LicenseServerId } | { jkt: string },
): Promise<LicenseServerRow | undefined> {
  const { rows } = await sql`
    select id, public_key, registered_by, revoked_at, refreshed_at, refresh_token_hash, refresh_attempt,
      previous_refresh_token_hash, previous_used
    from license_server where company_id = ${company}
    and ${'id' in by ? sql`id = ${by.id}` : sql`key_thumbprint = ${by.jkt}`} for update`.execute(tx)
  return rows.map((row) => licenseServerRowSchema.parse(row))[0]
}

export interface Registration extends Pick<RegisterLicenseServerRequest, 'name' | 'version' | 'publicKey'> {
  readonly id: LicenseServerId
  readonly jkt: string
  readonly user: UserId
  readonly refreshTokenHash: string
  readonly at: Date
}

export async function insertLicenseServer(tx: Tx, company: CompanyId, registration: Registration): Promise<void> {
  const { id, name, version, publicKey, jkt, user, refreshTokenHash, at } = registration
  await sql`
    insert into license_server (company_id, id, name, version, public_key, key_thumbprint, registered_by, registered_at, refreshed_at, refresh_token_hash)
    values (${company}, ${id}, ${name}, ${version}, ${JSON.stringify(publicKey)}, ${jkt}, ${user}, ${at}, ${at}, ${refreshTokenHash})`.execute(
    tx,
  )
}

/** The same machine signed in again, perhaps by another person: its earlier refresh tokens end. */
export async function renewLicenseServer(tx: Tx, company: CompanyId, registration: Registration): Promise<void> {
  const { id, name, version, user, refreshTokenHash, at } = registration
  await sql`
    update license_server set name = ${name}, version = ${version}, registered_by = ${user}, refreshed_at = ${at},
      refresh_token_hash = ${refreshTokenHash}, refresh_attempt = null, previous_refresh_token_hash = null, previous_used = false
    where company_id = ${company} and id = ${id}`.execute(tx)
}

export async function writeRefresh(
  tx: Tx,
  company: CompanyId,
  id: LicenseServerId,
  state: RefreshState,
  at: Date,
): Promise<void> {
  await sql`
    update license_server set refresh_token_hash = ${state.current}, refresh_attempt = ${state.attempt ?? null},
      previous_refresh_token_hash = ${state.previous ?? null}, previous_used = ${state.previousUsed}, refreshed_at = ${at}
    where company_id = ${company} and id = ${id}`.execute(tx)
}

/** Signs a License Server out for good: its key is never believed again, a new sign-in needs a new one. What it was lent is in the status list. */
export async function revokeLicenseServer(tx: Tx, company: CompanyId, id: LicenseServerId, at: Date): Promise<void> {
  const { rows } = await sql`
    update license_server set revoked_at = ${at}, revoked_reason = 'admin'
    where company_id = ${company} and id = ${id} and revoked_at is null returning id`.execute(tx)
  if (rows.length > 0) await revoke(tx, company, [{ id, from: at }], at)
}

/** Marks a proof as used. @returns false when it was used before */
export async function useProof(
  tx: Tx,
  company: CompanyId,
  id: LicenseServerId,
  proof: { jti: string; expiresAt: Date },
  now: Date,
): Promise<boolean> {
  await sql`
    delete from machine_proof where company_id = ${company} and license_server_id = ${id} and expires_at < ${now}`.execute(
    tx,
  )
  const { rows } = await sql`
    insert into machine_proof (company_id, license_server_id, jti, expires_at) values (${company}, ${id}, ${proof.jti}, ${proof.expiresAt})
    on conflict do nothing returning jti`.execute(tx)
  return rows.length > 0
}

/** Ties an approval to the first key it was used for. @returns false when it was another machine's */
export async function useApproval(
  tx: Tx,
  company: CompanyId,
  approval: { jti: string; expiresAt: Date; jkt: string },
  now: Date,
): Promise<boolean> {
  await sql`delete from license_server_approval where company_id = ${company} and expires_at < ${now}`.execute(tx)
  await sql`
    insert into license_server_approval (company_id, jti, key_thumbprint, expires_at)
    values (${company}, ${approval.jti}, ${approval.jkt}, ${approval.expiresAt}) on conflict do nothing`.execute(tx)
  const { rows } = await sql`
    select 1 from license_server_approval
    where company_id = ${company} and jti = ${approval.jti} and key_thumbprint = ${approval.jkt}`.execute(tx)
  return rows.length > 0
}

/** Those of these License Servers that are still signed in. For the decision of a write, ask inside its transaction with `lockLicenseServer`. */
export function readRegistered(
  db: Db,
  company: CompanyId,
  ids: readonly LicenseServerId[],
): Promise<ReadonlySet<LicenseServerId>> {
  return readInOneGo(
    db,
    (tx) => setCompany(tx, company),
    async (tx) => {
      const { rows } = await sql`
        select id from license_server
        where company_id = ${company} and id = any(${[...ids]}::text[]) and revoked_at is null`.execute(tx)
      return new Set(rows.map((row) => registeredRow.parse(row).id))
    },
  )
}

const registeredRow = z.object({ id: idSchema('licenseServer') })

const licenseServerRowSchema = z
  .object({
    id: idSchema('licenseServer'),
    public_key: publicKeySchema,
    registered_by: idSchema('user'),
    revoked_at: z.date().nullable(),
    refreshed_at: z.date(),
    refresh_token_hash: z.string(),
    refresh_attempt: z.string().nullable(),
    previous_refresh_token_hash: z.string().nullable(),
    previous_used: z.boolean(),
  })
  .transform(
    (row): LicenseServerRow => ({
      id: row.id,
      publicKey: row.public_key,
      registeredBy: row.registered_by,
      revoked: row.revoked_at !== null,
      refreshedAt: row.refreshed_at,
      refresh: {
        current: row.refresh_token_hash,
        previous: row.previous_refresh_token_hash ?? undefined,
        previousUsed: row.previous_used,
        attempt: row.refresh_attempt ?? undefined,
      },
    }),
  )
