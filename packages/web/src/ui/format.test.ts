import { expect, test } from 'vitest'
import { dayAfter, daysLeft, writeSpan } from './format.ts'

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

test('a day that has begun is counted whole, and none is left afterwards', () => {
  const now = new Date('2026-12-05T12:00:00.000Z')
  expect(daysLeft(now, '2027-01-04T12:00:00.000Z')).toBe(30)
  expect(daysLeft(now, '2026-12-05T12:00:01.000Z')).toBe(1)
  expect(daysLeft(now, '2026-12-05T11:59:59.000Z')).toBe(0)
})
