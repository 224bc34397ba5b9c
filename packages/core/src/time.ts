import { z } from 'zod'

export const secondMs = 1000
export const minuteMs = 60 * secondMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** A moment on the wire: ISO 8601 in UTC, as Date.toISOString writes it. */
export const momentSchema = z.iso.datetime({ precision: 3 })

/** A calendar day: a license valid until a day is valid to its last millisecond, in UTC. */
export const daySchema = z.iso.date()

/** Seconds since 1970 (NumericDate, RFC 7519), between 2020 and 2200: anything else is a broken clock or a broken document. */
export const secondsSchema = z.int().min(1_577_836_800).max(7_258_118_400)

export const toSeconds = (moment: Date): number => Math.floor(moment.getTime() / secondMs)
export const fromSeconds = (seconds: number): Date => new Date(seconds * secondMs)
export const addDays = (moment: Date, days: number): Date => new Date(moment.getTime() + days * dayMs)

/** The first moment at which something valid until that day is over. */
export const endOfDay = (day: string): Date => new Date(Date.parse(`${day}T00:00:00.000Z`) + dayMs)
