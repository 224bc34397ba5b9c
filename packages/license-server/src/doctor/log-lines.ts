import type { SupportBundle } from '@undongle/core/doctor/bundle'
import { scrub } from '@undongle/core/doctor/scrub'
import { z } from 'zod'

type LogLine = SupportBundle['log'][number]

/** A Date has no later one (ECMA-262). */
const lastMomentMs = 8.64e15

const lineSchema = z
  .object({
    time: z.int().min(0).max(lastMomentMs),
    level: z.int(),
    msg: z.string().default(''),
    code: z.string().default(''),
    detail: z.string().default(''),
  })
  .transform(
    ({ time, level, msg, code, detail }): LogLine => ({
      at: new Date(time).toISOString(),
      level,
      message: cut(msg),
      code: cut(code),
      detail: cut(detail),
    }),
  )

const textLength = 2000
/** Cut after what looks like a secret is gone: half a secret looks like none. */
const cut = (text: string): string => scrub(text).slice(0, textLength)
const linesShown = 200

/** The last lines of the log, with the fields that have a place in a bundle. A line that was cut off is left out. */
export const linesOf = (log: string): LogLine[] =>
  log
    .split('\n')
    .flatMap((line) => lineSchema.safeParse(parseJson(line)).data ?? [])
    .slice(-linesShown)

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
