import { z } from 'zod'
import { canonicalJson } from '../canonical.ts'
import { fromBase64url, utf8 } from '../encoding.ts'
import { idSchema, type TransferId } from '../id.ts'
import { hashSchema, type PublicKey, thumbprint, type VerifySignature } from '../key.ts'

/** What a dongle with a key signs: that it is here, now, in exactly this state. */
export const attestationBodySchema = z.strictObject({
  dongle: hashSchema,
  /** The last nonce the cloud sent this License Server; empty when it has none, which can only join an open transfer. */
  nonce: z.string().max(64),
  purpose: z.literal('undongle-attestation'),
  /** Hash of the state body it stands at: key, generation, list, licenses and last act are all inside. Class B: `readingHashOf`. */
  state: hashSchema,
  /** The transfer it is asked for; null when a permit is. */
  transfer: z.union([z.null(), idSchema('transfer')]),
})
export type AttestationBody = z.infer<typeof attestationBodySchema>

export const attestationSchema = z.strictObject({ body: z.string().max(512), signature: z.string().length(86) })
export type Attestation = z.infer<typeof attestationSchema>

/** The bytes a dongle has to sign. */
export function attestationBody(key: PublicKey, state: string, transfer: TransferId | null, nonce: string): string {
  return canonicalJson({ dongle: thumbprint(key), nonce, purpose: 'undongle-attestation', state, transfer })
}

/** @returns the body when its signature is this key's and it is about this key, else undefined */
export function verifyAttestation(
  attestation: Attestation,
  key: PublicKey,
  verify: VerifySignature,
): AttestationBody | undefined {
  const signature = fromBase64url(attestation.signature)
  if (signature === undefined || !verify(key, utf8(attestation.body), signature)) return undefined
  const body = attestationBodySchema.safeParse(parseJson(attestation.body))
  return body.success && body.data.dongle === thumbprint(key) ? body.data : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
