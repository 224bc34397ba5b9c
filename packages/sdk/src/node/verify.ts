import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { PublicKey } from '@undongle/core/key'
import type { Verify } from '../verify.ts'

/** Node 20 prints a warning when WebCrypto verifies Ed25519; its own crypto has known it for long, and is faster. */
export const verifyByNode: Verify = (key, message, signature) => {
  try {
    return key.kty === 'OKP' && verify(null, message, nodeKeyOf(key), signature)
  } catch {
    return false // a point that is not on the curve
  }
}

/** Reading a key costs a third of verifying with it. An application meets a handful: root, cloud, License Server. */
const readKeys = new Map<string, KeyObject>()
const mostKeys = 64

function nodeKeyOf({ kty, crv, x }: PublicKey & { kty: 'OKP' }): KeyObject {
  const known = readKeys.get(x)
  if (known !== undefined) return known
  const read = createPublicKey({ key: { kty, crv, x }, format: 'jwk' })
  if (readKeys.size >= mostKeys) readKeys.clear()
  readKeys.set(x, read)
  return read
}
