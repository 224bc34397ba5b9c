import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { base64url } from '@undongle/core/encoding'
import { random } from '@undongle/core/node/crypto'

/** The header token of this run: in the page for the browser, in a private file for the command line of the same user. */
export function makeLocalToken(dataDir: string): string {
  const token = base64url(random(32))
  writeFileSync(path.join(dataDir, 'local-token'), `${token}\n`, { mode: 0o600 })
  return token
}
