import { z } from 'zod'
import { base64url, utf8 } from '../encoding.ts'
import { sha256 } from '../hash.ts'
import type { VerifySignature } from '../key.ts'
import { secondsSchema } from '../time.ts'
import { type DocumentKey, type Opened, openDocument } from './jws.ts'

/** As many as fit into a document; the newest losses come first. */
export const blockedDongles = 7000

/**
 * The dongles that were reported lost or broken: no License Server serves them [Q98]. They stand in it by the hash of their serial, so that the list
 * tells a machine about its own dongle and nobody about anybody else's. `version` rises with every change; leases name the newest.
 */
export const blockListSchema = z.strictObject({
  iss: z.url().max(200),
  iat: secondsSchema,
  version: z.int().min(1),
  dongles: z.array(z.string().regex(/^[A-Za-z0-9_-]{22}$/)).max(blockedDongles),
})
export type BlockList = z.infer<typeof blockListSchema>

/** How a serial stands in the list: half a SHA-256, which is plenty against chance. */
export const blockedName = (serial: string): string =>
  base64url(sha256(utf8(`undongle/blocked/${serial}`)).subarray(0, 16))

export function openBlockList(
  document: string,
  keys: readonly DocumentKey[],
  verify: VerifySignature,
): Opened<BlockList> {
  return openDocument(document, 'block-list', blockListSchema, keys, verify)
}
