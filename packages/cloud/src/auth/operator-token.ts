import { timingSafeEqual } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { base64url, utf8 } from '@undongle/core/encoding'
import type { Principal } from './principal.ts'

/** The prefix tells it from an access token, which is a JWS. */
const prefix = 'operator-'

/**
 * The vendor's operator at the cloud's own machine: a token of this run in a private file of the data folder. Who may read that
 * folder holds the signing keys and the database already, so this opens no door; it lets scripts import contracts without a browser.
 */
export function makeOperatorToken(
  dataDir: string,
  random: (sizeBytes: number) => Uint8Array,
): (request: Request) => Principal | undefined {
  const token = `${prefix}${base64url(random(32))}`
  writeFileSync(path.join(dataDir, 'operator-token'), `${token}\n`, { mode: 0o600 })
  const expected = utf8(`Bearer ${token}`)
  return (request) => {
    const given = utf8(request.headers.get('authorization') ?? '')
    return given.length === expected.length && timingSafeEqual(given, expected) ? { kind: 'operator-token' } : undefined
  }
}
