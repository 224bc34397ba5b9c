import type { DocumentKey, Opened } from '@undongle/core/document/jws'
import { splitDocument } from '@undongle/core/document/jws'
import type { Purpose } from '@undongle/core/document/purpose'
import type { PublicKey, VerifySignature } from '@undongle/core/key'
import { LicenseError } from './license-error.ts'

/** Answers whether an Ed25519 signature is right. A malformed key or signature is a wrong one. */
export type Verify = (key: PublicKey, message: Uint8Array, signature: Uint8Array) => Promise<boolean>

/**
 * Opens a document with core's own parser, which asks for its answer at once; so the one signature it will ask about is verified before.
 *
 * @param open the parser of this purpose, such as core's openLease
 */
export async function openAsync<Claims>(
  document: string,
  purpose: Purpose,
  keys: readonly DocumentKey[],
  verify: Verify,
  open: (document: string, keys: readonly DocumentKey[], verify: VerifySignature) => Opened<Claims>,
): Promise<Opened<Claims>> {
  const split = splitDocument(document, purpose)
  if (!split.ok) return split
  const signer = keys.find((candidate) => candidate.kid === split.document.kid)
  const right = signer !== undefined && (await verify(signer.key, split.document.message, split.document.signature))
  return open(document, keys, (key) => right && key === signer?.key)
}

/** @throws LicenseError `signature-unsupported` where WebCrypto is missing or knows no Ed25519 */
export const verifyByWebCrypto: Verify = async (key, message, signature) => {
  const subtle = globalThis.crypto?.subtle
  if (subtle === undefined) throw new LicenseError('signature-unsupported', { detail: 'no WebCrypto' })
  if (key.kty !== 'OKP') return false
  try {
    const imported = await subtle.importKey('jwk', { ...key }, 'Ed25519', false, ['verify'])
    return await subtle.verify('Ed25519', imported, copyOf(signature), copyOf(message))
  } catch (error) {
    if (isUnsupported(error)) throw new LicenseError('signature-unsupported', { detail: String(error) })
    return false
  }
}

const isUnsupported = (error: unknown): boolean => error instanceof Error && error.name === 'NotSupportedError'

/** WebCrypto's types want memory that nobody shares. */
const copyOf = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)
