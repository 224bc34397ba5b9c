import fc from 'fast-check'
import { expect, test } from 'vitest'
import { presets } from '../policy/presets.ts'
import { decideReadiness, type ReadinessFacts } from './decide.ts'
import { readinessWords, waysOn } from './words.ts'

/** A company that has not moved yet, whose turn has come, at the version before the cut-over. */
const facts: ReadinessFacts = {
  policy: presets.clinic,
  version: '5.9',
  moment: 'sign-in',
  product: null,
  emergency: 'off',
  account: 'known',
  inCloud: 0,
  onDongle: 2,
  movable: 2,
  waitsForWave: false,
}
const { clinic, lab, render } = presets
const cut = { version: '6.0' }
const free = { ...clinic, licenseFreeProducts: ['clinic-viewer'] }

test.each<[string, Partial<ReadinessFacts>, string]>([
  ['before the cut-over nobody is asked', {}, 'ready on-dongle'],
  ['[Q01] at the cut-over version, at any sign-in, the transfer comes first', cut, 'transfer-required cut-over'],
  ['[Q01] also right after the update', { ...cut, moment: 'update' }, 'transfer-required cut-over'],
  ['[Q02] [Q03] whose company holds a cloud license is not nagged', { ...cut, inCloud: 1 }, 'ready in-cloud'],
  ['[Q03] not even with a full dongle and a wave', { ...cut, inCloud: 1, onDongle: 9, movable: 9 }, 'ready in-cloud'],
  ['[Q04] nothing about it can be put off', { ...cut, version: '7.2' }, 'transfer-required cut-over'],
  ['[Q05] without any license the work stops', { ...cut, onDongle: 0, movable: 0 }, 'production-stop no-license'],
  ['[Q05] also before the cut-over', { onDongle: 0, movable: 0 }, 'production-stop no-license'],
  [
    '[Q05] a product can be license-free',
    { onDongle: 0, product: 'clinic-viewer', policy: free },
    'ready license-free',
  ],
  ['[Q05] the others are not', { onDongle: 0, product: 'clinic-scan', policy: free }, 'production-stop no-license'],
  ['[Q05] a dongle of which nothing can move stops it too', { ...cut, movable: 0 }, 'production-stop not-movable'],
  ['[Q07] lab asks at the update', { policy: lab, version: '3.0', moment: 'update' }, 'transfer-offered cut-over'],
  ['[Q07] and not at each sign-in', { policy: lab, version: '3.0' }, 'ready on-dongle'],
  ['[Q07] and not at older versions', { policy: lab, version: '2.9', moment: 'update' }, 'ready on-dongle'],
  [
    '[Q09] a wave to come asks nobody',
    { policy: lab, version: '3.0', moment: 'update', movable: 0, waitsForWave: true },
    'ready wave-to-come',
  ],
  [
    '[Q09] and stops who has no dongle to use any more',
    { ...cut, movable: 0, waitsForWave: true },
    'production-stop wave-to-come',
  ],
  ['[Q13] render never asks', { policy: render, version: '99.0', moment: 'update' }, 'ready on-dongle'],
  ['[Q88] in an emergency the transfer is only offered', { ...cut, emergency: 'on' }, 'transfer-offered emergency'],
  [
    '[Q01] nobody signed in, a dongle plugged in',
    { ...cut, account: 'unknown', movable: 0 },
    'transfer-required not-signed-in',
  ],
  ['nobody signed in, the dongle still works', { account: 'unknown', movable: 0 }, 'ready on-dongle'],
  ['nobody signed in and no dongle', { ...cut, account: 'unknown', onDongle: 0 }, 'production-stop not-signed-in'],
])('%s', (_, changes, expected) => {
  const { answer, reason } = decideReadiness({ ...facts, ...changes })
  expect(`${answer} ${reason}`).toBe(expected)
})

const anyFacts: fc.Arbitrary<ReadinessFacts> = fc.record({
  policy: fc.constantFrom(clinic, lab, render),
  version: fc.constantFrom('1.0', '3.0', '5.9', '6.0', '7.1'),
  moment: fc.constantFrom('sign-in', 'update'),
  product: fc.constant(null),
  emergency: fc.constantFrom('on', 'off'),
  account: fc.constantFrom('known', 'unknown'),
  inCloud: fc.nat(2),
  onDongle: fc.nat(2),
  movable: fc.nat(2),
  waitsForWave: fc.boolean(),
})

test('[Q06] who is not ready is told how to go on, and a transfer is offered only where there is something to move', () => {
  fc.assert(
    fc.property(anyFacts, (any) => {
      const readiness = decideReadiness(any)
      const { say, next, ways } = readinessWords(readiness)
      expect(say).not.toBe('')
      expect(next === '' && ways.length === 0).toBe(readiness.answer === 'ready')
      expect(waysOn).toEqual(expect.arrayContaining([...ways]))
      if (any.inCloud > 0) expect(readiness.answer).toBe('ready')
      if (readiness.answer === 'transfer-offered') expect(any.movable).toBeGreaterThan(0)
      if (readiness.answer === 'transfer-required') expect(any.policy.mandatory && any.emergency === 'off').toBe(true)
    }),
  )
})
