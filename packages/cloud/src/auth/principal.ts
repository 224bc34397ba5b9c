import { ApiError } from '@undongle/core/api/error'
import type { AccessTokenClaims } from '@undongle/core/api/license-server'
import type { CompanyRole, Membership, VendorRole } from '@undongle/core/api/sign-in'
import type { CompanyId, LicenseServerId, ResellerId, UserId } from '@undongle/core/id'
import { fromSeconds } from '@undongle/core/time'
import type { Auth } from './auth.ts'
import { membershipsOf } from './people.ts'
import { readSession } from './session.ts'

/** Who makes a request. */
export type Principal =
  /** Signed in with a session cookie. */
  | {
      kind: 'person'
      user: UserId
      memberships: readonly Membership[]
      vendorRole: VendorRole | undefined
      /** The one reseller the person works for. */
      reseller: ResellerId | undefined
    }
  /** A person's approval out of the device grant: it registers a License Server and does nothing else. */
  | {
      kind: 'approval'
      user: UserId
      company: CompanyId
      role: CompanyRole
      approval: { jti: string; expiresAt: Date }
    }
  /** Whoever may read the cloud's data folder. */
  | { kind: 'operator-token' }
  /** A registered License Server with its own key; `user` is who registered it. */
  | { kind: 'license-server'; company: CompanyId; licenseServer: LicenseServerId; user: UserId; jkt: string }

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Answers who makes a request; undefined is nobody. An access token is checked without the database, except that a call which changes
 * something also needs the License Server to be registered still, so that revoking one takes effect at once there and in ten minutes elsewhere.
 *
 * @throws ApiError `not-signed-in` for a bearer token that is not good; `machine-revoked` for a signed-out License Server;
 * `origin-refused` for a changing call by cookie that does not come from our own page
 */
export async function authenticate(auth: Auth, request: Request): Promise<Principal | undefined> {
  const changing = !readingMethods.has(request.method)
  const authorization = request.headers.get('authorization')
  if (authorization !== null) return authenticateToken(auth, authorization, changing)
  const session = await readSession(auth, request.headers)
  if (session === undefined) return undefined
  if (changing) requireOwnOrigin(auth, request)
  const memberships = await membershipsOf(auth.db, session.user.id)
  const { id: user, vendorRole, resellerId: reseller } = session.user
  return { kind: 'person', user, memberships, vendorRole, reseller }
}

/** A browser names the page's origin in every changing call (Fetch standard): a call without one is not from our page either. */
export function requireOwnOrigin({ origins }: Pick<Auth, 'origins'>, request: Request): void {
  const origin = request.headers.get('origin')
  if (origin === null || !origins.includes(origin)) throw new ApiError('origin-refused', { detail: String(origin) })
}

async function authenticateToken(auth: Auth, authorization: string, changing: boolean): Promise<Principal> {
  const token = /^Bearer ([\w.-]+)$/i.exec(authorization)?.[1]
  const claims = token === undefined ? undefined : await auth.accessTokens.verify(token)
  if (claims === undefined) throw new ApiError('not-signed-in')
  const principal = principalOf(claims)
  if (changing && principal.kind === 'license-server' && !(await auth.isRegistered(principal))) {
    throw new ApiError('machine-revoked')
  }
  return principal
}

function principalOf(claims: AccessTokenClaims): Extract<Principal, { kind: 'approval' | 'license-server' }> {
  const { sub: user, company, role } = claims
  if (role !== 'machine') {
    return { kind: 'approval', user, company, role, approval: { jti: claims.jti, expiresAt: fromSeconds(claims.exp) } }
  }
  return { kind: 'license-server', company, licenseServer: claims.license_server, user, jkt: claims.cnf.jkt }
}
