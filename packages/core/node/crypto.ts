import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import { type PublicKey, publicKeySchema, type SignMessage, type VerifySignature } from '../src/key.ts'

/**
 * Ed25519 and ECDSA P-256 with Node's own crypto: 2 to 3 times cheaper than WebCrypto on the hot path. The same few documents come with each
 * message of a transfer (the dongle's state and list, the order, an access token), so that what was found right once is known again.
 */
export const verifySignature: VerifySignature = (key, message, signature) => {
  const name = nameOf(key, message, signature)
  if (foundRight.has(name)) return true
  if (!isRight(key, message, signature)) return false
  if (foundRight.size >= keptSignatures) foundRight.clear()
  foundRight.add(name)
  return true
}

const foundRight = new Set<string>()
const keptSignatures = 4096

/** Key and signature have a length of their own, so that two triples never run together into one. */
function nameOf(key: PublicKey, message: Uint8Array, signature: Uint8Array): string {
  const point = key.kty === 'OKP' ? key.x : `${key.x}${key.y}`
  return createHash('sha256')
    .update(`${key.kty} ${point} ${signature.length} `)
    .update(signature)
    .update(message)
    .digest('base64url')
}

function isRight(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return key.kty === 'OKP'
      ? verify(null, message, keyObject(key), signature)
      : verify('sha256', message, { key: keyObject(key), dsaEncoding: 'ieee-p1363' }, signature)
  } catch {
    return false // a point that is not on the curve
  }
}

/** @param privateKey a JWK with its private member `d` */
export function signWith(privateKey: PrivateKey): SignMessage {
  const key = createPrivateKey({ key: { ...privateKey }, format: 'jwk' })
  return privateKey.kty === 'OKP'
    ? (message) => sign(null, message, key)
    : (message) => sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' })
}

export type PrivateKey = PublicKey & { readonly d: string }

export const makeEd25519Key = (): PrivateKey => toPrivateKey(generateKeyPairSync('ed25519').privateKey)

export const makeP256Key = (): PrivateKey => toPrivateKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)

/** The public half of a private JWK. */
export function publicKeyOf({ d: _, ...publicKey }: PrivateKey): PublicKey {
  return publicKeySchema.parse(publicKey)
}

export const random = (sizeBytes: number): Uint8Array => randomBytes(sizeBytes)

function toPrivateKey(key: KeyObject): PrivateKey {
  const { d, ...publicKey } = key.export({ format: 'jwk' })
  return { ...publicKeySchema.parse(publicKey), d: String(d) }
}

const keyObjects = new Map<string, KeyObject>()
const keptKeyObjects = 1024

/** Importing a key costs as much as verifying with it, and the same ones come again and again: the cloud's own, a machine's, a dongle's. */
function keyObject(key: PublicKey): KeyObject {
  const name = key.kty === 'OKP' ? key.x : `${key.x}.${key.y}`
  const known = keyObjects.get(name)
  if (known !== undefined) return known
  const imported = createPublicKey({ key: { ...key }, format: 'jwk' })
  if (keyObjects.size >= keptKeyObjects) keyObjects.clear()
  keyObjects.set(name, imported)
  return imported
}
