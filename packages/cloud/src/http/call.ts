import type { cloudApi } from '@undongle/core/api/cloud'
import type { Operation } from '@undongle/core/api/operation'
import type { OperationName } from '@undongle/core/api/permission'
import type { Context } from 'hono'
import type { z } from 'zod'
import type { Permission } from './authorize.ts'

type Part<Name extends OperationName, Key extends string> =
  (typeof cloudApi)[Name] extends Record<Key, infer Schema>
    ? Schema extends z.ZodType
      ? z.output<Schema>
      : undefined
    : undefined

/** One parsed and permitted call. */
export interface Call<Name extends OperationName> {
  readonly permission: Permission
  readonly parameters: Part<Name, 'parameters'>
  readonly query: Part<Name, 'query'>
  readonly body: Part<Name, 'body'>
  /** The caller's network address; `unknown` without a socket. */
  readonly address: string
  readonly context: Context
}

/**
 * What the cloud does for each operation of the table in core: a missing one does not compile. A response is for an answer of another
 * type than JSON.
 */
export type Endpoints = {
  readonly [Name in OperationName]: (call: Call<Name>) => Promise<z.input<(typeof cloudApi)[Name]['answer']> | Response>
}

export const defaultBodySizeBytes = 64 * 1024
export const bodyLimitOf = (operation: Operation): number => operation.bodySizeBytes ?? defaultBodySizeBytes
