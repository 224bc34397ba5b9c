import { z } from 'zod'
import { type ApiErrorCode, apiErrors } from './errors.ts'

/** The caller's mistake or an outside failure. `detail` goes to the log only and cannot reach a reply. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly code: ApiErrorCode
  readonly detail: string | undefined
  readonly fields: readonly ProblemField[]
  /** The documents that hold instead, with `superseded`. */
  readonly certificates: readonly string[]
  /** In a queue, where 1 is next. */
  readonly position: number | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ApiErrorCode,
    more: {
      detail?: string
      fields?: readonly ProblemField[]
      certificates?: readonly string[]
      position?: number
      retryAfterSeconds?: number
    } = {},
  ) {
    super(apiErrors[code].say)
    this.code = code
    this.detail = more.detail
    this.fields = more.fields ?? []
    this.certificates = more.certificates ?? []
    this.position = more.position
    this.retryAfterSeconds = more.retryAfterSeconds
  }
}

const problemFieldSchema = z.object({ pointer: z.string(), detail: z.string() })
/** One wrong place in a request: a JSON pointer, or `line 7` of a file. */
export type ProblemField = z.infer<typeof problemFieldSchema>

/** A problem on the wire (RFC 9457), with what to do next. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  next: z.string(),
  requestId: z.string(),
  errors: z.array(problemFieldSchema).optional(),
  /** With `superseded`: the newer certificates. */
  certificates: z.array(z.string()).optional(),
  /** With `no-seat-free`, for whoever waits in the queue: 1 is next. */
  position: z.int().min(1).optional(),
})
export type Problem = z.infer<typeof problemSchema>

export function toProblem(error: ApiError, requestId: string): Problem {
  const { status, say, next } = apiErrors[error.code]
  return {
    type: `urn:undongle:problem:${error.code}`,
    title: say,
    status,
    code: error.code,
    next,
    requestId,
    ...(error.fields.length > 0 ? { errors: [...error.fields] } : {}),
    ...(error.certificates.length > 0 ? { certificates: [...error.certificates] } : {}),
    ...(error.position === undefined ? {} : { position: error.position }),
  }
}
