import type { ProductLine } from '@undongle/core/api/line'
import { openEmergency } from '@undongle/core/document/emergency'
import type { DocumentKey } from '@undongle/core/document/jws'
import { verifySignature } from '@undongle/core/node/crypto'
import { mayUseDongle } from '@undongle/core/policy/cut-over'
import { toSeconds } from '@undongle/core/time'

/**
 * Whether an application of this version may take its seat from a dongle [Q04, Q83]. The emergency switch counts by its signature only: what
 * a License Server was told of a line is kept in a file that anybody may have written [Q88].
 */
export function mayServeFromDongle(
  line: ProductLine | undefined,
  version: string,
  keys: readonly DocumentKey[],
  now: Date,
): boolean {
  if (line === undefined) return true
  return mayUseDongle(line.policy, version, isEmergency(line, keys, now) ? 'on' : 'off')
}

export function isEmergency({ id, emergency }: ProductLine, keys: readonly DocumentKey[], now: Date): boolean {
  if (emergency === undefined) return false
  const opened = openEmergency(emergency.document, keys, verifySignature)
  return opened.ok && opened.claims.line === id && opened.claims.until > toSeconds(now)
}
