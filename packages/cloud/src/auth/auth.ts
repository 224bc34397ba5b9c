import type { Context } from 'hono'
import type { Register } from '../register/register.ts'
import { type AccessTokens, accessTokens } from './access-token.ts'
import { type BetterAuth, type BetterAuthSettings, createBetterAuth } from './better-auth.ts'
import { approvalOf } from './device-request-store.ts'
import { type IsRegistered, registeredIn } from './license-server/registered.ts'

export interface AuthSettings extends BetterAuthSettings {
  /** Further addresses of this cloud, such as http://127.0.0.1:8080 beside http://localhost:8080: their pages and proofs count as its own. */
  readonly origins?: readonly string[]
  /** Learns each License Server before it gets its first token. */
  readonly register: Register
  /** The caller's network address, seen through the trusted proxies; undefined when there is none, as without a socket. */
  readonly clientAddress: (c: Context) => string | undefined
}

/** Everything sign-in needs, made once per process and handed to the routes. */
export interface Auth extends AuthSettings {
  readonly origins: readonly string[]
  readonly betterAuth: BetterAuth
  readonly accessTokens: AccessTokens
  readonly isRegistered: IsRegistered
}

/** Needs a database with our migrations applied and `prepareAuthSchema` run. */
export function createAuth(settings: AuthSettings): Auth {
  const betterAuth = createBetterAuth(settings, (deviceCode) => approvalOf(settings.db, deviceCode))
  return {
    ...settings,
    origins: [new URL(settings.publicUrl).origin, ...(settings.origins ?? [])],
    betterAuth,
    accessTokens: accessTokens(betterAuth, settings),
    isRegistered: registeredIn(settings.db),
  }
}
