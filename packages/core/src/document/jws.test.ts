import fc from 'fast-check'
import * as jose from 'jose'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { makeEd25519Key, makeP256Key, publicKeyOf, signWith, verifySignature } from '../../node/crypto.ts'
import { base64url, utf8 } from '../encoding.ts'
import { type DocumentKey, documentSizeBytes, openDocument, writeDocument } from './jws.ts'
import { type Purpose, purposes } from './purpose.ts'

const claims = z.strictObject({ say: z.string() })
const key = makeEd25519Key()
const sign = signWith(key)
const keys: DocumentKey[] = [
  { kid: 'order-1', purpose: 'order', key: publicKeyOf(key) },
  { kid: 'lease-1', purpose: 'lease', key: publicKeyOf(makeEd25519Key()) },
]
const order = writeDocument('order', 'order-1', { say: 'off' }, sign)
const open = (document: string, purpose: Purpose = 'order') =>
  openDocument(document, purpose, claims, keys, verifySignature)

/** A document with any header and payload, signed with the right key. */
function forge(header: object | string, payload: object | string = { say: 'off' }, signer = sign): string {
  const part = (value: object | string) => base64url(utf8(typeof value === 'string' ? value : JSON.stringify(value)))
  const input = `${part(header)}.${part(payload)}`
  return `${input}.${base64url(signer(utf8(input)))}`
}

test('the same claims and key give the same bytes, and open', () => {
  expect(writeDocument('order', 'order-1', { say: 'off' }, sign)).toBe(order)
  expect(open(order)).toEqual({ ok: true, claims: { say: 'off' } })
})

test('[Q101] what we write, the jose package verifies; what it writes, we open', async () => {
  const { payload, protectedHeader } = await jose.jwtVerify(order, await jose.importJWK(publicKeyOf(key), 'EdDSA'), {
    typ: purposes.order,
  })
  expect(payload).toEqual({ say: 'off' })
  expect(protectedHeader).toEqual({ alg: 'EdDSA', kid: 'order-1', typ: purposes.order })
  const theirs = await new jose.SignJWT({ say: 'on' })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'order-1', typ: purposes.order })
    .sign(await jose.importJWK({ ...key }, 'EdDSA'))
  expect(open(theirs)).toEqual({ ok: true, claims: { say: 'on' } })
})

const header = { alg: 'EdDSA', kid: 'order-1', typ: purposes.order }
test.each<[string, string, string]>([
  ['no signature at all', forge({ ...header, alg: 'none' }).replace(/[^.]*$/, ''), 'wrong-algorithm'],
  ['an HMAC under the public key (algorithm confusion)', forge({ ...header, alg: 'HS256' }), 'wrong-algorithm'],
  ['another curve', forge({ ...header, alg: 'ES256' }), 'wrong-algorithm'],
  ['another purpose', forge({ ...header, typ: purposes.lease }), 'wrong-purpose'],
  ['no purpose', forge({ alg: 'EdDSA', kid: 'order-1' }), 'malformed'],
  ['a key of another purpose', forge({ ...header, kid: 'lease-1' }), 'wrong-key'],
  ['a key nobody knows', forge({ ...header, kid: 'order-9' }), 'unknown-key'],
  ['a key that came along', forge({ ...header, jwk: publicKeyOf(key) }), 'malformed'],
  ['a critical extension', forge({ ...header, crit: ['exp'] }), 'malformed'],
  ['another signer', forge(header, { say: 'off' }, signWith(makeEd25519Key())), 'forged'],
  ['another payload under the signature', order.replace(/\.[^.]*\./, `.${base64url(utf8('{"say":"on"}'))}.`), 'forged'],
  ['a claim too many', forge(header, { say: 'off', admin: true }), 'malformed'],
  ['a payload that is no JSON', forge(header, 'off'), 'malformed'],
  ['four parts', `${order}.x`, 'malformed'],
  ['two parts', order.replace(/\.[^.]*$/, ''), 'malformed'],
  ['padding', `${order}=`, 'malformed'],
  ['too large', 'x'.repeat(documentSizeBytes + 1), 'too-large'],
])('%s is refused by name', (_, document, fault) => {
  expect(open(document)).toEqual({ ok: false, fault })
})

test('a P-256 key never signs a document, even if it is in the list', () => {
  const p256 = makeP256Key()
  const listed: DocumentKey[] = [{ kid: 'order-1', purpose: 'order', key: publicKeyOf(p256) }]
  expect(openDocument(forge(header, { say: 'off' }, signWith(p256)), 'order', claims, listed, verifySignature)).toEqual(
    { ok: false, fault: 'wrong-key' },
  )
})

test('the newer name of the algorithm (RFC 9864) opens too', () => {
  expect(open(forge({ ...header, alg: 'Ed25519' })).ok).toBe(true)
})

test('any one changed letter is noticed', () => {
  fc.assert(
    fc.property(fc.nat(order.length - 1), fc.constantFrom(...'ABCxyz019-_.'), (place, letter) => {
      const changed = order.slice(0, place) + letter + order.slice(place + 1)
      expect(changed === order || !open(changed).ok).toBe(true)
    }),
  )
})
