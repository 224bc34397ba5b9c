import { problemSchema } from '@undongle/core/api/error'
import type { ApiErrorCode } from '@undongle/core/api/errors'
import { type Operation, pathOf } from '@undongle/core/api/operation'
import type { z } from 'zod'
import { CommandError, errorOfCode, errorOfProblem } from '../command/command-error.ts'

const timeoutMs = 30_000

export interface Server {
  readonly fetch: typeof globalThis.fetch
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
  /** What to say when nobody answers there. */
  readonly unreachable: ApiErrorCode
}

export interface Parts {
  readonly parameters?: Record<string, string>
  readonly query?: Record<string, string>
  readonly body?: unknown
}

/**
 * One call of an API table, checked on the way out and on the way back.
 *
 * @throws CommandError the problem the server told, or that it is not reachable
 */
export async function ask<Op extends Operation>(
  server: Server,
  operation: Op,
  parts: Parts = {},
): Promise<z.output<Op['answer']>> {
  const { parameters = {}, query = {}, body } = parts
  const search = new URLSearchParams(query).toString()
  const response = await send(server, pathOf(operation, parameters) + (search && `?${search}`), {
    method: operation.method.toUpperCase(),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = operation.answer.safeParse(await response.json().catch(() => undefined))
  if (!answer.success) throw otherVersion(server, answer.error.message)
  return answer.data as z.output<Op['answer']>
}

/**
 * A file that the server has for everybody.
 *
 * @returns undefined when there is none
 * @throws CommandError as `ask` does
 */
export async function readServerFile(server: Server, path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await (await send(server, path, { method: 'GET' })).arrayBuffer())
  } catch (error) {
    if (error instanceof CommandError && error.code === 'not-found') return undefined
    throw error
  }
}

/** A request to an address of the server; anything but a success is thrown as the problem it tells. */
export async function send(server: Server, path: string, init: RequestInit): Promise<Response> {
  const headers = { ...server.headers, ...(init.body == null ? {} : { 'content-type': 'application/json' }) }
  let response: Response
  try {
    const signal = init.signal ?? AbortSignal.timeout(timeoutMs)
    response = await server.fetch(server.address + path, { ...init, signal, headers: { ...headers, ...init.headers } })
  } catch {
    throw errorOfCode(server.unreachable, server.address)
  }
  if (response.ok) return response
  const problem = problemSchema.safeParse(await response.json().catch(() => undefined))
  throw problem.success ? errorOfProblem(problem.data) : otherVersion(server, `status ${response.status}`)
}

const otherVersion = (server: Server, detail: string): CommandError =>
  new CommandError(
    'failure',
    'answer-not-understood',
    `${server.address} answered something else than expected: ${detail}`,
    'Check the address, and that both sides have the same version.',
  )
