import { z } from 'zod'
import type { DocumentKey } from '../document/jws.ts'
import { concatBytes, fromBase64url, utf8 } from '../encoding.ts'
import { sha256 } from '../hash.ts'
import { hashSchema, type PublicKey, type VerifySignature } from '../key.ts'
import { type Checkpoint, checkpointSizeBytes, openCheckpoint, originOf } from './checkpoint.ts'
import { hashLeaf } from './merkle.ts'
import { verifyInclusion } from './proof.ts'

/** That a certificate stands in the public log: its place, and the way from there to a checkpoint that the cloud signed. */
export const logInclusionSchema = z.strictObject({
  leaf: z.int().min(0),
  salt: hashSchema,
  proof: z.array(hashSchema).max(53),
  checkpoint: z.string().max(checkpointSizeBytes),
})
export type LogInclusion = z.infer<typeof logInclusionSchema>

export type LogFault = 'checkpoint-refused' | 'not-in-log'

/**
 * What the log holds of a certificate: a hash that only those know who have the salt and the certificate. The log itself names nobody.
 *
 * @param salt 32 bytes in base64url
 * @param certificate the signed document
 */
export function entryOf(salt: string, certificate: string): Uint8Array {
  return sha256(concatBytes(fromBase64url(salt) ?? new Uint8Array(), utf8(certificate)))
}

/** @param issuer the `iss` of the keys, which names the log */
export function checkInclusion(
  certificate: string,
  { leaf, salt, proof, checkpoint: note }: LogInclusion,
  log: { issuer: string; keys: readonly DocumentKey[] },
  verify: VerifySignature,
): { ok: true; value: Checkpoint } | { ok: false; fault: LogFault } {
  const checkpoint = openCheckpoint(note, originOf(log.issuer), logKeys(log.keys), verify)
  if (checkpoint === undefined) return { ok: false, fault: 'checkpoint-refused' }
  const hashes = proof.map((hash) => fromBase64url(hash) ?? new Uint8Array())
  const leafHash = hashLeaf(entryOf(salt, certificate))
  return verifyInclusion({ leaf, size: checkpoint.size, proof: hashes }, leafHash, checkpoint.root)
    ? { ok: true, value: checkpoint }
    : { ok: false, fault: 'not-in-log' }
}

/** The keys that may sign the checkpoint of the log, and nothing else. */
export const logKeys = (keys: readonly DocumentKey[]): PublicKey[] =>
  keys.flatMap(({ purpose, key }) => (purpose === 'log' ? [key] : []))
