import type { VerifySignatureLater } from '@undongle/core/key'
import { LicenseError } from './license-error.ts'

/** Answers whether an Ed25519 signature is right. A malformed key or signature is a wrong one. */
export type Verify = VerifySignatureLater

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
