import { z } from 'zod'
import { type CanonicalValue, canonicalJson } from '../canonical.ts'
import { base64url, fromBase64urlCodes, fromUtf8, utf8 } from '../encoding.ts'
import {
  algorithmOf,
  type PublicKey,
  type SignMessage,
  type VerifySignature,
  type VerifySignatureLater,
} from '../key.ts'
import { type KeyPurpose, type Purpose, purposes } from './purpose.ts'

// JWS compact serialization (RFC 7515), narrowed to what this project writes: three parts, one algorithm, a kid and a typ, nothing else.

/** Room for the certificate of a full dongle: 200 licenses with their chains. */
export const documentSizeBytes = 256 * 1024

/** Why a document is not believed. */
export type DocumentFault =
  | 'too-large'
  | 'malformed'
  | 'wrong-algorithm'
  | 'wrong-purpose'
  | 'unknown-key'
  | 'wrong-key'
  | 'wrong-issuer'
  | 'wrong-audience'
  | 'not-yet-valid'
  | 'expired'
  | 'forged'

export type Opened<Claims> = { ok: true; claims: Claims } | { ok: false; fault: DocumentFault }

/** A key a document may be signed with. `purpose` is part of the key, not of the document. */
export interface DocumentKey {
  readonly kid: string
  readonly purpose: KeyPurpose
  readonly key: PublicKey
}

/** Writes and signs a document. Ed25519 is deterministic: the same claims and key give the same bytes for ever [I4]. */
export function writeDocument(purpose: Purpose, kid: string, claims: CanonicalValue, sign: SignMessage): string {
  const header = canonicalJson({ alg: 'EdDSA', kid, typ: purposes[purpose] })
  const input = `${base64url(utf8(header))}.${base64url(utf8(canonicalJson(claims)))}`
  return `${input}.${base64url(sign(utf8(input)))}`
}

export interface UnverifiedDocument {
  readonly kid: string
  readonly payload: unknown
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

/**
 * Splits and checks everything about a document that needs no key: size, form, algorithm, purpose.
 * The name `EdDSA` (RFC 8037) is what we write; `Ed25519` (RFC 9864) is the same algorithm and accepted.
 */
export function splitDocument(
  document: string,
  purpose: Purpose,
): { ok: true; document: UnverifiedDocument } | { ok: false; fault: DocumentFault } {
  if (document.length > documentSizeBytes) return { ok: false, fault: 'too-large' }
  const codes = utf8(document)
  const afterHeader = codes.indexOf(dot)
  const afterPayload = codes.indexOf(dot, afterHeader + 1)
  if (afterHeader < 0 || afterPayload < 0) return { ok: false, fault: 'malformed' }
  const header = headerSchema.safeParse(parsePart(codes.subarray(0, afterHeader)))
  const payload = parsePart(codes.subarray(afterHeader + 1, afterPayload))
  const signature = fromBase64urlCodes(codes.subarray(afterPayload + 1)) // a fourth part would be no base64url
  if (!header.success || payload === undefined || signature === undefined) return { ok: false, fault: 'malformed' }
  if (header.data.alg !== 'EdDSA' && header.data.alg !== 'Ed25519') return { ok: false, fault: 'wrong-algorithm' }
  if (header.data.typ !== purposes[purpose]) return { ok: false, fault: 'wrong-purpose' }
  return {
    ok: true,
    document: { kid: header.data.kid, payload, message: codes.subarray(0, afterPayload), signature },
  }
}

/**
 * Opens a document: form, purpose, key, signature and then the claims, in that order.
 *
 * @param keys the keys that are believed; one of another purpose is a `wrong-key`, even if its signature is right
 * @param claims the schema of this purpose's claims; what it refuses is `malformed`
 */
export function openDocument<Claims>(
  document: string,
  purpose: Purpose,
  claims: z.ZodType<Claims>,
  keys: readonly DocumentKey[],
  verify: VerifySignature,
): Opened<Claims> {
  const found = findSigner(document, purpose, keys)
  if (!found.ok) return found
  const { message, signature, payload } = found.document
  if (!verify(found.signer.key, message, signature)) return { ok: false, fault: 'forged' }
  return readClaims(claims, payload)
}

/** The same, for a verifier that answers later, as WebCrypto does; and it tells who signed. */
export async function openDocumentLater<Claims>(
  document: string,
  purpose: Purpose,
  claims: z.ZodType<Claims>,
  keys: readonly DocumentKey[],
  verify: VerifySignatureLater,
): Promise<(Opened<Claims> & { ok: false }) | { ok: true; claims: Claims; signer: DocumentKey }> {
  const found = findSigner(document, purpose, keys)
  if (!found.ok) return found
  const { message, signature, payload } = found.document
  if (!(await verify(found.signer.key, message, signature))) return { ok: false, fault: 'forged' }
  const read = readClaims(claims, payload)
  return read.ok ? { ...read, signer: found.signer } : read
}

/** Everything that comes before the signature. */
function findSigner(
  document: string,
  purpose: Purpose,
  keys: readonly DocumentKey[],
): { ok: true; document: UnverifiedDocument; signer: DocumentKey } | { ok: false; fault: DocumentFault } {
  const split = splitDocument(document, purpose)
  if (!split.ok) return split
  const signer = keys.find((candidate) => candidate.kid === split.document.kid)
  if (signer === undefined) return { ok: false, fault: 'unknown-key' }
  if (signer.purpose !== purpose || algorithmOf(signer.key) !== 'EdDSA') return { ok: false, fault: 'wrong-key' }
  return { ok: true, document: split.document, signer }
}

function readClaims<Claims>(claims: z.ZodType<Claims>, payload: unknown): Opened<Claims> {
  const parsed = claims.safeParse(payload)
  return parsed.success ? { ok: true, claims: parsed.data } : { ok: false, fault: 'malformed' }
}

const headerSchema = z.strictObject({
  alg: z.string().max(16),
  kid: z.string().min(1).max(128),
  typ: z.string().max(64),
})

const dot = 0x2e

function parsePart(part: Uint8Array): unknown {
  const bytes = fromBase64urlCodes(part)
  const text = bytes && fromUtf8(bytes)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
