import { createECDH, createHash, createPrivateKey } from 'node:crypto'
import { base64url, concatBytes } from '@undongle/core/encoding'
import type { PublicKey } from '@undongle/core/key'
import type { PrivateKey } from '@undongle/core/node/crypto'

// Keys made from names: making real ones would differ from run to run, and cost more than a whole transfer.

const digest = (text: string | Uint8Array): Buffer => createHash('sha256').update(text).digest()
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex') // RFC 8410, section 7: what stands before the 32 bytes

const made = new Map<string, PrivateKey>()

export function ed25519KeyOf(name: string): PrivateKey {
  const known = made.get(name) ?? makeEd25519(name)
  made.set(name, known)
  return known
}

function makeEd25519(name: string): PrivateKey {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, digest(name)]), format: 'der', type: 'pkcs8' })
  const { x, d } = key.export({ format: 'jwk' })
  return { kty: 'OKP', crv: 'Ed25519', x: String(x), d: String(d) }
}

export function p256KeyOf(name: string): PrivateKey {
  const known = made.get(`P-256 ${name}`) ?? makeP256(name)
  made.set(`P-256 ${name}`, known)
  return known
}

function makeP256(name: string): PrivateKey {
  const [secret, { x, y }] = pointOf(`P-256 ${name}`)
  return { kty: 'EC', crv: 'P-256', x: base64url(x), y: base64url(y), d: base64url(toBytes(secret)) }
}

/** A P-256 key whose signatures are real, and the same in every run. */
export interface DongleKey {
  readonly publicKey: PublicKey
  /** @param attempt a real token's ECDSA differs each time it signs: so does this, by the number of the attempt */
  sign(message: Uint8Array, attempt: number): Uint8Array
}

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n // of P-256 (SP 800-186)

const dongleKeys = new Map<string, DongleKey>()

export function dongleKeyOf(name: string): DongleKey {
  const known = dongleKeys.get(name) ?? makeDongleKey(name)
  dongleKeys.set(name, known)
  return known
}

function makeDongleKey(name: string): DongleKey {
  const [secret, point] = pointOf(`dongle ${name}`)
  const publicKey = { kty: 'EC', crv: 'P-256', x: base64url(point.x), y: base64url(point.y) } as const
  return {
    publicKey,
    sign(message, attempt) {
      const { r, inverse } = nonceOf(attempt)
      const s = (inverse * ((toInteger(digest(message)) + r * secret) % order)) % order
      return concatBytes(toBytes(r), toBytes(s))
    },
  }
}

interface Nonce {
  readonly r: bigint
  readonly inverse: bigint
}
const nonces: Nonce[] = []
const noncesKept = 64

/** k·G is the costly part of a signature and the same for every message (FIPS 186-5, 6.4.1): made once. */
function nonceOf(attempt: number): Nonce {
  const index = attempt % noncesKept
  const known = nonces[index]
  if (known !== undefined) return known
  const [k, point] = pointOf(`nonce ${index}`)
  const nonce = { r: toInteger(point.x) % order, inverse: power(k, order - 2n) }
  nonces[index] = nonce
  return nonce
}

function pointOf(name: string): [bigint, { x: Buffer; y: Buffer }] {
  const secret = toInteger(digest(name)) % order
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(toBytes(secret))
  const point = curve.getPublicKey()
  return [secret, { x: point.subarray(1, 33), y: point.subarray(33) }]
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base]
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % order
    square = (square * square) % order
  }
  return result
}

const toInteger = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
const toBytes = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex')
