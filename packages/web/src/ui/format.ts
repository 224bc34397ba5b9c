import { dayMs, minuteMs, secondMs } from '@undongle/core/time'
import i18next from 'i18next'

// How times and numbers are written: in the language of the words around them, such as de-CH, and the browser's time zone. A day of a term
// is a UTC day.

/** A calendar day such as `2027-03-31`, or the day of a moment. */
export function writeDay(day: string): string {
  return new Intl.DateTimeFormat(i18next.language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(day))
}

export function writeMoment(moment: string): string {
  return new Intl.DateTimeFormat(i18next.language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(moment))
}

/** What a dongle is called and its serial; one word where they are the same. */
export const writeNames = (label: string, serial: string): string =>
  label === serial ? serial : `${label} · ${serial}`

export const writeNumber = (number: number): string => new Intl.NumberFormat(i18next.language).format(number)

/** A span as `m:ss`, or `h:mm:ss` from an hour on; never negative. */
export function writeSpan(spanMs: number): string {
  const seconds = Math.max(0, Math.floor(spanMs / secondMs))
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':')
}

/** The day that many days after a moment: the last one of a way back. */
export const dayAfter = (moment: string, days: number): string =>
  new Date(Date.parse(moment) + days * dayMs).toISOString().slice(0, 10)

/** Days until a moment, a begun one counted whole; never negative. */
export const daysLeft = (now: Date, until: string): number =>
  Math.max(0, Math.ceil((Date.parse(until) - now.getTime()) / dayMs))

export const minutesToMs = (minutes: number): number => minutes * minuteMs
