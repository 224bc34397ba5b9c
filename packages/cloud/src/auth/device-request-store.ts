import type { DeviceCodeRequest } from '@undongle/core/api/device-grant'
import type { CompanyRole } from '@undongle/core/api/sign-in'
import { utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { type CompanyId, idSchema, type UserId } from '@undongle/core/id'
import { APIError } from 'better-auth/api'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../db/pool.ts'
import { membershipsOf } from './people.ts'
import { mayRegisterLicenseServer } from './roles.ts'

export interface DeviceRequest {
  readonly machineName: string
  readonly addressArea: string
  readonly askedAt: Date
  readonly expiresAt: Date
}

export interface NewDeviceRequest {
  readonly userCode: string
  readonly deviceCode: string
  readonly machineName: DeviceCodeRequest['machine_name']
  readonly addressArea: string
  readonly askedAt: Date
  readonly expiresAt: Date
}

/** How many machines of one network wait for approval right now. */
export async function countWaiting(db: Db, addressArea: string, now: Date): Promise<number> {
  const { rows } = await sql`
    select count(*)::int as waiting from auth.device_request
    where address_area = ${addressArea} and expires_at > ${now}`.execute(db)
  return z.object({ waiting: z.int() }).parse(rows[0]).waiting
}

/** Keeps what the approve page will show. */
export async function addDeviceRequest(db: Db, request: NewDeviceRequest): Promise<void> {
  const { userCode, deviceCode, machineName, addressArea, askedAt, expiresAt } = request
  await sql`
    insert into auth.device_request (user_code, device_code_hash, machine_name, address_area, asked_at, expires_at)
    values (${userCode}, ${hashBytes(utf8(deviceCode))}, ${machineName}, ${addressArea}, ${askedAt}, ${expiresAt})`.execute(
    db,
  )
}

export async function findDeviceRequest(db: Db, userCode: string, now: Date): Promise<DeviceRequest | undefined> {
  const { rows } = await sql`
    select machine_name as "machineName", address_area as "addressArea", asked_at as "askedAt", expires_at as "expiresAt"
    from auth.device_request where user_code = ${userCode} and expires_at > ${now}`.execute(db)
  return rows.map((row) => deviceRequestRowSchema.parse(row))[0]
}

/** Notes for which company a person approves, before Better Auth is told that they do. */
export async function chooseCompany(db: Db, userCode: string, company: CompanyId, user: UserId): Promise<void> {
  await sql`
    update auth.device_request set company_id = ${company}, user_id = ${user} where user_code = ${userCode}`.execute(db)
}

/**
 * The company and role that go into the token: as chosen when it was approved, and still true now.
 *
 * @throws APIError `access_denied` (RFC 8628, section 3.5) when the person left the company in between
 */
export async function approvalOf(db: Db, deviceCode: string): Promise<{ company: CompanyId; role: CompanyRole }> {
  const { rows } = await sql`
    select company_id as company, user_id as user from auth.device_request
    where device_code_hash = ${hashBytes(utf8(deviceCode))}`.execute(db)
  const approval = approvalRowSchema.safeParse(rows[0]).data
  const memberships = approval ? await membershipsOf(db, approval.user) : []
  const membership = memberships.find(({ company }) => company === approval?.company)
  if (membership === undefined || !mayRegisterLicenseServer(membership.role)) {
    throw new APIError('BAD_REQUEST', {
      error: 'access_denied',
      error_description: 'No member of this company any more',
    })
  }
  return { company: membership.company, role: membership.role }
}

const deviceRequestRowSchema = z.object({
  machineName: z.string(),
  addressArea: z.string(),
  askedAt: z.date(),
  expiresAt: z.date(),
})
const approvalRowSchema = z.object({ company: idSchema('company'), user: idSchema('user') })
