import { phases } from '@undongle/core/transfer/phase'
import { expect, test } from 'vitest'
import { isPastNoReturn, percentOf, phaseAfter } from './progress.ts'

test('the bar never goes backwards and ends at one hundred', () => {
  const percents = [null, ...phases].map(percentOf)
  expect(percents).toEqual([...percents].sort((a, b) => a - b))
  expect(percents.at(-1)).toBe(100)
})

test('each phase leads to the next, and the last to none', () => {
  expect([null, ...phases].map(phaseAfter)).toEqual([...phases, undefined])
})

test('there is a way back until the dongle has acted, and none after', () => {
  expect(isPastNoReturn(null)).toBe(false)
  expect(phases.map(isPastNoReturn)).toEqual([false, false, true, true, true])
})
