import { problemSchema } from '@undongle/core/api/error'
import { type Operation, pathOf } from '@undongle/core/api/operation'
import type { z } from 'zod'
import { RequestFailed } from './trouble.ts'

export type Fetch = typeof globalThis.fetch
export type Table = Readonly<Record<string, Operation>>

/** What a call takes, by its row of the table: only what the operation has. */
export type Input<Row extends Operation> = (Row extends { parameters: infer Parameters extends z.ZodObject }
  ? { parameters: z.input<Parameters> }
  : unknown) &
  (Row extends { query: infer Query extends z.ZodObject } ? { query?: Partial<z.input<Query>> } : unknown) &
  (Row extends { body: infer Body extends z.ZodType } ? { body: z.input<Body> } : unknown)

export type Answer<Row extends Operation> = z.infer<Row['answer']>

/** One function for a whole API, typed by its table: `local('dongle.list')`. */
export type Client<Rows extends Table> = <Name extends keyof Rows>(
  name: Name,
  ...input: object extends Input<Rows[Name]> ? [Input<Rows[Name]>?] : [Input<Rows[Name]>]
) => Promise<Answer<Rows[Name]>>

const timeoutMs = 30_000

/** @param writeHeaders sent with everything that changes something */
export function createClient<Rows extends Table>(
  rows: Rows,
  { fetch, writeHeaders = {} }: { fetch: Fetch; writeHeaders?: Record<string, string> },
): Client<Rows> {
  return async (name, ...[input = {}]) => {
    const operation: Operation = rows[name] as Operation
    const { parameters, query, body } = input as { parameters?: object; query?: object; body?: object }
    const response = await send(fetch, pathOf(operation, { ...parameters }) + queryOf(query), {
      method: operation.method.toUpperCase(),
      headers: {
        accept: 'application/json',
        ...(operation.method === 'get' ? {} : writeHeaders),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return parseAnswer(operation, response) as Promise<Answer<(typeof rows)[typeof name]>>
  }
}

async function send(fetch: Fetch, address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...init, signal: AbortSignal.timeout(timeoutMs) })
  } catch {
    throw new RequestFailed({ kind: 'unreachable' })
  }
}

async function parseAnswer(operation: Operation, response: Response): Promise<unknown> {
  const text = await response.text().catch(() => undefined)
  if (text === undefined) throw new RequestFailed({ kind: 'unreachable' })
  const json = parseJson(text)
  if (response.ok) {
    const answer = operation.answer.safeParse(json)
    if (answer.success) return answer.data
    throw new RequestFailed({ kind: 'malformed' })
  }
  const problem = problemSchema.safeParse(json)
  throw new RequestFailed(problem.success ? { kind: 'problem', problem: problem.data } : { kind: 'malformed' })
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function queryOf(query: object = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size === 0 ? '' : `?${search}`
}
