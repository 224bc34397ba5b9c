import { createPublicKey, verify } from 'node:crypto'
import type { Verify } from '../verify.ts'

/** Node 20 prints a warning when WebCrypto verifies Ed25519; its own crypto has known it for long, and is faster. */
export const verifyByNode: Verify = async (key, message, signature) => {
  try {
    return key.kty === 'OKP' && verify(null, message, createPublicKey({ key: { ...key }, format: 'jwk' }), signature)
  } catch {
    return false // a point that is not on the curve
  }
}
