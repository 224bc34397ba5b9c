import { ApiError, type ProblemField, toProblem } from '@undongle/core/api/error'
import { apiErrors } from '@undongle/core/api/errors'
import { errorText } from '@undongle/core/node/folder'
import type { Context } from 'hono'
import type { z } from 'zod'
import type { Log } from '../db/embedded/supervise.ts'

/** Answers an error as a problem (RFC 9457). What is not an ApiError is our bug or an outage: told in the log, not in the reply. */
export function answerProblem(c: Context, thrown: unknown, log: Log): Response {
  const error = thrown instanceof ApiError ? thrown : new ApiError(outageCode(thrown), { detail: errorText(thrown) })
  const requestId: string = c.get('requestId') ?? 'unknown'
  const { status } = apiErrors[error.code]
  const about = { requestId, code: error.code, detail: error.detail, path: c.req.path }
  if (status >= 500)
    log.error({ ...about, stack: thrown instanceof Error ? thrown.stack : undefined }, 'request failed')
  else log.info(about, 'request refused')
  const body = JSON.stringify(toProblem(error, requestId))
  if (error.retryAfterSeconds !== undefined) c.header('retry-after', String(error.retryAfterSeconds))
  return c.body(body, status, { 'content-type': 'application/problem+json' })
}

/** Parses one part of a request. @throws ApiError `request-invalid` with a JSON pointer (RFC 6901) to each wrong place */
export function parsePart<Schema extends z.ZodType>(schema: Schema, value: unknown, place: string): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const fields = result.error.issues.slice(0, fieldsMax).map(
    ({ path, message }): ProblemField => ({
      pointer: `${place}${path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`,
      detail: message,
    }),
  )
  throw new ApiError('request-invalid', { fields })
}

const fieldsMax = 100

/** PostgreSQL's class 53100 is a full disk; everything else unforeseen is an internal error. */
function outageCode(thrown: unknown): 'disk-full' | 'internal-error' {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  return code === '53100' || code === 'ENOSPC' ? 'disk-full' : 'internal-error'
}
