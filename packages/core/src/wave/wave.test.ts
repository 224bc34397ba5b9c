import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CompanyId, ResellerId, WaveId } from '../id.ts'
import type { ResultName } from '../transfer/result.ts'
import type { Cohort, CohortDongle, CohortLicense } from './cohort.ts'
import { isInCohort } from './cohort.ts'
import { pauseReason } from './failure-rate.ts'
import { openingsFor, type Wave } from './wave.ts'

const company = 'com_1' as CompanyId
const reseller = 'rsl_1' as ResellerId
const license: CohortLicense = { line: 'lab', product: 'lab-design', generation: '3.10', kind: 'commercial', reseller }
const dongle: CohortDongle = { serial: 'S-1', company, attributes: { country: 'de' }, licenses: [license] }
const wave: Wave = {
  id: 'wav_1' as WaveId,
  line: 'lab',
  cohort: { kind: 'everyone' },
  opensAt: '2026-03-01T00:00:00.000Z',
  paused: false,
  stepByStep: false,
  listed: new Set(),
  released: new Map(),
}
const turn = (at: string) => new Map([['S-1', at]])
const filter = (changes: Partial<Extract<Cohort, { kind: 'filter' }>>): Cohort => ({ kind: 'filter', ...changes })

test.each<[string, Cohort, boolean]>([
  ['everyone', { kind: 'everyone' }, true],
  ['a list that does not name it', { kind: 'list' }, false],
  ['an empty filter', filter({}), true],
  ['its reseller', filter({ resellers: [reseller] }), true],
  ['another reseller', filter({ resellers: ['rsl_2' as ResellerId] }), false],
  ['its kind of contract', filter({ contractKinds: ['trial', 'commercial'] }), true],
  ['another kind of contract', filter({ contractKinds: ['educational'] }), false],
  ['its product', filter({ products: ['lab-design'] }), true],
  ['another product', filter({ products: ['lab-scan'] }), false],
  ['its generation, number by number', filter({ generationFrom: '3.9', generationBelow: '3.11' }), true],
  ['an older generation', filter({ generationBelow: '3.10' }), false],
  ['a newer generation', filter({ generationFrom: '3.11' }), false],
  ['its country', filter({ attributes: { country: ['at', 'de'] } }), true],
  ['another country', filter({ attributes: { country: ['fr'] } }), false],
  ['an attribute nobody told', filter({ attributes: { constructor: ['x'] } }), false],
  ['the right reseller and the wrong product', filter({ resellers: [reseller], products: ['x'] }), false],
])('[Q95] a cohort takes a dongle by %s or not', (_, cohort, takes) => {
  expect(isInCohort(cohort, 'lab', dongle, false)).toBe(takes)
})

test('[Q95] all that a filter says must be true of one and the same license', () => {
  const second: CohortLicense = { ...license, product: 'lab-scan', reseller: null }
  const both = { ...dongle, licenses: [license, second] }
  expect(isInCohort(filter({ resellers: [reseller], products: ['lab-scan'] }), 'lab', both, false)).toBe(false)
})

test('[Q95] who is on the list is in, whatever the filter says', () => {
  const cohort = filter({ products: ['x'] })
  expect(openingsFor([{ ...wave, cohort, listed: new Set(['S-1']) }], dongle).get('lab')?.wave).toBe(wave.id)
  expect(openingsFor([{ ...wave, cohort, listed: new Set([company]) }], dongle).get('lab')?.wave).toBe(wave.id)
  expect(openingsFor([{ ...wave, cohort, listed: new Set(['S-2']) }], dongle).get('lab')?.wave).toBe(null)
})

test.each<[string, readonly Wave[], { wave: string | null; opensAt: string | null } | undefined]>([
  ['a line without waves is open', [], undefined],
  [
    'a line of which no wave takes it has no date',
    [{ ...wave, cohort: { kind: 'list' } }],
    { wave: null, opensAt: null },
  ],
  ['the wave it is in has a date', [wave], { wave: 'wav_1', opensAt: wave.opensAt }],
  ['no date was decided', [{ ...wave, opensAt: null }], { wave: 'wav_1', opensAt: null }],
  ['a paused wave has no date', [{ ...wave, paused: true }], { wave: 'wav_1', opensAt: null }],
  ['step by step and not its turn yet', [{ ...wave, stepByStep: true }], { wave: 'wav_1', opensAt: null }],
  [
    'step by step and released',
    [{ ...wave, stepByStep: true, released: turn('2026-02-01T00:00:00.000Z') }],
    { wave: 'wav_1', opensAt: wave.opensAt },
  ],
  [
    'step by step and its turn comes later',
    [{ ...wave, stepByStep: true, released: turn('2026-04-01T08:00:00.000Z') }],
    { wave: 'wav_1', opensAt: '2026-04-01T08:00:00.000Z' },
  ],
  [
    'a turn while the vendor has not decided',
    [{ ...wave, opensAt: null, stepByStep: true, released: turn('2026-04-01T08:00:00.000Z') }],
    { wave: 'wav_1', opensAt: null },
  ],
  [
    'a turn that came while the wave is paused',
    [{ ...wave, paused: true, stepByStep: true, released: turn('2026-02-01T00:00:00.000Z') }],
    { wave: 'wav_1', opensAt: null },
  ],
  [
    'the earliest of several',
    [wave, { ...wave, id: 'wav_2' as WaveId, opensAt: '2026-02-01T00:00:00.000Z' }],
    { wave: 'wav_2', opensAt: '2026-02-01T00:00:00.000Z' },
  ],
  [
    'another wave goes on while one is paused',
    [
      { ...wave, paused: true },
      { ...wave, id: 'wav_2' as WaveId },
    ],
    { wave: 'wav_2', opensAt: wave.opensAt },
  ],
])('[Q09] %s', (_, waves, opening) => {
  expect(openingsFor(waves, dongle).get('lab')).toEqual(opening)
})

test('[Q09] the order in which waves were made does not matter, and one line never opens another', () => {
  const anyWave = fc.record({
    id: fc.constant(wave.id),
    line: fc.constantFrom('lab', 'clinic'),
    cohort: fc.constantFrom<Cohort>({ kind: 'everyone' }, { kind: 'list' }, filter({ products: ['lab-design'] })),
    opensAt: fc.constantFrom(null, '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'),
    paused: fc.boolean(),
    stepByStep: fc.boolean(),
    listed: fc.constantFrom(new Set<string>(), new Set(['S-1'])),
    released: fc.constantFrom(new Map<string, string>(), turn('2026-05-01T00:00:00.000Z')),
  })
  fc.assert(
    fc.property(fc.array(anyWave, { maxLength: 5 }), (waves) => {
      const dates = (of: readonly Wave[]) => openingsFor(of, dongle).get('lab')?.opensAt
      expect(dates(waves.toReversed())).toBe(dates(waves))
      expect(dates(waves.filter(({ line }) => line === 'lab'))).toBe(dates(waves))
    }),
  )
})

const results = (failed: number, moved: number): ResultName[] => [
  ...Array<ResultName>(failed).fill('other-company'),
  ...Array<ResultName>(moved).fill('all-moved'),
]

test.each<[string, ResultName[], boolean]>([
  ['too few to tell', results(9, 0), false],
  ['as many as the limit allows', results(2, 8), false],
  ['one more', results(3, 7), true],
  ['old failures are forgotten', [...results(0, 10), ...results(10, 0)], false],
  ['who moved before or cancelled has not failed', [...results(2, 6), 'already-moved', 'cancelled'], false],
])('[Q95] a wave pauses by itself on its failure rate: %s', (_, newest, pauses) => {
  expect(pauseReason({ failuresPercent: 20, over: 10 }, newest) !== undefined).toBe(pauses)
})
