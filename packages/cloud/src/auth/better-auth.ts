import {
  DEVICE_CODE_GRANT_TYPE,
  type OAuthProviderExtension,
  oauthDeviceAuthorization,
  oauthProvider,
} from '@better-auth/oauth-provider'
import { licenseServerClient, licenseServerScope } from '@undongle/core/api/device-grant'
import { base64url } from '@undongle/core/encoding'
import { type IdKind, makeId } from '@undongle/core/id'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { type JwtOptions, jwt } from 'better-auth/plugins/jwt'
import { organization } from 'better-auth/plugins/organization'
import type { Db } from '../db/pool.ts'
import { organizationRoles } from './roles.ts'

// Everything that is set on Better Auth stands here. Nothing outside this folder imports it, so that it could be replaced.

export const authSchema = 'auth'
export const accessTokenSeconds = 600
export const sessionDays = 7
const deviceCodeMinutes = 10
const pollSeconds = 2
const keyDays = 30

/** No 0, 1, I, O: what people read aloud. 32 characters, so that a byte's low five bits choose one without bias. */
const userCodeAlphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

export interface BetterAuthSettings {
  readonly db: Db
  readonly publicUrl: string
  readonly secret: string
  readonly now: () => Date
  readonly random: (sizeBytes: number) => Uint8Array
}

/** Answers for which company and role a device code was approved, while it is turned into a token. */
export type ApprovalOf = (deviceCode: string) => Promise<{ company: string; role: string }>

export type BetterAuth = ReturnType<typeof createBetterAuth>

export function createBetterAuth(settings: BetterAuthSettings, approvalOf: ApprovalOf) {
  return betterAuth({ ...baseOptions(settings), plugins: plugins(settings, approvalOf) })
}

/** The same options without what only a running server needs: enough to know which tables there must be. */
export function schemaOptions(settings: BetterAuthSettings): BetterAuthOptions {
  return { ...baseOptions(settings), plugins: plugins(settings, () => Promise.reject(new Error('not serving'))) }
}

/** The audience of an access token: the cloud's API. */
export const apiResource = (publicUrl: string): string => `${publicUrl}/v1`

export const jwtOptions = (publicUrl: string): JwtOptions => ({
  disableSettingJwtHeader: true,
  jwt: { issuer: publicUrl, audience: apiResource(publicUrl), expirationTime: `${accessTokenSeconds}s` },
  jwks: {
    keyPairConfig: { alg: 'EdDSA', crv: 'Ed25519' },
    rotationInterval: keyDays * 86_400,
    gracePeriod: 2 * accessTokenSeconds,
  },
})

function baseOptions({ db, publicUrl, secret, now, random }: BetterAuthSettings) {
  return {
    appName: 'Undongle',
    baseURL: publicUrl,
    basePath: '/auth',
    secret,
    database: { db, type: 'postgres' as const, schemaName: authSchema, transaction: true },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    user: {
      additionalFields: {
        vendorRole: { type: 'string', required: false, input: false },
        resellerId: { type: 'string', required: false, input: false },
      },
    },
    session: { expiresIn: sessionDays * 86_400, updateAge: 86_400 },
    rateLimit: { enabled: false }, // sign-in is slowed per account and network in sign-in-failure.ts
    telemetry: { enabled: false },
    logger: { disabled: true }, // what it has to say reaches our log as an error thrown or a reply
    advanced: {
      cookiePrefix: 'undongle',
      ipAddress: { disableIpTracking: true },
      database: { generateId: ({ model }: { model: string }) => idOf(model, now(), random) },
    },
  } satisfies BetterAuthOptions
}

function plugins({ publicUrl, random }: BetterAuthSettings, approvalOf: ApprovalOf) {
  const companyClaims: OAuthProviderExtension = {
    claims: { accessToken: ({ ctx }) => approvalOf(String(ctx.body?.device_code)) },
  }
  return [
    organization({ roles: organizationRoles, allowUserToCreateOrganization: false }),
    jwt(jwtOptions(publicUrl)),
    oauthProvider({
      loginPage: `${publicUrl}/sign-in`,
      consentPage: `${publicUrl}/device`,
      scopes: [licenseServerScope],
      resources: [apiResource(publicUrl)],
      enforcePerClientResources: false, // one client, one resource
      accessTokenExpiresIn: accessTokenSeconds,
      grantTypes: [DEVICE_CODE_GRANT_TYPE],
      cachedTrustedClients: new Set([licenseServerClient]),
      extensions: [companyClaims],
    }),
    oauthDeviceAuthorization({
      verificationUri: `${publicUrl}/device`,
      expiresIn: `${deviceCodeMinutes}m`,
      interval: `${pollSeconds}s`,
      generateDeviceCode: () => base64url(random(32)),
      generateUserCode: () => userCode(random),
    }),
  ]
}

function userCode(random: (sizeBytes: number) => Uint8Array): string {
  const letters = [...random(8)].map((byte) => userCodeAlphabet[byte & 31]).join('')
  return `${letters.slice(0, 4)}-${letters.slice(4)}`
}

function idOf(model: string, now: Date, random: (sizeBytes: number) => Uint8Array): string {
  const kinds: Record<string, IdKind> = { user: 'user', organization: 'company' }
  const kind = kinds[model]
  return kind === undefined ? base64url(random(18)) : makeId(kind, now, random)
}
