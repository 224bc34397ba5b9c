import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CompanyId, LicenseId } from '../id.ts'
import { addDays } from '../time.ts'
import {
  type Asked,
  changedFields,
  differenceOf,
  earlierDay,
  type Known,
  type KnownLicense,
  type SoldLicense,
} from './difference.ts'

const now = new Date('2026-11-01T00:00:00.000Z')
const company = 'com_01kjmmmrc03ecj2d1g0000000z' as CompanyId
const other = 'com_01kjmmmrc03ecj2d1g0000000y' as CompanyId
const licenseId = (end: number) => `lic_01kjmmmrc03ecj2d1g00000${String(end).padStart(3, '0')}` as LicenseId
const sold = (changes: Partial<SoldLicense> = {}): SoldLicense => ({
  contract: 'C-1',
  product: 'lab-design',
  generation: '3.0',
  quantity: 1,
  until: '2027-01-31',
  dongle: null,
  priceReference: 'PL-1',
  renewalReference: 'R-1',
  users: [],
  ...changes,
})
const known = (changes: Partial<Known> = {}): Known => ({
  isKnown: true,
  contracts: new Set(),
  licenses: new Map(),
  owners: new Map(),
  products: new Set(['lab-design', 'clinic-scan']),
  resellers: new Set(),
  frozen: new Map(),
  ...changes,
})
const asked = (license: SoldLicense, changes: Partial<Asked> = {}): Asked => ({
  company,
  hasName: true,
  contracts: [{ number: 'C-1', reseller: null, at: 'line 2' }],
  licenses: [{ id: licenseId(1), license, at: 'line 2' }],
  ...changes,
})
const inCloud = (license: SoldLicense): KnownLicense => ({ license, place: `company:${company}`, sequence: 2 })
const onDongle = (license: SoldLicense): KnownLicense => ({ license, place: `dongle:${license.dongle}`, sequence: 1 })
const having = (held: KnownLicense, more: Partial<Known> = {}) =>
  known({ licenses: new Map([[licenseId(1), held]]), ...more })

test.each<[string, SoldLicense, Known, object]>([
  ['a new one is added', sold(), known(), { change: 'added' }],
  ['the same again changes nothing', sold(), having(inCloud(sold())), { change: 'unchanged' }],
  [
    '[Q73] [Q78] a renewal of what is in the cloud',
    sold({ until: '2028-01-31' }),
    having(inCloud(sold())),
    { change: 'changed' },
  ],
  ['[Q73] a changed quantity', sold({ quantity: 9 }), having(inCloud(sold())), { change: 'changed' }],
  ['a term that ends earlier', sold({ until: '2026-12-31' }), having(inCloud(sold())), { change: 'ended' }],
  ['a perpetual one that gets an end', sold(), having(inCloud(sold({ until: null }))), { change: 'ended' }],
  ['an end that is taken back', sold({ until: null }), having(inCloud(sold())), { change: 'changed' }],
  [
    'what moved keeps its dongle',
    sold({ dongle: 'D-2' }),
    having(inCloud(sold({ dongle: 'D-1' }))),
    { change: 'unchanged' },
  ],
  ['another dongle', sold({ dongle: 'D-2' }), having(onDongle(sold({ dongle: 'D-1' }))), { change: 'changed' }],
  ['an assigned person', sold({ users: ['ada@example.com'] }), having(inCloud(sold())), { change: 'changed' }],
  [
    'the cloud instead of a dongle',
    sold(),
    having(onDongle(sold({ dongle: 'D-1' }))),
    { change: 'refused', reason: 'on-dongle' },
  ],
  [
    'a license of another company',
    sold(),
    known({ owners: new Map([[licenseId(1), other]]) }),
    { change: 'refused', reason: 'other-company' },
  ],
  ['an unknown product', sold({ product: 'x' }), known(), { change: 'refused', reason: 'product-unknown' }],
  ['an unknown contract', sold({ contract: 'C-2' }), known(), { change: 'refused', reason: 'contract-unknown' }],
  [
    '[Q71] a change of what came from a frozen dongle waits',
    sold({ quantity: 3, dongle: 'D-1' }),
    having(inCloud(sold({ dongle: 'D-1' })), { frozen: new Map([['D-1', addDays(now, 9)]]) }),
    { change: 'waits', until: addDays(now, 9) },
  ],
  [
    '[Q71] a new license on a frozen dongle waits',
    sold({ dongle: 'D-1' }),
    known({ frozen: new Map([['D-1', addDays(now, 9)]]) }),
    { change: 'waits' },
  ],
  [
    '[Q71] when the grace has ended nothing waits any more',
    sold({ quantity: 3, dongle: 'D-1' }),
    having(inCloud(sold({ dongle: 'D-1' })), { frozen: new Map([['D-1', now]]) }),
    { change: 'changed' },
  ],
])('%s', (_, license, facts, expected) => {
  expect(differenceOf(asked(license), facts, now).licenses).toMatchObject([
    { id: licenseId(1), at: 'line 2', ...expected },
  ])
})

test('a contract of a company nobody named, or of an unknown reseller, takes its licenses along', () => {
  const nameless = differenceOf(asked(sold(), { hasName: false }), known({ isKnown: false }), now)
  expect(nameless).toMatchObject({
    refusedContracts: [{ reason: 'company-unknown' }],
    licenses: [{ change: 'refused' }],
  })
  const contracts = [{ number: 'C-1', reseller: 'rsl_1', at: 'line 2' }]
  const sellerless = differenceOf(asked(sold(), { contracts }), known(), now)
  expect(sellerless).toMatchObject({
    refusedContracts: [{ reason: 'reseller-unknown' }],
    licenses: [{ change: 'refused' }],
  })
})

test('a license ends with its term or its contract, whichever is first', () => {
  expect(earlierDay('2027-01-31', '2026-12-31')).toBe('2026-12-31')
  expect(earlierDay('2026-01-31', '2026-12-31')).toBe('2026-01-31')
  expect([earlierDay(null, '2026-12-31'), earlierDay('2026-12-31', null), earlierDay(null, null)]).toEqual([
    '2026-12-31',
    '2026-12-31',
    null,
  ])
})

const anySold = fc.record({
  contract: fc.constant('C-1'),
  product: fc.constantFrom('lab-design', 'clinic-scan'),
  generation: fc.constantFrom('2.0', '3.0'),
  quantity: fc.integer({ min: 1, max: 1_000_000 }),
  until: fc.option(fc.constantFrom('2026-01-31', '2027-02-28', '2031-12-31')),
  dongle: fc.constantFrom('D-1', 'D-2'),
  priceReference: fc.string({ maxLength: 200 }),
  renewalReference: fc.string({ maxLength: 200 }),
  users: fc.uniqueArray(fc.emailAddress(), { maxLength: 3 }),
})
const anyHeld = fc.record({ license: anySold, moved: fc.boolean() })

test('[Q77] [Q79] whatever was held, what is taken over is the ERP’s word for word, and the same again changes nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.option(anyHeld), anySold), { maxLength: 8 }), fc.boolean(), (pairs, isFrozen) => {
      const held = pairs.flatMap(([before], index): [LicenseId, KnownLicense][] =>
        before === null ? [] : [[licenseId(index), before.moved ? inCloud(before.license) : onDongle(before.license)]],
      )
      const facts = known({
        licenses: new Map(held),
        frozen: isFrozen ? new Map([['D-1', addDays(now, 1)]]) : new Map(),
      })
      const licenses = pairs.map(([, license], index) => ({ id: licenseId(index), license, at: `line ${index}` }))
      const first = differenceOf(asked(sold(), { licenses }), facts, now).licenses
      const after = new Map(facts.licenses)
      for (const change of first) {
        if (change.change === 'added') after.set(change.id, onDongle(change.to))
        if (change.change === 'changed' || change.change === 'ended')
          after.set(change.id, { ...change.from, license: change.to })
      }
      for (const { id, license } of licenses) {
        const { dongle: _from, ...kept } = after.get(id)?.license ?? license
        const { dongle: _to, ...wanted } = license
        const waits = first.some((change) => change.id === id && change.change === 'waits')
        if (waits) expect(after.get(id)).toEqual(facts.licenses.get(id))
        else expect(kept).toEqual(wanted)
      }
      const again = differenceOf(asked(sold(), { licenses }), { ...facts, licenses: after }, now).licenses
      expect(again.every(({ change }) => change === 'unchanged' || change === 'waits')).toBe(true)
    }),
    { seed: 4, numRuns: 300 },
  )
})

test('two differ in the fields that differ', () => {
  expect(changedFields(sold(), sold({ quantity: 2, until: null }))).toEqual(['quantity', 'until'])
})
