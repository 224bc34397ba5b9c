import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LicenseId, MeterEntryId } from '../id.ts'
import { type AskedEntry, decideEntries, type Meter } from './decide.ts'
import type { MeterEntry } from './entry.ts'

const license: LicenseId = 'lic_01kc0000000000000000000001'
const other: LicenseId = 'lic_01kc0000000000000000000002'
const idOf = (number: number): MeterEntryId => `mte_01kc00000000000000000000${String(number).padStart(2, '0')}`
const at = new Date('2026-03-01T12:00:00.000Z')

const ask = (number: number, points: number, changes: Partial<AskedEntry> = {}): AskedEntry => ({
  id: idOf(number),
  licenses: [license],
  kind: 'consumption',
  points,
  by: 'ls_1',
  reason: '',
  ...changes,
})
const meterOf = (balance: number, standing: Meter['standing'] = 'usable') =>
  new Map([[license, { standing, entries: balance > 0 ? 1 : 0, balance }]])
const none = new Map<MeterEntryId, MeterEntry>()
const codesOf = (asks: readonly AskedEntry[], meters: ReadonlyMap<LicenseId, Meter>) =>
  decideEntries(asks, meters, none, at).map((decision) =>
    decision.outcome === 'refused' ? decision.code : decision.outcome,
  )

test.each<[string, readonly AskedEntry[], ReadonlyMap<LicenseId, Meter>, readonly string[]]>([
  ['the last point can be taken, and no more', [ask(1, -3), ask(2, -1)], meterOf(3), ['entered', 'points-used-up']],
  [
    'a refusal leaves the points to who comes next',
    [ask(1, -4), ask(2, -3)],
    meterOf(3),
    ['points-used-up', 'entered'],
  ],
  ['the same id again is the same entry', [ask(1, -2), ask(1, -2)], meterOf(3), ['entered', 'repeated']],
  ['the same id for other points is refused', [ask(1, -2), ask(1, -1)], meterOf(3), ['entered', 'meter-entry-reused']],
  [
    'the same id for another act is refused',
    [ask(1, -2), ask(1, -2, { kind: 'correction' })],
    meterOf(9),
    ['entered', 'meter-entry-reused'],
  ],
  ['a license that ended gives nothing', [ask(1, -1)], meterOf(3, 'ended'), ['license-ended']],
  ['support corrects it all the same', [ask(1, -1, { kind: 'correction' })], meterOf(3, 'ended'), ['entered']],
  ['a license that is elsewhere has no meter here', [ask(1, -1)], meterOf(3, 'elsewhere'), ['meter-unknown']],
  [
    'of two licenses the first that has enough',
    [ask(1, -5, { licenses: [license, other] }), ask(2, -3, { licenses: [license, other] })],
    new Map([...meterOf(3), [other, { standing: 'usable', entries: 1, balance: 5 }]]),
    ['entered', 'entered'],
  ],
  [
    'one that ended is passed over',
    [ask(1, -5, { licenses: [license, other] })],
    new Map([...meterOf(9, 'ended'), [other, { standing: 'usable', entries: 1, balance: 5 }]]),
    ['entered'],
  ],
  ['nor has one that nobody knows', [ask(1, -1)], new Map(), ['meter-unknown']],
])('%s', (_, asks, meters, codes) => {
  expect(codesOf(asks, meters)).toEqual(codes)
})

const anyAsk = fc.record({
  number: fc.integer({ min: 1, max: 20 }),
  points: fc.integer({ min: -9, max: 9 }).filter((points) => points !== 0),
})

test('the balance is the sum of all entries, never below zero, whatever the order, the groups and the repetition', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(anyAsk, { maxLength: 6 }), { maxLength: 8 }),
      fc.integer({ min: 0, max: 30 }),
      (groups, first) => {
        const known = new Map<MeterEntryId, MeterEntry>()
        let meters: ReadonlyMap<LicenseId, Meter> = meterOf(first)
        for (const group of groups) {
          const asks = group.map(({ number, points }) =>
            ask(number, points, { kind: points < 0 ? 'consumption' : 'correction' }),
          )
          for (const decision of decideEntries(asks, meters, known, at)) {
            if (decision.outcome !== 'entered') continue
            const { entry } = decision
            expect(known.has(entry.id)).toBe(false)
            known.set(entry.id, entry)
            meters = new Map([[license, { standing: 'usable', entries: entry.number, balance: entry.balance }]])
            const sum = [...known.values()].reduce((total, { points }) => total + points, first)
            expect(entry.balance).toBe(sum)
            expect(entry.balance).toBeGreaterThanOrEqual(0)
          }
        }
      },
    ),
    { seed: 5_076 },
  )
})
