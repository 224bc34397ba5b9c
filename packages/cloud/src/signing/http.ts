import type { Hono } from 'hono'
import type { Endpoints } from '../http/call.ts'
import type { SigningKeys } from './signing-keys.ts'

export function keyEndpoints({ keyFile }: SigningKeys): Pick<Endpoints, 'keys.read'> {
  return { 'keys.read': async () => keyFile }
}

/** The same public keys as a plain JWK Set (RFC 7517), for tools that know nothing of Undongle. */
export function mountJwks(app: Hono, { published }: SigningKeys): void {
  app.get('/.well-known/jwks.json', (c) =>
    c.json({ keys: published }, 200, {
      'content-type': 'application/jwk-set+json',
      'cache-control': 'public, max-age=300',
    }),
  )
}
