import { z } from 'zod'
import { idSchema } from '../id.ts'
import { hashSchema, publicKeySchema } from '../key.ts'
import { versionSchema } from '../license.ts'
import { momentSchema, secondsSchema } from '../time.ts'
import { licenseServerScope, machineNameSchema } from './device-grant.ts'
import { companyRoleSchema } from './sign-in.ts'

// How a License Server becomes known to the cloud, and how it keeps its access: registration and rotating refresh tokens.

/** A JWS of the purpose `machine-proof`, signed with the License Server's own key. */
const proofSchema = z.string().max(4096)

export const refreshTokenSchema = z.string().regex(/^com_[0-9a-z]{26}\.[A-Za-z0-9_-]{43}$/, 'is not a refresh token')

export const registerLicenseServerRequestSchema = z.strictObject({
  name: machineNameSchema,
  version: versionSchema,
  publicKey: publicKeySchema,
  proof: proofSchema,
})
export type RegisterLicenseServerRequest = z.infer<typeof registerLicenseServerRequestSchema>

const accessReplySchema = z.strictObject({
  accessToken: z.string(),
  accessTokenExpiresAt: momentSchema,
  refreshToken: refreshTokenSchema,
})

export const registerLicenseServerReplySchema = accessReplySchema.extend({
  licenseServer: idSchema('licenseServer'),
  company: idSchema('company'),
  user: idSchema('user'),
})
export type RegisterLicenseServerReply = z.infer<typeof registerLicenseServerReplySchema>

/**
 * `attempt` names one rotation: written to the journal before it is sent, kept until the new refresh token is fsynced. While it is repeated,
 * it gets the same refresh token however often an answer is lost. A new attempt with an older token works as well, since the machine's key is
 * proven each time; that two go on with one key is noticed.
 */
export const refreshRequestSchema = z.strictObject({
  refreshToken: refreshTokenSchema,
  attempt: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/, 'is not the name of an attempt'),
  proof: proofSchema,
})
export type RefreshRequest = z.infer<typeof refreshRequestSchema>

export const refreshReplySchema = accessReplySchema
export type RefreshReply = z.infer<typeof refreshReplySchema>

const accessTokenBase = {
  iss: z.string(),
  aud: z.string(),
  sub: idSchema('user'),
  iat: secondsSchema,
  exp: secondsSchema,
  jti: z.string(),
  scope: z.literal(licenseServerScope),
  company: idSchema('company'),
}

/** What stands in an access token (RFC 9068): a person's approval from the device grant, or a registered License Server bound to its key (RFC 7800). */
export const accessTokenClaimsSchema = z.discriminatedUnion('role', [
  z.object({ ...accessTokenBase, role: companyRoleSchema }),
  z.object({
    ...accessTokenBase,
    role: z.literal('machine'),
    license_server: idSchema('licenseServer'),
    cnf: z.strictObject({ jkt: hashSchema }),
  }),
])
export type AccessTokenClaims = z.infer<typeof accessTokenClaimsSchema>

export const licenseServerPaths = {
  register: '/v1/license-servers',
  tokens: '/v1/license-servers/{licenseServer}/tokens',
} as const
