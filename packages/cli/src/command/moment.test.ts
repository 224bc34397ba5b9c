import { expect, test } from 'vitest'
import { readComing, readMoment } from './moment.ts'

test.each([
  ['2026-03-01T18:00:00Z', '2026-03-01T18:00:00.000Z'],
  ['2026-03-01T19:00:00+01:00', '2026-03-01T18:00:00.000Z'],
])('a moment is written with its zone: %s', (text, moment) => {
  expect(readMoment(text).toISOString()).toBe(moment)
})

test.each([
  '',
  '8',
  '18:00',
  'tomorrow',
  '2026-03-01',
  '2026-03-01T18:00Z',
  '2026-03-01T18:00:00',
  '2026-02-30T18:00:00Z',
])('no moment is guessed: %j', (text) => {
  expect(() => readMoment(text)).toThrow('is no time')
})

test('a moment that is over puts nothing off', () => {
  const now = new Date('2026-03-01T18:00:00Z')
  expect(readComing('2026-03-01T18:00:01Z', now)).toEqual(new Date('2026-03-01T18:00:01Z'))
  expect(() => readComing('2026-03-01T18:00:00Z', now)).toThrow('is over')
})
