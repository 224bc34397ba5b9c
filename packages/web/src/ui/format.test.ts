import { expect, test } from 'vitest'
import { dayAfter, writeSpan } from './format.ts'

test.each([
  [0, '0:00'],
  [-5000, '0:00'],
  [61_999, '1:01'],
  [3_600_000, '1:00:00'],
  [3_725_000, '1:02:05'],
])('a span of %d ms is written %s', (spanMs, text) => {
  expect(writeSpan(spanMs)).toBe(text)
})

test('the way back ends whole days after the transfer', () => {
  expect(dayAfter('2026-12-05T23:59:59.000Z', 30)).toBe('2027-01-04')
})
