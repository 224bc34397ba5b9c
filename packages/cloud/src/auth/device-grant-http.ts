import {
  deviceCodeReplySchema,
  deviceCodeRequestSchema,
  deviceGrantPaths,
  deviceGrantType,
  deviceTokenReplySchema,
  deviceTokenRequestSchema,
  licenseServerClient,
  licenseServerScope,
  type OauthError,
  oauthErrorSchema,
} from '@undongle/core/api/device-grant'
import { secondMs } from '@undongle/core/time'
import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { addressArea } from './address-area.ts'
import type { Auth } from './auth.ts'
import { apiResource } from './better-auth.ts'
import { addDeviceRequest, countWaiting } from './device-request-store.ts'
import { readForm } from './request-body.ts'

/** Machines of one network that may wait for approval at the same time. */
const waitingMax = 50

/**
 * The two endpoints of the device grant (RFC 8628) and the metadata that names them (RFC 8414). Better Auth stands behind them; what reaches it is
 * written here, so that a caller can't ask it for another resource, another scope, or no scope at all.
 */
export function mountDeviceGrant(app: Hono, auth: Auth): void {
  const { publicUrl } = auth

  app.get(deviceGrantPaths.metadata, (c) =>
    c.json({
      issuer: publicUrl,
      device_authorization_endpoint: `${publicUrl}${deviceGrantPaths.code}`,
      token_endpoint: `${publicUrl}${deviceGrantPaths.token}`,
      grant_types_supported: [deviceGrantType],
      response_types_supported: [],
      scopes_supported: [licenseServerScope],
      token_endpoint_auth_methods_supported: ['none'],
    }),
  )

  app.post(deviceGrantPaths.code, async (c) => {
    const request = deviceCodeRequestSchema.safeParse(await readForm(c))
    if (!request.success) return refuse(c, 'invalid_request', z.prettifyError(request.error))
    const { client_id, scope, machine_name } = request.data
    if (scope !== licenseServerScope) return refuse(c, 'invalid_scope')
    const askedAt = auth.now()
    const area = addressArea(auth.clientAddress(c))
    if ((await countWaiting(auth.db, area, askedAt)) >= waitingMax) {
      c.header('retry-after', '60')
      return refuse(c, 'temporarily_unavailable', 'Too many machines of this network wait for approval', 429)
    }
    const response = await ask(auth, '/device/code', { client_id, scope, resource: apiResource(publicUrl) })
    if (!response.ok) return passRefusal(c, response)
    const reply = deviceCodeReplySchema.parse(await response.json())
    await addDeviceRequest(auth.db, {
      userCode: reply.user_code,
      deviceCode: reply.device_code,
      machineName: machine_name,
      addressArea: area,
      askedAt,
      expiresAt: new Date(askedAt.getTime() + reply.expires_in * secondMs),
    })
    return answer(c, reply)
  })

  app.post(deviceGrantPaths.token, async (c) => {
    const request = deviceTokenRequestSchema.safeParse(await readForm(c))
    if (!request.success) return refuse(c, 'invalid_request', z.prettifyError(request.error))
    if (request.data.grant_type !== deviceGrantType) return refuse(c, 'unsupported_grant_type')
    if (request.data.client_id !== licenseServerClient) return refuse(c, 'invalid_client')
    const response = await ask(auth, '/oauth2/token', request.data)
    if (!response.ok) return passRefusal(c, response)
    return answer(c, deviceTokenReplySchema.parse(await response.json()))
  })
}

/** Better Auth's own endpoint, called within the process. */
function ask({ betterAuth, publicUrl }: Auth, path: string, form: Record<string, string>): Promise<Response> {
  return betterAuth.handler(
    new Request(`${publicUrl}/auth${path}`, { method: 'POST', body: new URLSearchParams(form) }),
  )
}

async function passRefusal(c: Context, response: Response): Promise<Response> {
  const refusal = oauthErrorSchema.safeParse(await response.json().catch(() => undefined))
  return refusal.success
    ? refuse(c, refusal.data.error, refusal.data.error_description)
    : refuse(c, 'server_error', undefined, 503)
}

function refuse(c: Context, error: OauthError['error'], description?: string, status: 400 | 429 | 503 = 400): Response {
  return answer(c, { error, ...(description ? { error_description: description } : {}) }, status)
}

function answer(c: Context, body: object, status: 200 | 400 | 429 | 503 = 200): Response {
  c.header('cache-control', 'no-store')
  return c.json(body, status)
}
