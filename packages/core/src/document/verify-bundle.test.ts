import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BundleChange, makeBundle } from '../../../../test/api/certificate-bundle.ts'
import { placeInLog } from '../../../../test/api/public-log.ts'
import { makeVendor } from '../../../../test/api/vendor.ts'
import { makeP256Key, publicKeyOf, verifySignature } from '../../node/crypto.ts'
import { base64url, fromBase64url } from '../encoding.ts'
import type { LogInclusion } from '../log/inclusion.ts'
import { hashLeaf } from '../log/merkle.ts'
import type { CustodyLink } from './certificate.ts'
import { certificateBundleSchema, type OrderBundle } from './certificate-bundle.ts'
import { bundleChecks, verifyCertificateBundle } from './verify-bundle.ts'

const at = new Date('2026-03-01T12:00:00.000Z')
const vendor = makeVendor(at)
const other = makeVendor(at)
const bundle = makeBundle(vendor, at)
const trusted = { rootThumbprint: vendor.rootThumbprint }

const faultOf = (changed: OrderBundle) => {
  const { verified, checks, certificate } = verifyCertificateBundle(changed, trusted, verifySignature)
  expect(verified).toBe(false)
  expect(certificate).toBeNull()
  const last = checks.at(-1)
  return `${last?.check}: ${last?.fault}`
}

test('[Q93] a whole bundle is verified offline, and each check says what it proves', () => {
  expect(certificateBundleSchema.parse(bundle)).toEqual(bundle)
  const checked = verifyCertificateBundle(bundle, trusted, verifySignature)
  expect(checked).toMatchObject({ verified: true, rootTrusted: true, certificate: { line: 'clinic' } })
  const passed = ['root', 'key-set', 'order', 'receipt', 'certificate', 'agreement', 'chain']
  expect(checked.checks).toEqual(passed.map((check) => ({ check, fault: null })))
  expect(Object.keys(bundleChecks)).toEqual(expect.arrayContaining(passed))
})

const salt = other.rootThumbprint
const logged = (more: Partial<LogInclusion> = {}, certificate = bundle.certificate): OrderBundle => ({
  ...bundle,
  log: { ...placeInLog(vendor, certificate, salt), ...more },
})

test('[Q93] a bundle that proves its place in the public log says so; one from before is as good', () => {
  expect(certificateBundleSchema.parse(logged())).toEqual(logged())
  const checked = verifyCertificateBundle(logged(), trusted, verifySignature)
  expect(checked).toMatchObject({ verified: true, inLog: true })
  expect(checked.checks.at(-1)).toEqual({ check: 'log', fault: null })
  expect(verifyCertificateBundle(bundle, trusted, verifySignature)).toMatchObject({ verified: true, inLog: false })
})

const elsewhere = hashLeaf(new Uint8Array([1]))
test.each<[string, string, OrderBundle]>([
  ['the place of another certificate', 'log: not-in-log', logged({}, makeBundle(vendor, at).certificate)],
  ['another leaf', 'log: not-in-log', logged({ leaf: 0 })],
  ['another salt', 'log: not-in-log', logged({ salt: vendor.rootThumbprint })],
  ['a proof cut short', 'log: not-in-log', logged({ proof: [base64url(elsewhere)] })],
  ['the checkpoint of a forked log', 'log: not-in-log', logged({ checkpoint: vendor.signCheckpoint(3, elsewhere) })],
  [
    'a checkpoint another cloud signed',
    'log: checkpoint-refused',
    logged({ checkpoint: other.signCheckpoint(3, elsewhere) }),
  ],
  [
    'the checkpoint of another log',
    'log: checkpoint-refused',
    logged({ checkpoint: vendor.signCheckpoint(3, elsewhere, 'x/log') }),
  ],
  ['an unsigned checkpoint', 'log: checkpoint-refused', logged({ checkpoint: 'cloud.example/log\n3\n\n' })],
])('[Q93] a bundle with %s is refused', (_, fault, changed) => {
  expect(faultOf(changed)).toBe(fault)
})

test('without a trusted root the file only agrees with itself, and says so', () => {
  expect(verifyCertificateBundle(bundle, undefined, verifySignature)).toMatchObject({
    verified: true,
    rootTrusted: false,
    rootThumbprint: vendor.rootThumbprint,
  })
})

test('a newer key set of the same root verifies an old certificate', () => {
  const newer = { ...trusted, keySet: vendor.keyFile(7).keySet }
  expect(verifyCertificateBundle(bundle, newer, verifySignature).verified).toBe(true)
})

const again = makeBundle(vendor, at)
test.each<[string, string, OrderBundle]>([
  ['another vendor’s root', 'root: wrong-root', makeBundle(other, at)],
  [
    'a root under a false name',
    'root: wrong-root',
    { ...bundle, keys: { ...bundle.keys, root: other.keyFile().root } },
  ],
  [
    'keys another root signed',
    'key-set: unknown-key',
    { ...bundle, keys: { ...bundle.keys, keySet: other.keyFile().keySet } },
  ],
  [
    'a certificate in place of the keys',
    'key-set: wrong-purpose',
    { ...bundle, keys: { ...bundle.keys, keySet: bundle.certificate } },
  ],
  ['a certificate in place of the order', 'order: wrong-purpose', { ...bundle, order: bundle.certificate }],
  ['another vendor’s order', 'order: forged', { ...bundle, order: makeBundle(other, at).order }],
  ['another dongle’s key', 'receipt: wrong-dongle-key', { ...bundle, dongleKey: publicKeyOf(makeP256Key()) }],
  ['another dongle’s receipt', 'receipt: receipt-forged', { ...bundle, receipt: again.receipt }],
  ['another dongle’s order', 'receipt: wrong-dongle-key', { ...bundle, order: again.order }],
  [
    'another vendor’s certificate',
    'certificate: forged',
    { ...bundle, certificate: makeBundle(other, at).certificate },
  ],
  ['another dongle’s certificate', 'agreement: another-order', { ...bundle, certificate: again.certificate }],
  ['an order in place of the certificate', 'certificate: wrong-purpose', { ...bundle, certificate: bundle.order }],
])('[Q93] %s is refused', (_, fault, changed) => {
  expect(faultOf(changed)).toBe(fault)
})

const links = (change: (chain: CustodyLink[]) => CustodyLink[]): BundleChange => ({
  certificate: (certificate) => ({
    ...certificate,
    moved: certificate.moved.map((entry) => ({ ...entry, chain: change(entry.chain) })),
  }),
})
const ids = { company: 'com_01kjmmmrc03ecj2d1g0000000z', transfer: 'tr_01kjmmmrc03ecj2d1g0000000z' } as const
const foreignHash = other.rootThumbprint
test.each<[string, string, BundleChange]>([
  [
    'names another issuer',
    'certificate: wrong-issuer',
    { certificate: (c) => ({ ...c, iss: 'https://else.example' }) },
  ],
  [
    'rests on an order of another issuer',
    'order: wrong-issuer',
    { order: (o) => ({ ...o, iss: 'https://else.example' }) },
  ],
  [
    'rests on an order of another generation',
    'receipt: not-the-receipt-of-this-order',
    { order: (o) => ({ ...o, generation: 2 }) },
  ],
  [
    'rests on an order of another transfer',
    'receipt: not-the-receipt-of-this-order',
    { order: (o) => ({ ...o, transfer: ids.transfer }) },
  ],
  ['names another receipt', 'agreement: another-receipt', { certificate: (c) => ({ ...c, receipt: foreignHash }) }],
  ['names another transfer', 'agreement: another-transfer', { certificate: (c) => ({ ...c, transfer: ids.transfer }) }],
  [
    'names another dongle',
    'agreement: another-dongle',
    { certificate: (c) => ({ ...c, dongle: { ...c.dongle, key: foreignHash } }) },
  ],
  [
    'names another company',
    'agreement: another-company',
    { certificate: (c) => ({ ...c, company: { ...c.company, id: ids.company } }) },
  ],
  ['names another line', 'agreement: another-line', { certificate: (c) => ({ ...c, line: 'lab' }) }],
  ['leaves a license out', 'agreement: other-licenses', { certificate: (c) => ({ ...c, moved: c.moved.slice(1) }) }],
  [
    'continues a chain elsewhere than its order',
    'chain: chain-broken',
    { order: (o) => ({ ...o, licenses: o.licenses.map((entry) => ({ ...entry, sequence: 5 })) }) },
  ],
  ['has a gap in a chain', 'chain: chain-broken', links((chain) => chain.slice(1))],
  [
    'begins at a dongle',
    'chain: chain-broken',
    links(([a, ...rest]) => (a ? [{ ...a, debit: 'dongle:X' }, ...rest] : rest)),
  ],
  ['skips a holder', 'chain: chain-broken', links((chain) => chain.map((link) => ({ ...link, debit: 'vendor' })))],
  [
    'ends with somebody else',
    'chain: chain-broken',
    links((chain) => chain.map((link) => ({ ...link, credit: 'dongle:X' }))),
  ],
  [
    'counts wrongly',
    'chain: chain-broken',
    links((chain) => chain.map((link) => ({ ...link, sequence: link.sequence + 1 }))),
  ],
])('[Q93] a certificate the cloud signed by mistake that %s is refused', (_, fault, change) => {
  expect(faultOf(makeBundle(vendor, at, change))).toBe(fault)
})

describe('[Q93] no byte can be changed unnoticed', () => {
  const fields = {
    certificate: (text: string) => ({ ...bundle, certificate: text }),
    order: (text: string) => ({ ...bundle, order: text }),
    receipt: (text: string) => ({ ...bundle, receipt: text }),
    keySet: (text: string) => ({ ...bundle, keys: { ...bundle.keys, keySet: text } }),
  }
  const textOf = { ...bundle, keySet: bundle.keys.keySet }

  test.each(Object.keys(fields) as (keyof typeof fields)[])('of the %s', (field) => {
    const parts = textOf[field].split('.')
    const anyByte = fc.nat(parts.length - 1).chain((part) => {
      const bytes = fromBase64url(parts[part] ?? '') ?? new Uint8Array()
      return fc.record({
        part: fc.constant(part),
        place: fc.nat(bytes.length - 1),
        flip: fc.integer({ min: 1, max: 255 }),
      })
    })
    fc.assert(
      fc.property(anyByte, ({ part, place, flip }) => {
        const bytes = fromBase64url(parts[part] ?? '') ?? new Uint8Array()
        const flipped = base64url(bytes.map((byte, index) => (index === place ? byte ^ flip : byte)))
        const changed = parts.map((text, index) => (index === part ? flipped : text)).join('.')
        expect(faultOf(fields[field](changed))).toMatch(/^[a-z-]+: [a-z-]+$/)
      }),
      { seed: 93, numRuns: 300 },
    )
  })

  test.each(['x', 'y'] as const)('of the dongle key’s %s', (coordinate) => {
    const key = bundle.dongleKey
    if (key.kty !== 'EC') return expect.fail('a P-256 key was expected')
    const text = key[coordinate]
    expect(
      faultOf({ ...bundle, dongleKey: { ...key, [coordinate]: `${text[0] === 'A' ? 'B' : 'A'}${text.slice(1)}` } }),
    ).toBe('receipt: wrong-dongle-key')
  })
})
