import { expect, test } from 'vitest'
import { makeVendor } from '../../../../test/api/vendor.ts'
import { makeP256Key, publicKeyOf, random, signWith, verifySignature } from '../../node/crypto.ts'
import { attestationBody } from '../dongle/attestation.ts'
import { readingHashOf } from '../dongle/evidence.ts'
import { base64url, utf8 } from '../encoding.ts'
import { hashBytes } from '../hash.ts'
import { makeId } from '../id.ts'
import { thumbprint } from '../key.ts'
import type { License } from '../license.ts'
import { toSeconds } from '../time.ts'
import type { DrainCertificate } from './certificate.ts'
import { certificateBundleSchema, type DrainBundle } from './certificate-bundle.ts'
import { verifyCertificateBundle } from './verify-bundle.ts'

const at = new Date('2026-03-01T12:00:00.000Z')
const vendor = makeVendor(at)
const id = <Kind extends 'transfer' | 'company' | 'certificate' | 'license' | 'licenseServer'>(kind: Kind) =>
  makeId(kind, at, random)
const [transfer, company] = [id('transfer'), id('company')]
const privateKey = makeP256Key()
const key = publicKeyOf(privateKey)
const stateOf = (of: typeof transfer) => {
  const body = attestationBody(key, readingHashOf({ serial: 'B-1', key, list: null }), of, 'nonce')
  return { body, signature: base64url(signWith(privateKey)(utf8(body))) }
}
const statement = stateOf(transfer)
const license: License = {
  id: id('license'),
  line: 'clinic',
  product: 'clinic-scan',
  name: 'Clinic Scan',
  generation: '3.0',
  quantity: 1,
  term: { kind: 'perpetual' },
}
const link = { sequence: 1, debit: 'vendor', credit: 'dongle:B-1', at: toSeconds(at), transfer: null }

const claims: DrainCertificate = {
  iss: 'https://cloud.example',
  iat: toSeconds(at),
  jti: id('certificate'),
  transfer,
  result: 'all-moved',
  company: { id: company, name: 'Company' },
  dongle: { key: thumbprint(key), serial: 'B-1', grade: { class: 'B', crashSafe: false, tamperProof: false } },
  line: 'clinic',
  policy: { name: 'clinic', version: 1 },
  contact: 'ada@example.com',
  possession: { proof: 'signed', statement: hashBytes(utf8(statement.body)) },
  permits: [{ machine: id('licenseServer'), number: 3, ended: 'given-back' }],
  until: null,
  moved: [
    {
      license,
      chain: [link, { sequence: 2, debit: 'dongle:B-1', credit: `company:${company}`, at: toSeconds(at), transfer }],
    },
  ],
  kept: [],
}
const bundleOf = (changes: Partial<DrainCertificate> = {}, more: Partial<DrainBundle> = {}): DrainBundle => ({
  certificate: vendor.sign('certificate', { ...claims, ...changes }),
  statement,
  dongleKey: key,
  keys: vendor.keyFile(),
  ...more,
})
const verify = (bundle: DrainBundle) =>
  verifyCertificateBundle(bundle, { rootThumbprint: vendor.rootThumbprint }, verifySignature)

test('[Q93] a bundle of a dongle that can only be read proves what it can, and no more', () => {
  const bundle = bundleOf()
  expect(certificateBundleSchema.parse(bundle)).toEqual(bundle)
  const checked = verify(bundle)
  expect(checked).toMatchObject({ verified: true, certificate: { possession: { proof: 'signed' } } })
  expect(checked.checks.map(({ check }) => check)).toEqual(['root', 'key-set', 'certificate', 'possession', 'chain'])
})

test('[Q93] one without a key rests on the cloud’s word alone', () => {
  const dongle = { ...claims.dongle, key: 'serial:B-1' }
  const possession = { proof: 'waited', statement: null } as const
  expect(verify(bundleOf({ dongle, possession }, { statement: null, dongleKey: null })).verified).toBe(true)
})

const unsigned = { possession: { proof: 'assigned', statement: null } } as const
test.each<[string, DrainBundle, string]>([
  ['another dongle’s key', bundleOf({}, { dongleKey: publicKeyOf(makeP256Key()) }), 'wrong-dongle-key'],
  ['no key at all', bundleOf({}, { dongleKey: null }), 'wrong-dongle-key'],
  ['a statement that was left out', bundleOf({}, { statement: null }), 'another-statement'],
  ['a statement that the certificate does not name', bundleOf(unsigned), 'another-statement'],
  ['another statement', bundleOf({}, { statement: stateOf(id('transfer')) }), 'another-statement'],
  [
    'a forged statement',
    bundleOf({}, { statement: { ...statement, signature: base64url(new Uint8Array(64)) } }),
    'statement-forged',
  ],
])('[Q93] %s is refused', (_, bundle, fault) => {
  expect(verify(bundle).checks.at(-1)).toEqual({ check: 'possession', fault })
})

test('[Q93] a statement made for another transfer is refused, though the certificate names it', () => {
  const other = stateOf(id('transfer'))
  const possession = { proof: 'signed', statement: hashBytes(utf8(other.body)) } as const
  expect(verify(bundleOf({ possession }, { statement: other })).checks.at(-1)).toEqual({
    check: 'possession',
    fault: 'another-transfer',
  })
})

test('[Q93] a chain that does not lead from this dongle to this company is refused', () => {
  const torn = [{ license, chain: [link] }]
  expect(verify(bundleOf({ moved: torn })).checks.at(-1)).toEqual({ check: 'chain', fault: 'chain-broken' })
})
