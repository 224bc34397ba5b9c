import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CompanyId, LicenseId, ResellerId } from '../id.ts'
import { addDays } from '../time.ts'
import type { ImportedContract } from './contract-file.ts'
import { type Asked, differenceOf, type Known } from './difference.ts'
import type { DongleRow, KnownDongle } from './dongle-change.ts'
import { changedFields, fieldChanges } from './field-change.ts'
import { earlierDay, type KnownLicense, type SoldLicense } from './sold-license.ts'

const now = new Date('2026-11-01T00:00:00.000Z')
const company = 'com_01kjmmmrc03ecj2d1g0000000z' as CompanyId
const other = 'com_01kjmmmrc03ecj2d1g0000000y' as CompanyId
const makeReseller = (end: number) => `rsl_01kjmmmrc03ecj2d1g00000${String(end).padStart(3, '0')}` as ResellerId
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
  about: { name: 'Smile', attributes: {} },
  contracts: new Map(),
  licenses: new Map(),
  awaited: new Set(),
  owners: new Map(),
  dongles: new Map(),
  products: new Set(['lab-design', 'clinic-scan']),
  resellers: new Set(),
  frozen: new Map(),
  ...changes,
})
const contract = (changes: Partial<ImportedContract> = {}): ImportedContract & { at: string } => ({
  number: 'C-1',
  company,
  kind: 'commercial',
  registered: false,
  resellerConfirmed: false,
  reseller: null,
  endedOn: null,
  at: 'line 2',
  ...changes,
})
const asked = (license: SoldLicense, changes: Partial<Asked> = {}): Asked => ({
  company,
  about: { name: 'Smile', attributes: undefined, at: 'line 2' },
  contracts: [contract()],
  licenses: [{ id: licenseId(1), license, at: 'line 2' }],
  users: [],
  dongles: [],
  people: [],
  ...changes,
})
const inCloud = (license: SoldLicense): KnownLicense => ({
  license,
  place: `company:${company}`,
  sequence: 2,
})
const onDongle = (license: SoldLicense): KnownLicense => ({
  license,
  place: `dongle:${license.dongle}`,
  sequence: 1,
})
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

test('what is said of a company nobody named, or under an unknown reseller, is refused with its licenses', () => {
  const dongles = [{ serial: 'D-1', row: { company, key: null, enabled: true }, at: 'line 3' }]
  const people = [{ email: 'ada@example.com', at: 'line 4' }]
  const nameless = differenceOf(asked(sold(), { about: undefined, dongles, people }), known({ about: undefined }), now)
  expect(nameless).toMatchObject({
    contracts: [{ change: { change: 'refused', reason: 'company-unknown' } }],
    licenses: [{ change: 'refused' }],
    dongles: [{ change: 'refused', at: 'line 3', reason: 'company-unknown' }],
    people: [{ change: 'refused', at: 'line 4', reason: 'company-unknown' }],
  })
  const contracts = [contract({ reseller: makeReseller(1) })]
  expect(differenceOf(asked(sold(), { contracts }), known(), now)).toMatchObject({
    contracts: [{ change: { change: 'refused', reason: 'reseller-unknown' } }],
    licenses: [{ change: 'refused' }],
  })
})

test('a company’s attributes are taken over where they are told, and else stay', () => {
  const about = (attributes: Record<string, string> | undefined) => ({ name: 'Smile', attributes, at: 'line 2' })
  const facts = known({ about: { name: 'Smile', attributes: { country: 'de', size: 'small' } } })
  const changeOf = (attributes: Record<string, string> | undefined) =>
    differenceOf(asked(sold(), { about: about(attributes) }), facts, now).about
  expect(changeOf(undefined)).toMatchObject({ change: 'unchanged' })
  expect(changeOf({ size: 'small', country: 'de' })).toMatchObject({ change: 'unchanged' })
  expect(changeOf({ country: 'at' })).toMatchObject({ change: 'changed', to: { attributes: { country: 'at' } } })
})

test('[Q89] named users come with the license or in a table of their own; not told, they stay', () => {
  const ada = sold({ users: ['ada@example.com'] })
  const untold = { id: licenseId(1), license: { ...ada, users: undefined }, at: 'line 2' }
  const told = (id: number, users: string[]) => [{ id: licenseId(id), users, at: 'line 9' }]
  const changesOf = (changes: Partial<Asked>, facts = having(inCloud(ada))) =>
    differenceOf(asked(ada, changes), facts, now).licenses
  expect(changesOf({ licenses: [untold] })).toMatchObject([{ change: 'unchanged' }])
  expect(changesOf({ licenses: [untold] }, known())).toMatchObject([{ change: 'added', to: { users: [] } }])
  expect(changesOf({ licenses: [untold], users: told(1, ['eva@example.com']) })).toMatchObject([
    { change: 'changed', at: 'line 2', to: { users: ['eva@example.com'] } },
  ])
  expect(changesOf({ licenses: [], contracts: [], users: told(1, []) }, having(inCloud(ada)))).toMatchObject([
    { change: 'changed', at: 'line 9', to: { ...ada, users: [] } },
  ])
  expect(changesOf({ licenses: [], users: told(2, []) })).toMatchObject([
    { change: 'refused', id: licenseId(2), reason: 'license-unknown' },
  ])
})

const row = (changes: Partial<DongleRow> = {}): DongleRow => ({ company, key: null, enabled: true, ...changes })
test.each<[string, DongleRow | undefined, KnownDongle | undefined, Date | undefined, object]>([
  ['a dongle nobody knows', row(), undefined, undefined, { change: 'added', isNamed: true }],
  ['one that only a license names', undefined, undefined, undefined, { change: 'added', isNamed: false, to: row() }],
  [
    'one that a license names and that is somebody’s',
    undefined,
    { row: row({ company: other }), isAwaited: true },
    undefined,
    { change: 'unchanged', isAwaited: false },
  ],
  [
    'a key that is not told',
    row(),
    { row: row({ key: 'k' }), isAwaited: false },
    undefined,
    { change: 'unchanged', isAwaited: false },
  ],
  ['another company', row({ company: other }), { row: row(), isAwaited: false }, undefined, { change: 'changed' }],
  [
    '[Q71] another company while the grace runs',
    row({ company: other }),
    { row: row(), isAwaited: false },
    addDays(now, 9),
    { change: 'waits', until: addDays(now, 9), to: row({ company: other }) },
  ],
  [
    '[Q71] switched off when the grace has ended',
    row({ enabled: false }),
    { row: row(), isAwaited: true },
    now,
    { change: 'changed', to: row({ enabled: false }) },
  ],
  [
    '[Q71] what was asked and taken back while it waited',
    row(),
    { row: row(), isAwaited: true },
    addDays(now, 9),
    { change: 'unchanged', isAwaited: true },
  ],
])('the row of a dongle: %s', (_, said, before, until, expected) => {
  const dongles = [{ serial: 'D-1', row: said, at: 'line 3' }]
  const facts = known({
    dongles: before === undefined ? new Map() : new Map([['D-1', before]]),
    frozen: until === undefined ? new Map() : new Map([['D-1', until]]),
  })
  expect(differenceOf(asked(sold(), { dongles }), facts, now).dongles).toMatchObject([{ serial: 'D-1', ...expected }])
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
  expect(fieldChanges({ attributes: { b: '1' } }, { attributes: { b: '2', a: '1' } })).toEqual([
    { field: 'attributes', from: 'b=1', to: 'a=1 b=2' },
  ])
})
