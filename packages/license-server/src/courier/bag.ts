import { carriedOperations } from '@undongle/core/courier/carried'
import { hashSchema } from '@undongle/core/key'
import { makeP256Key } from '@undongle/core/node/crypto'
import { momentSchema } from '@undongle/core/time'
import { z } from 'zod'
import { readSetting, writeSetting } from '../journal/settings.ts'
import type { Store } from '../journal/store.ts'

const packedMessageSchema = z.object({
  id: z.string(),
  /** What makes two calls the same one. */
  key: z.string(),
  operation: z.enum(carriedOperations),
  parameters: z.record(z.string(), z.string()),
  query: z.record(z.string(), z.string()),
  body: z.union([z.null(), z.string()]),
  since: momentSchema,
  /** The number of the file it is in. */
  written: z.union([z.null(), z.int()]),
  reply: z.union([z.null(), z.object({ status: z.int(), body: z.string(), at: momentSchema })]),
})
export type PackedMessage = z.infer<typeof packedMessageSchema>

const bagSchema = z.object({
  enabled: z.boolean(),
  /** The half that opens answers; its other half stands in every request. */
  seal: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string(), d: z.string() }),
  written: z.union([z.null(), z.object({ number: z.int(), at: momentSchema, expiresAt: momentSchema })]),
  /** The hash of the request that asked for a sign-in; its answer signs in once. */
  signIn: z.union([z.null(), hashSchema]),
  read: z.union([z.null(), z.object({ number: z.int(), at: momentSchema })]),
  messages: z.array(packedMessageSchema),
})
/** What the courier takes along, and what it brought: on disk, so that a restart loses no message and no answer. */
export type Bag = z.infer<typeof bagSchema>

export function readBag(store: Store): Bag {
  const text = readSetting(store, 'courier')
  if (text !== undefined) return bagSchema.parse(JSON.parse(text))
  const { x, y, d } = z.object({ x: z.string(), y: z.string(), d: z.string() }).parse(makeP256Key())
  const seal = { kty: 'EC', crv: 'P-256', x, y, d } as const
  return { enabled: false, seal, written: null, signIn: null, read: null, messages: [] }
}

/** On disk when it returns. */
export function writeBag(store: Store, bag: Bag): void {
  writeSetting(store, 'courier', JSON.stringify(bag))
}
