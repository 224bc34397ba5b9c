import { expect, test } from 'vitest'
import { makeEd25519Key, publicKeyOf, signWith, verifySignature } from '../../node/crypto.ts'
import { writeDocument } from './jws.ts'
import { documentKeys, openKeySet, rootKid } from './key-set.ts'

const root = makeEd25519Key()
const kid = rootKid(publicKeyOf(root))
const { kty, crv, x } = makeEd25519Key()
const key = {
  kty: 'OKP',
  crv: 'Ed25519',
  x,
  kid: 'order-1',
  alg: 'EdDSA',
  use: 'sig',
  'undongle:purpose': 'order',
} as const
const claims = { iss: 'https://cloud.test', iat: 1_790_000_000, version: 3, keys: [key] }

test('a key set that the pinned root signed opens, and says what each key is for', () => {
  expect([kty, crv]).toEqual(['OKP', 'Ed25519'])
  const opened = openKeySet(writeDocument('key-set', kid, claims, signWith(root)), publicKeyOf(root), verifySignature)
  expect(opened.ok && documentKeys(opened.claims)).toEqual([
    { kid: 'order-1', purpose: 'order', key: { kty: 'OKP', crv: 'Ed25519', x } },
  ])
})

test('another root, or a key without a purpose, is not believed', () => {
  const other = makeEd25519Key()
  const theirs = writeDocument('key-set', rootKid(publicKeyOf(other)), claims, signWith(other))
  expect(openKeySet(theirs, publicKeyOf(root), verifySignature)).toEqual({ ok: false, fault: 'unknown-key' })
  const { 'undongle:purpose': _, ...purposeless } = key
  const loose = writeDocument('key-set', kid, { ...claims, keys: [purposeless] }, signWith(root))
  expect(openKeySet(loose, publicKeyOf(root), verifySignature)).toEqual({ ok: false, fault: 'malformed' })
})
