import type { ApiError } from '@undongle/core/api/error'
import { apiErrors } from '@undongle/core/api/errors'

const soonestSeconds = 2
const latestSeconds = 30

type RetryAfter = { 'retry-after'?: string }

/** What the cloud asked for: a pause, or to come back in time to keep a place in its queue. */
export const passedOn = ({ retryAfterSeconds }: ApiError): RetryAfter =>
  retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }

/** For answers that a repeat may better (429, 503): each asker another wait, so that those who were refused together don't come back together. */
export function retryAfter(error: ApiError, chance: () => number): RetryAfter {
  const { status } = apiErrors[error.code]
  const seconds = soonestSeconds + Math.floor(chance() * (latestSeconds - soonestSeconds))
  return status === 429 || status === 503 ? { 'retry-after': String(seconds), ...passedOn(error) } : passedOn(error)
}
