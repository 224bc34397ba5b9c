import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  randomBytes,
} from 'node:crypto'
import { type CanonicalValue, canonicalJson } from '../src/canonical.ts'
import { base64url, concatBytes, fromBase64url, utf8 } from '../src/encoding.ts'
import type { PublicKey } from '../src/key.ts'
import { makeP256Key, type PrivateKey, publicKeyOf } from './crypto.ts'

// JWE compact serialization (RFC 7516), narrowed to one way: a key agreed on by ECDH-ES over P-256 (RFC 7518, 4.6), AES-256-GCM.
// Any library of that standard opens it.

const algorithm = 'A256GCM'
const ivBytes = 12
const tagBytes = 16

/** Seals a text so that only the holder of a private key reads it. @param header what anybody may read of it, and nobody change */
export function seal(text: string, recipient: PublicKey, header: { readonly [name: string]: CanonicalValue }): string {
  const ephemeral = makeP256Key()
  const head = base64url(
    utf8(canonicalJson({ ...header, alg: 'ECDH-ES', enc: algorithm, epk: publicKeyOf(ephemeral) })),
  )
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', agree(ephemeral, recipient), iv)
  cipher.setAAD(utf8(head))
  const sealed = concatBytes(cipher.update(text, 'utf8'), cipher.final())
  return [head, '', base64url(iv), base64url(sealed), base64url(cipher.getAuthTag())].join('.')
}

/** @param ephemeral the key in the header, parsed. @returns undefined when it was sealed for another key, or changed */
export function unseal(sealed: string, own: PrivateKey, ephemeral: PublicKey): string | undefined {
  const [head = '', key, iv, text, tag, ...rest] = sealed.split('.')
  const bytes = [iv, text, tag].map((part) => fromBase64url(part ?? ''))
  const [ivOf, textOf, tagOf] = bytes
  if (key !== '' || rest.length > 0 || !ivOf || !textOf || tagOf?.length !== tagBytes) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', agree(own, ephemeral), ivOf, { authTagLength: tagBytes })
    decipher.setAAD(utf8(head))
    decipher.setAuthTag(tagOf)
    return Buffer.concat([decipher.update(textOf), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

/** The Concat KDF (NIST SP 800-56A) with one round: 256 bits are one SHA-256. */
function agree(own: PrivateKey, other: PublicKey): Uint8Array {
  const secret = diffieHellman({
    privateKey: createPrivateKey({ key: { ...own }, format: 'jwk' }),
    publicKey: createPublicKey({ key: { ...other }, format: 'jwk' }),
  })
  const name = utf8(algorithm)
  const about = concatBytes(uint32(name.length), name, uint32(0), uint32(0), uint32(256))
  return createHash('sha256').update(uint32(1)).update(secret).update(about).digest()
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}
