import { cloudApi } from '@undongle/core/api/cloud'
import { ApiError, problemSchema } from '@undongle/core/api/error'
import { isApiErrorCode } from '@undongle/core/api/errors'
import { type Operation, pathOf } from '@undongle/core/api/operation'
import type { CarriedOperation } from '@undongle/core/courier/carried'
import { secondMs } from '@undongle/core/time'
import { z } from 'zod'
import { type AskedCall, isPacked } from '../courier/message.ts'

export const cloudTimeoutMs = 10 * secondMs
const answerSizeBytes = 8 * 1024 * 1024

export interface CloudConnection {
  readonly url: string
  readonly fetch: typeof globalThis.fetch
  /** Told after each call whether the cloud answered at all, and what time it says it is (RFC 9110, Date). */
  readonly heard: (reachable: boolean, cloudTime: Date | undefined) => void
  readonly courier?: CourierLine
}

/** What takes calls that find no network: see courier/courier. */
export interface CourierLine {
  readonly isOn: () => boolean
  /** It is on, and the network was not there when it was last tried. */
  readonly isNeeded: () => boolean
  /** @throws ApiError `courier-waiting` */
  readonly carry: (call: AskedCall) => { readonly status: number; readonly body: string }
  readonly forget: (call: AskedCall) => void
}

type CloudOperation = keyof typeof cloudApi
type Body<Name extends CloudOperation> = (typeof cloudApi)[Name] extends { body: infer Schema extends z.ZodType }
  ? z.input<Schema>
  : undefined
type AnswerOf<Name extends CloudOperation> = z.output<(typeof cloudApi)[Name]['answer']>

export interface CloudCall<Name extends CloudOperation> {
  readonly parameters?: Record<string, string>
  readonly query?: Record<string, string>
  readonly body?: Body<Name>
  readonly accessToken?: string
  /** No access token could be had without a network: only the courier can take it. */
  readonly onlyCarried?: boolean
}

/**
 * Makes one call of the cloud's table and parses the answer.
 *
 * @throws ApiError with the cloud's own code, or `cloud-unreachable` for everything that is not an answer of the cloud
 */
export async function callCloud<const Name extends CloudOperation>(
  connection: CloudConnection,
  name: Name,
  call: CloudCall<Name> = {},
): Promise<AnswerOf<Name>> {
  const operation: Operation = cloudApi[name]
  const { courier } = connection
  const carried = courier?.isOn() && isPacked(name) ? toCarried(name, call) : undefined
  if (call.onlyCarried && carried === undefined)
    throw new ApiError('cloud-unreachable', { detail: `no courier takes ${name}` })
  const byCourier = (asked: AskedCall) =>
    parseAnswer(brought(courier?.carry(asked)), operation.answer) as AnswerOf<Name>
  if (carried !== undefined && (call.onlyCarried || courier?.isNeeded())) return byCourier(carried)
  try {
    const query = call.query === undefined ? '' : `?${new URLSearchParams(call.query)}`
    const response = await send(connection, `${pathOf(operation, call.parameters)}${query}`, {
      method: operation.method.toUpperCase(),
      headers: {
        accept: 'application/json',
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(call.accessToken === undefined ? {} : { authorization: `Bearer ${call.accessToken}` }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    })
    const answer = parseAnswer(response, operation.answer) as AnswerOf<Name>
    if (carried !== undefined) courier?.forget(carried)
    return answer
  } catch (error) {
    if (carried !== undefined && error instanceof ApiError && error.code === 'cloud-unreachable')
      return byCourier(carried)
    throw error
  }
}

function toCarried(
  operation: CarriedOperation,
  { parameters = {}, query = {}, body }: Pick<CloudCall<CloudOperation>, 'parameters' | 'query'> & { body?: unknown },
): AskedCall {
  return { operation, parameters, query, body: body === undefined ? null : JSON.stringify(body) }
}

function brought(reply: { readonly status: number; readonly body: string } | undefined): Answered {
  if (reply === undefined) throw new ApiError('courier-waiting')
  const { status, body } = reply
  return { ok: status < 400, status, bytes: Buffer.from(body), retryAfterSeconds: undefined }
}

/** For the calls the cloud's sign-in shapes. @returns status and parsed JSON; refusals are the caller's to read */
export async function postCloud(
  connection: CloudConnection,
  path: string,
  body: URLSearchParams | object,
  accessToken?: string,
): Promise<{ ok: boolean; status: number; json: unknown }> {
  const form = body instanceof URLSearchParams
  const { ok, status, bytes } = await send(connection, path, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
      ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
    },
    body: form ? body.toString() : JSON.stringify(body),
  })
  return { ok, status, json: parseJson(bytes) }
}

/**
 * A file that the cloud serves to everybody.
 *
 * @returns undefined when there is none
 * @throws ApiError `cloud-unreachable`
 */
export async function readCloudFile(connection: CloudConnection, path: string): Promise<Uint8Array | undefined> {
  const { ok, status, bytes } = await send(connection, path, { method: 'GET' })
  if (ok) return bytes
  if (status === 404) return undefined
  throw new ApiError('cloud-unreachable', { detail: `status ${status} for ${path}` })
}

/** The named refusal in a problem document, if it is one of ours. */
export function refusalIn(json: unknown, status: number, retryAfterSeconds?: number): ApiError {
  const problem = problemSchema.safeParse(json)
  const later = retryAfterSeconds === undefined ? {} : { retryAfterSeconds }
  if (problem.success && isApiErrorCode(problem.data.code)) {
    return new ApiError(problem.data.code, {
      detail: `cloud request ${problem.data.requestId}`,
      fields: problem.data.errors ?? [],
      certificates: problem.data.certificates ?? [],
      ...(problem.data.position === undefined ? {} : { position: problem.data.position }),
      ...later,
    })
  }
  return new ApiError('cloud-unreachable', { detail: `status ${status} without a problem`, ...later })
}

interface Answered {
  readonly ok: boolean
  readonly status: number
  readonly bytes: Uint8Array
  readonly retryAfterSeconds: number | undefined
}

function parseAnswer(response: Answered, schema: z.ZodType): unknown {
  const json = parseJson(response.bytes)
  if (!response.ok) throw refusalIn(json, response.status, response.retryAfterSeconds)
  const parsed = schema.safeParse(json)
  if (!parsed.success)
    throw new ApiError('cloud-unreachable', { detail: `an answer of another shape: ${z.prettifyError(parsed.error)}` })
  return parsed.data
}

async function send({ url, fetch, heard }: CloudConnection, path: string, init: RequestInit): Promise<Answered> {
  try {
    const response = await fetch(`${url}${path}`, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(cloudTimeoutMs),
    })
    const bytes = await readBytes(response)
    heard(response.status < 502 || response.status > 504, dateOf(response))
    return { ok: response.ok, status: response.status, bytes, retryAfterSeconds: retryAfterOf(response) }
  } catch (error) {
    heard(false, undefined)
    throw new ApiError('cloud-unreachable', { detail: String(error instanceof Error ? (error.cause ?? error) : error) })
  }
}

/** What time the one who answered has (RFC 9110, Date). */
export function dateOf(response: Response): Date | undefined {
  const date = new Date(response.headers.get('date') ?? '')
  return Number.isNaN(date.getTime()) ? undefined : date
}

/** Longer than a cloud that works would say. */
const longestRetryAfterSeconds = 3600

/** In seconds (RFC 9110, 10.2.3); a date would need a right clock. */
function retryAfterOf(response: Response): number | undefined {
  const text = response.headers.get('retry-after') ?? ''
  return /^\d{1,6}$/.test(text) ? Math.min(Number(text), longestRetryAfterSeconds) : undefined
}

/** @throws Error where the answer has no end */
export async function readBytes(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > answerSizeBytes) throw new Error('the answer is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** @returns undefined for what is no JSON */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
}
