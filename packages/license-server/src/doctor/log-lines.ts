import type { SupportBundle } from '@undongle/core/doctor/bundle'
import { z } from 'zod'

type LogLine = SupportBundle['log'][number]

const lineSchema = z
  .object({
    time: z.int().min(0),
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
const cut = (text: string): string => text.slice(0, textLength)
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
