import { z } from 'zod'
import { hourMs, momentSchema } from '../time.ts'

const eachSchema = z.int().min(1).max(10_000)

/** A month: ten thousand turns then still lie within the years that a date has digits for. */
const intervalHoursMax = 31 * 24

/** When the dongles of a release may move: so many at once, then as many again, at an interval or at stated times. */
export const releaseScheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('interval'),
    each: eachSchema,
    from: momentSchema,
    everyHours: z.int().min(1).max(intervalHoursMax),
  }),
  z.strictObject({
    kind: z.literal('times'),
    each: eachSchema,
    /** Whoever is left after the last one is not released. */
    times: z.array(momentSchema).min(1).max(500).refine(isRising, 'each time must be later than the one before'),
  }),
])
export type ReleaseSchedule = z.output<typeof releaseScheduleSchema>

/**
 * The moment from which one dongle of a release may move. Known beforehand, so that nothing has to happen at that moment: a cloud that was
 * stopped over it has missed nothing [Q95].
 *
 * @param place of the dongle in the release, from 0
 * @returns undefined after the last of the stated times
 */
export function turnAt(schedule: ReleaseSchedule, place: number): string | undefined {
  const turn = Math.floor(place / schedule.each)
  switch (schedule.kind) {
    case 'interval':
      return new Date(Date.parse(schedule.from) + turn * schedule.everyHours * hourMs).toISOString()
    case 'times':
      return schedule.times[turn]
  }
}

function isRising(times: readonly string[]): boolean {
  return times.every((time, at) => at === 0 || Date.parse(times[at - 1] ?? '') < Date.parse(time))
}
