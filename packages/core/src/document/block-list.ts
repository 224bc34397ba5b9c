import { z } from 'zod'
import { base64url, utf8 } from '../encoding.ts'
import { sha256 } from '../hash.ts'
import type { LeaseId, LicenseId, LicenseServerId } from '../id.ts'
import type { VerifySignature } from '../key.ts'
import { secondsSchema } from '../time.ts'
import { type DocumentKey, type Opened, openDocument } from './jws.ts'
import type { Lease } from './lease.ts'

/** As many as fit into a document; the newest losses come first. */
export const blockedDongles = 5000
/** Beside them, likewise. */
export const revokedMost = 1000
const hashedSchema = z.string().regex(/^[A-Za-z0-9_-]{22}$/)

/**
 * The status list: what counts no more, though a signed document or a dongle says otherwise. `dongles` that were reported lost or broken: no
 * License Server serves them [Q98]. `revoked`: leases whose seat was given to others, licenses that ended early, machines that were signed out, each
 * from a moment on. All stand in it by a hash, so that it tells a machine about its own and nobody about anybody else's. `version` rises with every
 * change and never goes back, also when the database is put back; leases name the newest.
 */
export const blockListSchema = z.strictObject({
  iss: z.url().max(200),
  iat: secondsSchema,
  version: z.int().min(1),
  dongles: z.array(hashedSchema).max(blockedDongles),
  revoked: z
    .array(z.strictObject({ name: hashedSchema, from: secondsSchema }))
    .max(revokedMost)
    .default([]),
})
export type BlockList = z.infer<typeof blockListSchema>

/** How a serial stands in the list: half a SHA-256, which is plenty against chance. */
export const blockedName = (serial: string): string => hashed(`undongle/blocked/${serial}`)

export type RevocableId = LeaseId | LicenseId | LicenseServerId
export const revokedName = (id: RevocableId): string => hashed(`undongle/revoked/${id}`)

const hashed = (text: string): string => base64url(sha256(utf8(text)).subarray(0, 16))

/**
 * Whether a lease that was signed before counts no more: itself, its license, or its machine stands in the list.
 *
 * @param nowSeconds by the reader's clock; one that is behind does not make it earlier than the list
 */
export function isRevoked(
  { revoked, iat: listed }: Pick<BlockList, 'revoked' | 'iat'>,
  { jti, iat, machine, licenses }: Pick<Lease, 'jti' | 'iat' | 'machine' | 'licenses'>,
  nowSeconds: number,
): boolean {
  const names = new Set([jti, machine, ...licenses.map(({ license }) => license)].map(revokedName))
  // What was signed after the moment was lent in knowledge of it.
  return revoked.some(({ name, from }) => names.has(name) && from <= Math.max(nowSeconds, listed) && iat <= from)
}

export function openBlockList(
  document: string,
  keys: readonly DocumentKey[],
  verify: VerifySignature,
): Opened<BlockList> {
  return openDocument(document, 'block-list', blockListSchema, keys, verify)
}
