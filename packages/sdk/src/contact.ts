import { problemSchema } from '@undongle/core/api/error'
import { type LocalAnswer, localApi } from '@undongle/core/api/local'
import type { Consumption } from '@undongle/core/api/meter'
import { type Operation, pathOf } from '@undongle/core/api/operation'
import { LicenseError } from './license-error.ts'

/** What came of asking the License Server. `nobody` is also one that is in trouble itself: neither is a reason to stop working. */
export type Contact<Answer> =
  | { readonly reached: 'answer'; readonly answer: Answer }
  | { readonly reached: 'refusal'; readonly error: LicenseError }
  | { readonly reached: 'nobody'; readonly detail: string }

export interface LicenseServerAddress {
  readonly server: string
  readonly fetch: typeof globalThis.fetch
}

const timeoutMs = 10_000

export const readKeys = (address: LicenseServerAddress) =>
  ask<LocalAnswer<'keys.read'>>(address, localApi['keys.read'], {})

export const putLease = (address: LicenseServerAddress, lease: string, body: { product: string; version: string }) =>
  ask<LocalAnswer<'lease.put'>>(address, localApi['lease.put'], { lease }, body)

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
    if (!response.ok) return refusal(response.status, said)
    const answer = operation.answer.safeParse(said)
    if (!answer.success)
      return { reached: 'nobody', detail: `an answer that is not a License Server’s: ${answer.error.message}` }
    return { reached: 'answer', answer: answer.data as Answer }
  } catch (error) {
    return { reached: 'nobody', detail: String(error) }
  }
}

/** Only a coded "no" of a License Server that works is a "no". */
function refusal(status: number, said: unknown): Contact<never> {
  const problem = problemSchema.safeParse(said)
  if (!problem.success || status >= 500 || status === 429) return { reached: 'nobody', detail: `status ${status}` }
  const { code, title, next } = problem.data
  return { reached: 'refusal', error: new LicenseError(code, { say: title, next }) }
}
