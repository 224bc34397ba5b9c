import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ReleaseSchedule, releaseScheduleSchema, turnAt } from './schedule.ts'

const from = '2026-03-28T08:00:00.000Z'
const times = ['2026-03-01T08:00:00.000Z', '2026-03-15T08:00:00.000Z']

test.each<[string, ReleaseSchedule, number, string | undefined]>([
  ['the first of an interval', { kind: 'interval', each: 20, from, everyHours: 24 }, 0, from],
  ['the last that goes with the first', { kind: 'interval', each: 20, from, everyHours: 24 }, 19, from],
  ['the next', { kind: 'interval', each: 20, from, everyHours: 24 }, 20, '2026-03-29T08:00:00.000Z'],
  ['the second of the stated times', { kind: 'times', each: 2, times }, 3, times[1]],
  ['behind the last of them', { kind: 'times', each: 2, times }, 4, undefined],
])('[Q95] a schedule gives each dongle its turn: %s', (_, schedule, place, turn) => {
  expect(turnAt(schedule, place)).toBe(turn)
})

test('[Q95] by a schedule no more than so many are let in at one moment, and nobody before somebody ahead', () => {
  const anySchedule = fc.record({
    kind: fc.constant('interval' as const),
    each: fc.integer({ min: 1, max: 50 }),
    from: fc.constant(from),
    everyHours: fc.integer({ min: 1, max: 744 }),
  })
  fc.assert(
    fc.property(anySchedule, fc.integer({ min: 1, max: 500 }), (schedule, count) => {
      const turns = Array.from({ length: count }, (_, place) => turnAt(schedule, place) ?? '')
      expect(turns).toEqual(turns.toSorted())
      for (const turn of new Set(turns))
        expect(turns.filter((at) => at === turn).length).toBeLessThanOrEqual(schedule.each)
    }),
  )
})

test.each([
  [{ kind: 'times', each: 1, times: [times[1], times[0]] }],
  [{ kind: 'times', each: 1, times: [times[0], times[0]] }],
  [{ kind: 'times', each: 1, times: [] }],
  [{ kind: 'interval', each: 0, from, everyHours: 24 }],
  [{ kind: 'interval', each: 1, from, everyHours: 745 }],
])('[Q95] %j is no schedule', (schedule) => {
  expect(releaseScheduleSchema.safeParse(schedule).success).toBe(false)
})
