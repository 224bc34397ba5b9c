import { z } from 'zod'
import { idSchema } from '../id.ts'
import { momentSchema } from '../time.ts'
import { membershipSchema } from './sign-in.ts'

// The OAuth 2.0 device grant (RFC 8628): how a License Server without a browser gets a person's approval.

export const deviceGrantType = 'urn:ietf:params:oauth:grant-type:device_code'
export const licenseServerClient = 'undongle-license-server'

/** The one scope of this client: registering a License Server, and what a registered one does. */
export const licenseServerScope = 'license-server'

export const machineNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'has control characters')

/** What a person may type for a code: small letters, with or without the dash, with blanks around it. */
export const userCodeSchema = z
  .string()
  .max(20)
  .transform((code) => code.toUpperCase().replace(/[^A-Z0-9]/g, ''))
  .pipe(z.string().regex(/^[A-HJ-NP-Z2-9]{8}$/, 'is not a code of the form XXXX-XXXX'))
  .transform((code) => `${code.slice(0, 4)}-${code.slice(4)}`)

/** Sent as a form (RFC 8628, section 3.1); `machine_name` is ours and shown to the person who approves. */
export const deviceCodeRequestSchema = z.object({
  client_id: z.string().max(100),
  scope: z.string().max(200),
  machine_name: machineNameSchema,
})
export type DeviceCodeRequest = z.infer<typeof deviceCodeRequestSchema>

export const deviceCodeReplySchema = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.url(),
  verification_uri_complete: z.url(),
  /** Seconds. */
  expires_in: z.int().positive(),
  /** Seconds to wait between two polls. */
  interval: z.int().positive(),
})
export type DeviceCodeReply = z.infer<typeof deviceCodeReplySchema>

export const deviceTokenRequestSchema = z.object({
  grant_type: z.string().max(100),
  client_id: z.string().max(100),
  device_code: z.string().max(200),
})

export const deviceTokenReplySchema = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().positive(),
  scope: z.string(),
})

/** How these two endpoints refuse (RFC 6749, section 5.2, and RFC 8628, section 3.5); everything else of the cloud answers with a problem. */
export const oauthErrorSchema = z.object({
  error: z.enum([
    'authorization_pending',
    'slow_down',
    'expired_token',
    'access_denied',
    'invalid_request',
    'invalid_client',
    'invalid_grant',
    'invalid_scope',
    'invalid_target',
    'unauthorized_client',
    'unsupported_grant_type',
    'temporarily_unavailable',
    'server_error',
  ]),
  error_description: z.string().optional(),
})
export type OauthError = z.infer<typeof oauthErrorSchema>

/** What the approve page shows: who is asking, and for which of the person's companies it could be approved. */
export const deviceRequestReplySchema = z.strictObject({
  userCode: z.string(),
  state: z.enum(['pending', 'approved', 'denied']),
  machineName: z.string(),
  /** The network the request came from, without its last part: enough to notice a stranger's. */
  addressArea: z.string(),
  askedAt: momentSchema,
  expiresAt: momentSchema,
  companies: z.array(membershipSchema),
})
export type DeviceRequestReply = z.infer<typeof deviceRequestReplySchema>

export const approveDeviceRequestSchema = z.strictObject({ company: idSchema('company') })

export const decidedReplySchema = z.strictObject({ state: z.enum(['approved', 'denied']) })
export type DecidedReply = z.infer<typeof decidedReplySchema>

export const deviceGrantPaths = {
  metadata: '/.well-known/oauth-authorization-server',
  code: '/auth/device/code',
  token: '/auth/token',
  request: '/v1/device-requests/{userCode}',
  approve: '/v1/device-requests/{userCode}/approve',
  deny: '/v1/device-requests/{userCode}/deny',
} as const
