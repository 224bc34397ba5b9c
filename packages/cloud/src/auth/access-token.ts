import { type AccessTokenClaims, accessTokenClaimsSchema } from '@undongle/core/api/license-server'
import { type DocumentKey, openDocument } from '@undongle/core/document/jws'
import { publicKeySchema } from '@undongle/core/key'
import { verifySignature } from '@undongle/core/node/crypto'
import { secondMs, toSeconds } from '@undongle/core/time'
import { signJWT } from 'better-auth/plugins/jwt'
import { z } from 'zod'
import { apiResource, type BetterAuth, jwtOptions } from './better-auth.ts'

// Access tokens of the cloud's API: `at+jwt` (RFC 9068), EdDSA, ten minutes. Their keys are Better Auth's and sign nothing else.

export interface AccessTokens {
  /** Signs one; issuer and audience are added. */
  sign(claims: SignedClaims): Promise<string>
  /** @returns the claims of a token that is ours, whole, and in time; nothing else about it can be trusted */
  verify(token: string): Promise<AccessTokenClaims | undefined>
}

type SignedClaims = Omit<Extract<AccessTokenClaims, { role: 'machine' }>, 'iss' | 'aud'>

const clockLeewaySeconds = 5
const reloadPauseMs = secondMs

export function accessTokens(
  betterAuth: BetterAuth,
  { publicUrl, now }: { publicUrl: string; now: () => Date },
): AccessTokens {
  const believed = keyCache(betterAuth, now)
  return {
    async sign(claims) {
      const context = await betterAuth.$context
      const ctx = { context } as Parameters<typeof signJWT>[0]
      return signJWT(ctx, { options: jwtOptions(publicUrl), header: { typ: 'at+jwt' }, payload: { ...claims } })
    },
    async verify(token) {
      const keys = await believed(token)
      const opened = openDocument(token, 'access-token', accessTokenClaimsSchema, keys, verifySignature)
      if (!opened.ok) return undefined
      const { iss, aud, iat, exp } = opened.claims
      const seconds = toSeconds(now())
      const inTime = iat <= seconds + clockLeewaySeconds && seconds < exp
      return inTime && iss === publicUrl && aud === apiResource(publicUrl) ? opened.claims : undefined
    },
  }
}

/**
 * The public keys, read from the database once and again when a token names one that is not among them, but not for every forged one.
 * Who asks while they are being read waits for them: right after a start a machine must not hear that it is signed out.
 */
function keyCache(betterAuth: BetterAuth, now: () => Date): (token: string) => Promise<readonly DocumentKey[]> {
  let keys: readonly DocumentKey[] = []
  let loadedAtMs = Number.NEGATIVE_INFINITY
  let loading: Promise<readonly DocumentKey[]> | undefined

  async function load(): Promise<readonly DocumentKey[]> {
    keys = keySetSchema.parse(await betterAuth.api.getJwks())
    loadedAtMs = now().getTime()
    return keys
  }

  return async (token) => {
    const kid = kidOf(token)
    if (keys.some((key) => key.kid === kid)) return keys
    if (loading === undefined && now().getTime() - loadedAtMs < reloadPauseMs) return keys
    loading ??= load().finally(() => {
      loading = undefined
    })
    return loading
  }
}

const keySetSchema = z
  .object({
    keys: z.array(
      z
        .object({ kty: z.unknown(), crv: z.unknown(), x: z.unknown(), kid: z.string() })
        .transform(({ kid, ...key }) => ({
          kid,
          purpose: 'access-token' as const,
          key: publicKeySchema.parse(key),
        })),
    ),
  })
  .transform(({ keys }) => keys)

const namedKeySchema = z.object({ kid: z.string() })

function kidOf(token: string): unknown {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString())
    return namedKeySchema.safeParse(header).data?.kid
  } catch {
    return undefined
  }
}
