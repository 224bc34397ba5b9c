import { problemSchema } from '@undongle/core/api/error'
import { type LocalAnswer, localApi } from '@undongle/core/api/local'
import type { Consumption } from '@undongle/core/api/meter'
import { type Operation, pathOf } from '@undongle/core/api/operation'
import { minuteMs, secondMs } from '@undongle/core/time'
import { LicenseError } from './license-error.ts'

/** What came of asking the License Server. `nobody` is also one that is in trouble itself: neither is a reason to stop working. */
export type Contact<Answer> =
  | { readonly reached: 'answer'; readonly answer: Answer }
  | { readonly reached: 'refusal'; readonly error: LicenseError }
  /** `retryAfterMs`: as long it wants to be left alone; 0 where it said nothing. */
  | { readonly reached: 'nobody'; readonly detail: string; readonly retryAfterMs: number }

export interface LicenseServerAddress {
  readonly server: string
  readonly fetch: typeof globalThis.fetch
}

const timeoutMs = 10_000

export const readKeys = (address: LicenseServerAddress) =>
  ask<LocalAnswer<'keys.read'>>(address, localApi['keys.read'], {})

export const putLease = (
  address: LicenseServerAddress,
  lease: string,
  body: { product: string; version: string; user?: string; waits?: true },
) => ask<LocalAnswer<'lease.put'>>(address, localApi['lease.put'], { lease }, body)

export const releaseLease = (address: LicenseServerAddress, lease: string) =>
  ask<LocalAnswer<'lease.release'>>(address, localApi['lease.release'], { lease })

export const putConsumption = (address: LicenseServerAddress, entry: string, body: Consumption) =>
  ask<LocalAnswer<'meter.consume'>>(address, localApi['meter.consume'], { entry }, body)

async function ask<Answer>(
  { server, fetch }: LicenseServerAddress,
  operation: Operation,
  parameters: Record<string, string>,
  body?: unknown,
): Promise<Contact<Answer>> {
  try {
    const response = await fetch(server + pathOf(operation, parameters), {
      method: operation.method.toUpperCase(),
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    const said: unknown = await response.json()
    if (!response.ok) return refusal(response, said)
    const answer = operation.answer.safeParse(said)
    if (!answer.success) return nobody(`an answer that is not a License Server’s: ${answer.error.message}`)
    return { reached: 'answer', answer: answer.data as Answer }
  } catch (error) {
    return nobody(String(error))
  }
}

/** Only a coded "no" of a License Server that works is a "no". */
function refusal({ status, headers }: Response, said: unknown): Contact<never> {
  const problem = problemSchema.safeParse(said)
  if (!problem.success || status >= 500 || status === 429) return nobody(`status ${status}`, retryAfterMsOf(headers))
  const { code, title, next, position } = problem.data
  const place = position === undefined ? {} : { position, retryAfterMs: retryAfterMsOf(headers) }
  return { reached: 'refusal', error: new LicenseError(code, { say: title, next, ...place }) }
}

const nobody = (detail: string, retryAfterMs = 0): Contact<never> => ({ reached: 'nobody', detail, retryAfterMs })

/** Longer than a server that works would say. */
const longestRetryAfterMs = 60 * minuteMs

/** Retry-After in seconds (RFC 9110, 10.2.3); a date would need a right clock. */
function retryAfterMsOf(headers: Headers): number {
  const text = headers.get('retry-after') ?? ''
  return /^\d{1,6}$/.test(text) ? Math.min(Number(text) * secondMs, longestRetryAfterMs) : 0
}
