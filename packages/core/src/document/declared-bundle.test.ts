import { expect, test } from 'vitest'
import { makeBundle } from '../../../../test/api/certificate-bundle.ts'
import { idMaker, makeVendor } from '../../../../test/api/vendor.ts'
import { verifySignature } from '../../node/crypto.ts'
import type {
  CorrectedCertificate,
  CustodyLink,
  ForcedCertificate,
  OrderCertificate,
  ReplacedCertificate,
} from './certificate.ts'
import type { DeclaredBundle } from './certificate-bundle.ts'
import { verifyCertificateBundle } from './verify-bundle.ts'

const at = new Date('2026-03-01T12:00:00.000Z')
const vendor = makeVendor(at)
const trusted = { rootThumbprint: vendor.rootThumbprint }
const makeId = idMaker(at)
const [anna, bert, before] = [makeId('user'), makeId('user'), makeId('company')]

/** What an ordinary certificate says, for others to be made of. */
let plain: OrderCertificate | undefined
makeBundle(vendor, at, {
  certificate(certificate) {
    plain = certificate
    return certificate
  },
})
const { receipt: _receipt, order, ...shared } = plain ?? expect.fail('a bundle has a certificate')

const forced = (declaredBy: [typeof anna, typeof anna]): ForcedCertificate => ({
  ...shared,
  order,
  forced: { reason: 'burnt', declaredBy, orderedAt: shared.iat },
})

function corrected(from: typeof before): CorrectedCertificate {
  const moved = shared.moved.map(({ license, chain: [first] }) => ({
    license,
    chain: [
      ...(first === undefined ? [] : [first]),
      { sequence: 2, debit: first?.credit ?? 'vendor', credit: `company:${before}`, at: shared.iat, transfer: null },
      {
        sequence: 3,
        debit: `company:${before}`,
        credit: `company:${shared.company.id}`,
        at: shared.iat,
        transfer: shared.transfer,
      },
    ],
  }))
  const declaredBy: [typeof anna, typeof anna] = [anna, bert]
  const supersedes = makeId('certificate')
  return {
    ...shared,
    moved,
    corrected: { reason: 'merged', declaredBy, from, supersedes, overlapUntil: null },
  }
}

const replaced: ReplacedCertificate = {
  ...shared,
  replaced: { case: makeId('case'), reason: 'left in a taxi', decidedBy: anna },
}

test.each<[string, object, string | null]>([
  ['a forced one of two operators', forced([anna, bert]), null],
  ['a forced one of one operator', forced([anna, anna]), 'declaration: not-declared'],
  ['a correction', corrected(before), null],
  ['a correction from a company that did not hold it', corrected(makeId('company')), 'chain: chain-broken'],
  ['a replaced dongle', replaced, null],
  [
    'an ordinary one, which a restored cloud knows without order and receipt',
    { ...shared, order, receipt: order },
    null,
  ],
])('[Q93] of a certificate alone is believed: %s', (_, certificate, fault) => {
  const bundle: DeclaredBundle = {
    certificate: vendor.sign('certificate', certificate as OrderCertificate),
    keys: vendor.keyFile(),
  }
  const { verified, checks } = verifyCertificateBundle(bundle, trusted, verifySignature)
  const last = checks.find((check) => check.fault !== null)
  expect([verified, last === undefined ? null : `${last.check}: ${last.fault}`]).toEqual([fault === null, fault])
})

const goingOn = (past: CustodyLink['credit']): CorrectedCertificate => {
  const after = corrected(before)
  const moved = shared.moved.map(({ license, chain }) => {
    const link = {
      sequence: chain.length + 1,
      debit: past,
      credit: `company:${before}`,
      at: shared.iat,
      transfer: null,
    }
    return { license, chain: [...chain.map((old, at) => (at === 0 ? { ...old, credit: past } : old)), link] }
  })
  return { ...after, moved: moved as CorrectedCertificate['moved'] }
}

const ofOthers = (newer: CorrectedCertificate): CorrectedCertificate => ({
  ...newer,
  moved: newer.moved.map(({ license, chain }) => ({
    license: { ...license, id: makeId('license') },
    chain,
  })) as CorrectedCertificate['moved'],
})

test.each<[string, CorrectedCertificate, string]>([
  ['goes on where its chains end', goingOn(shared.moved[0]?.chain[0]?.credit ?? 'vendor'), 'superseded'],
  ['has another past', goingOn(`company:${before}`), 'other-licenses'],
  ['is of other licenses', ofOthers(goingOn(shared.moved[0]?.chain[0]?.credit ?? 'vendor')), 'other-licenses'],
])('[Q86] [Q93] a certificate that comes with a newer one is not believed; this one %s', (_, newer, fault) => {
  const bundle = makeBundle(vendor, at, {})
  const { verified, checks } = verifyCertificateBundle(
    { ...bundle, newer: vendor.sign('certificate', newer) },
    trusted,
    verifySignature,
  )
  expect([verified, checks.at(-1)]).toEqual([false, { check: 'newer', fault }])
})

test.each<[string, object, string]>([
  ['a declaration', forced([anna, bert]), 'declaration'],
  ['a replaced dongle', replaced, 'replacement'],
  ['an ordinary one', { ...shared, order, receipt: order }, 'cloud-word'],
])('[Q93] of a certificate alone it is said what stands behind it: %s', (_, certificate, check) => {
  const document = vendor.sign('certificate', certificate as OrderCertificate)
  const { checks } = verifyCertificateBundle(
    { certificate: document, keys: vendor.keyFile() },
    trusted,
    verifySignature,
  )
  expect(checks.map((each) => each.check)).toEqual(['root', 'key-set', 'certificate', check, 'chain'])
})
