import { readFileSync } from 'node:fs'
import path from 'node:path'
import { localTokenHeader } from '@undongle/core/api/local'
import { type Operation, pathOf } from '@undongle/core/api/operation'
import type { z } from 'zod'

type Body<Op extends Operation> = Op extends { body: infer Schema extends z.ZodType } ? z.input<Schema> : undefined

export interface Call<Op extends Operation> {
  readonly headers?: Record<string, string>
  readonly parameters?: Record<string, string>
  readonly body?: Body<Op>
}

/** A call of one of the two API tables that must succeed; the answer is parsed by the table. */
export async function call<const Op extends Operation>(
  address: string,
  operation: Op,
  { headers, parameters, body }: Call<Op> = {},
): Promise<z.output<Op['answer']>> {
  const response = await fetch(`${address}${pathOf(operation, parameters)}`, {
    method: operation.method.toUpperCase(),
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${operation.method} ${operation.path}: ${response.status} ${text}`)
  return operation.answer.parse(JSON.parse(text)) as z.output<Op['answer']>
}

/** What whoever can read the cloud's data folder may do: everything an operator may. */
export const asOperator = (cloudDataDir: string) => ({
  authorization: `Bearer ${readToken(cloudDataDir, 'operator-token')}`,
})

/** What the user of the License Server's machine may do. */
export const asLocalUser = (licenseServerDataDir: string) => ({
  [localTokenHeader]: readToken(licenseServerDataDir, 'local-token'),
})

const readToken = (folder: string, name: string): string => readFileSync(path.join(folder, name), 'utf8').trim()
