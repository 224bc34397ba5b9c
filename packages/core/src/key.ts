import { z } from 'zod'
import { hashValue } from './hash.ts'

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'is not 32 bytes in base64url')

/** A public key as a JWK (RFC 7517, RFC 8037). Strict: a private or foreign member makes it another thing. */
export const publicKeySchema = z.discriminatedUnion('kty', [
  z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: coordinate }),
  z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate }),
])
export type PublicKey = z.infer<typeof publicKeySchema>

/** EdDSA is Ed25519 (RFC 8037), ES256 is ECDSA over P-256 and SHA-256 with a raw 64-byte signature (RFC 7518). */
export type SignatureAlgorithm = 'EdDSA' | 'ES256'

/** Answers whether a signature is right. Never throws: a malformed signature or key is a wrong one. */
export type VerifySignature = (key: PublicKey, message: Uint8Array, signature: Uint8Array) => boolean

/** The same, where the answer takes its time. */
export type VerifySignatureLater = (
  key: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean | Promise<boolean>

/** Signs with one private key, which stays where it is. */
export type SignMessage = (message: Uint8Array) => Uint8Array

export const algorithmOf = (key: PublicKey): SignatureAlgorithm => (key.kty === 'OKP' ? 'EdDSA' : 'ES256')

/** The JWK thumbprint (RFC 7638, SHA-256): the id of a dongle, and the `jkt` of a machine. */
export function thumbprint(key: PublicKey): string {
  return key.kty === 'OKP'
    ? hashValue({ crv: key.crv, kty: key.kty, x: key.x })
    : hashValue({ crv: key.crv, kty: key.kty, x: key.x, y: key.y })
}

export const hashSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'is not a SHA-256 in base64url')
