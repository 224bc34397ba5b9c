import { z } from 'zod'
import { usageError } from './command-error.ts'

const writtenSchema = z.iso.datetime({ offset: true })

/**
 * A moment as a person writes it: with date, time and zone, since `8` alone would be some day of 2001, and a time without its zone
 * another one on each machine.
 *
 * @throws CommandError `usage` for anything else
 */
export function readMoment(text: string): Date {
  if (!writtenSchema.safeParse(text).success)
    throw usageError(
      `"${text}" is no time.`,
      'Write it as 2026-03-01T18:00:00Z, or with its zone as 2026-03-01T19:00:00+01:00.',
    )
  return new Date(text)
}

/** @throws CommandError `usage` for a moment that is over: what is put off would begin at once */
export function readComing(text: string, now: Date): Date {
  const moment = readMoment(text)
  if (moment > now) return moment
  throw usageError(`${text} is over.`, 'Give a time to come, or leave it out to begin at once.')
}
