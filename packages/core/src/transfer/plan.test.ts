import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LicenseId } from '../id.ts'
import type { License, Product } from '../license.ts'
import type { TransferPolicy } from '../policy/policy.ts'
import { presets } from '../policy/presets.ts'
import { decideTransfer, type TransferDecision } from './decide.ts'
import {
  type ContractLine,
  type DongleLicense,
  movingLicenses,
  type PlanInput,
  planHash,
  planTransfer,
} from './plan.ts'

const ours = 'com_01kf0000000000000000000001' as const
const theirs = 'com_01kf0000000000000000000002' as const
const certificate = 'crt_01kf0000000000000000000001' as const
const now = new Date('2026-03-01T12:00:00Z')
const idOf = (number: number): LicenseId => `lic_01kf00000000000000000${String(number).padStart(5, '0')}`

function license(number: number, changes: Partial<License> = {}): License {
  return {
    id: idOf(number),
    line: 'clinic',
    product: 'clinic-scan',
    name: 'Clinic Scan',
    generation: '3.0',
    quantity: 1,
    term: { kind: 'perpetual' },
    ...changes,
  }
}

const contracted = (held: License, changes: Partial<ContractLine> = {}): ContractLine => ({
  license: held,
  company: ours,
  contract: 'C-1',
  kind: 'commercial',
  registered: false,
  resellerConfirmed: false,
  metered: false,
  place: 'dongle:D-1',
  sequence: 1,
  ...changes,
})
const on = (held: License, position = 0, isOn = true): DongleLicense => ({ license: held, position, on: isOn })
const key: Product = {
  id: 'clinic-scan',
  line: 'clinic',
  name: 'Clinic Scan',
  key: true,
  metered: false,
  onlineOnly: false,
  binding: null,
}

const input = (changes: Partial<PlanInput>): PlanInput => ({
  line: 'clinic',
  policy: presets.clinic,
  company: ours,
  onDongle: [],
  contractLines: [],
  products: new Map([[key.id, key]]),
  waves: new Map(),
  now,
  ...changes,
})

const lab: Partial<PlanInput> = { line: 'lab', policy: presets.lab }
const labLicense = (changes: Partial<License> = {}) => license(1, { line: 'lab', product: 'lab-design', ...changes })
const one = (held: License, line: Partial<ContractLine> = {}): Partial<PlanInput> => ({
  onDongle: [on(held)],
  contractLines: [contracted(held, line)],
})

describe('why one license moves or not', () => {
  test.each<[string, Partial<PlanInput>, string, string]>([
    ['backed by a contract', one(license(1)), 'moves', 'moves'],
    ['[Q23] without a contract', { onDongle: [on(license(1))] }, 'stays', 'no-contract'],
    [
      '[Q23] an unregistered trial',
      { ...lab, ...one(labLicense(), { kind: 'trial' }) },
      'stays',
      'trial-not-registered',
    ],
    [
      '[Q23] a registered trial',
      { ...lab, ...one(labLicense(), { kind: 'trial', registered: true }) },
      'moves',
      'moves',
    ],
    ['[Q24] educational, not confirmed', one(license(1), { kind: 'educational' }), 'stays', 'reseller-not-confirmed'],
    [
      '[Q24] educational, confirmed',
      one(license(1), { kind: 'educational', resellerConfirmed: true }),
      'moves',
      'moves',
    ],
    ['[Q25] a demo', one(license(1), { kind: 'demo' }), 'stays', 'demo'],
    ['of another line', one(labLicense()), 'stays', 'other-line'],
    [
      '[Q09] before its wave',
      { ...one(license(1)), waves: new Map([['clinic', '2026-04-01T00:00:00.000Z']]) },
      'stays',
      'wave-not-open',
    ],
    [
      '[Q09] without a date for its wave',
      { ...one(license(1)), waves: new Map([['clinic', null]]) },
      'stays',
      'wave-not-open',
    ],
    [
      '[Q09] from its wave on',
      { ...one(license(1)), waves: new Map([['clinic', '2026-03-01T12:00:00.000Z']]) },
      'moves',
      'moves',
    ],
    ['ended yesterday', one(license(1, { term: { kind: 'until', until: '2026-02-28' } })), 'stays', 'ended'],
    ['ending today', one(license(1, { term: { kind: 'until', until: '2026-03-01' } })), 'moves', 'moves'],
    ['of another company', one(license(1), { company: theirs }), 'refused', 'in-another-company'],
    ['already in this company', one(license(1), { place: `company:${ours}` }), 'stays', 'already-in-company'],
    ['[Q81] on the contract only', { contractLines: [contracted(license(1))] }, 'moves', 'moves-contract-only'],
  ])('%s', (_, changes, answer, reason) => {
    expect(planTransfer(input(changes)).licenses).toMatchObject([{ answer, reason }])
  })

  test.each<[string, Partial<PlanInput>, true | undefined]>([
    ['by the contract', one(license(1), { metered: true }), true],
    ['by the contract alone', { contractLines: [contracted(license(1), { metered: true })] }, true],
    [
      'without a contract, by its product',
      { onDongle: [on(license(1))], products: new Map([[key.id, { ...key, metered: true }]]) },
      true,
    ],
    ['not metered', one(license(1)), undefined],
    ['of a product that nobody knows', { onDongle: [on(license(1, { product: 'other' }))] }, undefined],
  ])('whether its quantity is points: %s', (_, changes, metered) => {
    expect(planTransfer(input(changes)).licenses.map((planned) => planned.metered)).toEqual([metered])
  })

  test.each<[string, Partial<License>, string]>([
    ['perpetual 2.x', { generation: '2.9' }, 'old-generation'],
    ['2.x with an end', { generation: '2.9', term: { kind: 'until', until: '2027-01-01' } }, 'moves'],
    ['perpetual 3.0', { generation: '3.0' }, 'moves'],
    ['perpetual 10.0', { generation: '10.0' }, 'moves'],
  ])('[Q21] render, %s', (_, changes, reason) => {
    const held = license(1, { line: 'render', product: 'render-node', ...changes })
    const plan = planTransfer(input({ line: 'render', policy: presets.render, ...one(held) }))
    expect(plan.licenses).toMatchObject([{ reason }])
  })
})

test('[Q81] the contract’s license is planned, and what the dongle says differently is shown', () => {
  const said = license(1, { quantity: 9 })
  const plan = planTransfer(input({ onDongle: [on(said)], contractLines: [contracted(license(1, { quantity: 5 }))] }))
  expect(plan.licenses).toMatchObject([{ license: { quantity: 5 }, dongleSays: { quantity: 9 } }])
  const renamed = planTransfer(
    input({ onDongle: [on(license(1, { name: 'Old name' }))], contractLines: [contracted(license(1))] }),
  )
  expect(renamed.licenses).toMatchObject([{ dongleSays: null }])
})

const free = { state: 'free' } as const
const pinned = { state: 'pinned', company: ours, certificate } as const

describe('what a transfer answers', () => {
  const mixed: Partial<PlanInput> = {
    onDongle: [on(license(1)), on(labLicense({ id: idOf(2) }), 1)],
    contractLines: [contracted(license(1)), contracted(labLicense({ id: idOf(2) }))],
  }
  const plain = license(1, { product: 'clinic-design' })
  test.each<[string, Partial<PlanInput>, Partial<Parameters<typeof decideTransfer>[0]>, TransferDecision['outcome']]>([
    ['[Q50] everything is of this line', one(license(1)), {}, 'all-moved'],
    ['[Q51] another line stays', mixed, {}, 'partly-moved'],
    ['[Q52] nothing is backed by a contract', { onDongle: [on(plain)] }, {}, 'no-subscription'],
    ['[Q52] [Q25] all are demos', one(license(1), { kind: 'demo' }), {}, 'no-subscription'],
    ['[Q53] a key license is not backed', { onDongle: [on(license(1)), on(plain, 1)] }, {}, 'temporary-subscription'],
    ['[Q53] it was bridged before', { onDongle: [on(license(1))] }, { temporaryGranted: true }, 'no-subscription'],
    ['[Q53] the policy bridges nothing', { ...lab, onDongle: [on(labLicense())] }, {}, 'no-subscription'],
    [
      '[Q54] the dongle is pinned elsewhere',
      one(license(1)),
      { claim: { ...pinned, company: theirs } },
      'other-company',
    ],
    ['[Q54] the contract is another company’s', one(license(1), { company: theirs }), {}, 'other-company'],
    ['the dongle is assigned elsewhere', one(license(1)), { assigned: theirs }, 'other-company'],
    [
      '[Q55] it moved before',
      { onDongle: [on(license(1), 0, false)], contractLines: [contracted(license(1), { place: `company:${ours}` })] },
      { claim: pinned },
      'already-moved',
    ],
    ['[Q56] nothing is of this line', one(labLicense()), {}, 'nothing-relevant'],
    ['[Q56] nothing is on it', {}, {}, 'nothing-relevant'],
    ['[Q26] the vendor switched it off', one(license(1)), { enabled: false }, 'ineligible'],
    ['[Q24] the reseller has not confirmed', one(license(1), { kind: 'educational' }), {}, 'ineligible'],
  ])('%s', (_, changes, known, outcome) => {
    const asked = input(changes)
    const plan = planTransfer(asked)
    const record = { plan, input: asked, claim: free, assigned: ours, enabled: true, temporaryGranted: false }
    expect(decideTransfer({ ...record, ...known }).outcome).toBe(outcome)
  })

  test('[Q21] [Q59] one license that cannot move keeps the whole dongle', () => {
    const held = [3, 4].map((number) => license(number, { line: 'render', product: 'render-node' }))
    const old = license(5, { line: 'render', product: 'render-node', generation: '2.0' })
    const all = [...held, old]
    const asked = input({
      line: 'render',
      policy: presets.render,
      onDongle: all.map((each, at) => on(each, at)),
      contractLines: all.map((each) => contracted(each)),
    })
    const plan = planTransfer(asked)
    expect(plan.licenses.map(({ reason }) => reason)).toEqual([
      'whole-dongle-held-back',
      'whole-dongle-held-back',
      'old-generation',
    ])
    const decision = decideTransfer({
      plan,
      input: asked,
      claim: free,
      assigned: ours,
      enabled: true,
      temporaryGranted: false,
    })
    expect(decision.outcome).toBe('ineligible')
  })
})

const anyLine = fc.constantFrom('clinic', 'lab', 'render')
const anyHeld = fc.record({
  line: anyLine,
  generation: fc.constantFrom('2.0', '3.0'),
  kind: fc.constantFrom('commercial', 'educational', 'trial', 'demo', 'none') as fc.Arbitrary<
    ContractLine['kind'] | 'none'
  >,
  company: fc.constantFrom(ours, theirs),
  on: fc.boolean(),
  listed: fc.boolean(),
})
const anyInput = fc.record({ line: anyLine, held: fc.array(anyHeld, { maxLength: 12 }) }).map(({ line, held }) => {
  const licenses = held.map(({ line: of, generation }, at) => license(at, { line: of, product: `${of}-x`, generation }))
  const policy: TransferPolicy = presets[line as keyof typeof presets]
  return input({
    line,
    policy,
    onDongle: licenses.flatMap((each, at) => (held[at]?.listed ? [on(each, at, held[at]?.on)] : [])),
    contractLines: licenses.flatMap((each, at) => {
      const { kind, company } = held[at] ?? { kind: 'none' as const, company: ours }
      return kind === 'none' ? [] : [contracted(each, { kind, company })]
    }),
  })
})

test('[Q91] law: each license is answered once, and only our own contract’s licenses move', () => {
  fc.assert(
    fc.property(anyInput, (asked) => {
      const plan = planTransfer(asked)
      const known = new Set([...asked.onDongle, ...asked.contractLines].map((entry) => entry.license.id))
      expect(plan.licenses.map((planned) => planned.license.id).toSorted()).toEqual([...known].toSorted())
      const own = new Set(asked.contractLines.filter(({ company }) => company === ours).map((line) => line.license.id))
      expect(movingLicenses(plan).filter((id) => !own.has(id))).toEqual([])
      expect(planHash(planTransfer(asked), 'all-moved')).toBe(planHash(plan, 'all-moved'))
    }),
  )
})

test('[Q59] law: under a whole-dongle policy either everything that is still on the dongle moves, or nothing does', () => {
  fc.assert(
    fc.property(anyInput, (any) => {
      const plan = planTransfer({ ...any, policy: presets.render, line: 'render' })
      const moving = movingLicenses(plan).length
      const left = plan.licenses.filter(({ answer, reason }) => answer !== 'moves' && reason !== 'already-in-company')
      if (moving > 0) expect(left).toEqual([])
    }),
  )
})
