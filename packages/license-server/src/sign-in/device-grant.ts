import {
  type DeviceCodeReply,
  deviceCodeReplySchema,
  deviceGrantPaths,
  deviceGrantType,
  deviceTokenReplySchema,
  licenseServerClient,
  licenseServerScope,
  oauthErrorSchema,
} from '@undongle/core/api/device-grant'
import { ApiError } from '@undongle/core/api/error'
import {
  licenseServerPaths,
  type RegisterLicenseServerReply,
  registerLicenseServerReplySchema,
} from '@undongle/core/api/license-server'
import { publicKeyOf } from '@undongle/core/node/crypto'
import { secondMs } from '@undongle/core/time'
import { type CloudConnection, postCloud, refusalIn } from '../cloud/client.ts'
import type { Identity } from './identity.ts'
import { makeProof } from './session.ts'

// The License Server's half of the OAuth 2.0 device grant (RFC 8628).

/** @throws ApiError `cloud-unreachable`, `rate-limited` */
export async function askForCode(connection: CloudConnection, machineName: string): Promise<DeviceCodeReply> {
  const form = new URLSearchParams({
    client_id: licenseServerClient,
    scope: licenseServerScope,
    machine_name: machineName,
  })
  const { ok, status, json } = await postCloud(connection, deviceGrantPaths.code, form)
  if (!ok) throw status === 429 ? new ApiError('rate-limited') : refusalIn(json, status)
  return deviceCodeReplySchema.parse(json)
}

export type PollAnswer =
  | { readonly answer: 'approved'; readonly approval: string }
  | { readonly answer: 'pending' | 'slow-down' | 'denied' | 'expired' }

export async function pollOnce(connection: CloudConnection, deviceCode: string): Promise<PollAnswer> {
  const form = new URLSearchParams({
    grant_type: deviceGrantType,
    client_id: licenseServerClient,
    device_code: deviceCode,
  })
  const { ok, status, json } = await postCloud(connection, deviceGrantPaths.token, form)
  if (ok) return { answer: 'approved', approval: deviceTokenReplySchema.parse(json).access_token }
  const refusal = oauthErrorSchema.safeParse(json)
  if (!refusal.success) throw refusalIn(json, status)
  switch (refusal.data.error) {
    case 'authorization_pending':
      return { answer: 'pending' }
    case 'slow_down':
      return { answer: 'slow-down' }
    case 'access_denied':
      return { answer: 'denied' }
    case 'expired_token':
    case 'invalid_grant':
      return { answer: 'expired' }
    default:
      throw new ApiError('cloud-unreachable', { detail: `device grant: ${refusal.data.error}` })
  }
}

/** RFC 8628, section 3.5: each slow_down adds five seconds for good. */
export const slowDownMs = 5 * secondMs

/** Makes this machine's key known to the cloud, with the person's approval in hand. */
export async function register(
  connection: CloudConnection,
  identity: Identity,
  machine: { name: string; version: string },
  approval: string,
  now: Date,
): Promise<RegisterLicenseServerReply> {
  const proof = makeProof(identity, `${connection.url}${licenseServerPaths.register}`, now)
  const body = { ...machine, publicKey: publicKeyOf(identity.key), proof }
  const { ok, status, json } = await postCloud(connection, licenseServerPaths.register, body, approval)
  if (!ok) throw refusalIn(json, status)
  return registerLicenseServerReplySchema.parse(json)
}
