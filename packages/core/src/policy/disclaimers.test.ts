import { expect, test } from 'vitest'
import { disclaimersOf } from './disclaimers.ts'
import { presets } from './presets.ts'

test('[Q40] a dongle that is written has its policy’s disclaimers, in the policy’s order', () => {
  for (const policy of Object.values(presets)) expect(disclaimersOf(policy, 'A')).toEqual(policy.disclaimers)
})

test('[Q40] a dongle that can only be read is never said to be switched off, unavailable or needed', () => {
  expect(disclaimersOf(presets.clinic, 'B')).toEqual([
    'dongle-not-needed',
    'no-other-dongle',
    'usable-meanwhile',
    'waits-for-permits',
    'no-way-back',
    'permit-ends',
  ])
  expect(disclaimersOf(presets.render, 'B')).toEqual([
    'waits-for-permits',
    'dongle-not-needed',
    'no-other-dongle',
    'only-licenses-move',
    'permit-ends',
    'no-way-back',
  ])
})

test('[Q70] with a way back its permit lasts as long as the days', () => {
  expect(disclaimersOf(presets.lab, 'B')).toEqual([
    'dongle-not-needed',
    'waits-for-permits',
    'only-licenses-move',
    'permit-ends-after-grace',
  ])
})

test('that its permit ends is said although no policy asked for it', () => {
  expect(disclaimersOf({ disclaimers: [], graceDays: 0 }, 'B')).toEqual(['permit-ends'])
})
