import { z } from 'zod'
import { idSchema } from './id.ts'
import { daySchema } from './time.ts'

/** Every word that comes from a vendor, an ERP or a dongle is bounded before it goes anywhere. */
export const nameSchema = z.string().min(1).max(200)
export const codeSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'is not a code of lower-case letters, digits, dot, dash')
export const serialSchema = z.string().regex(/^[\x21-\x7e]{1,64}$/, 'is not 1 to 64 printable characters')
export const versionSchema = z.string().regex(/^\d{1,5}(\.\d{1,5}){0,3}$/, 'is not a version such as 3.0')

/** When a license ends: never, or with the last moment of a day in UTC. */
export const termSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('perpetual') }),
  z.strictObject({ kind: z.literal('until'), until: daySchema }),
])
export type Term = z.infer<typeof termSchema>

/** The right itself, as a dongle's license list, a contract and a certificate state it. */
export const licenseSchema = z.strictObject({
  id: idSchema('license'),
  line: codeSchema,
  product: codeSchema,
  name: nameSchema,
  generation: versionSchema,
  quantity: z.int().min(1).max(1_000_000),
  term: termSchema,
})
export type License = z.infer<typeof licenseSchema>

/**
 * Whose the seats of a product are, where not everybody's who asks: each is one machine's (node-locked) or one person's (a named user's).
 * `moveDays`: so many days must lie between two moves of a seat to another one.
 */
export const bindingSchema = z.strictObject({
  to: z.enum(['machine', 'person']),
  moveDays: z.int().min(0).max(365).default(30),
})
export type Binding = z.infer<typeof bindingSchema>

/** A vendor's product: one thing a license is for. `key` marks the license a line cannot work without [Q53]. */
export const productSchema = z.strictObject({
  id: codeSchema,
  line: codeSchema,
  name: nameSchema,
  key: z.boolean().default(false),
  metered: z.boolean().default(false),
  onlineOnly: z.boolean().default(false),
  /** Null is floating: whoever asks first has a seat. */
  binding: z.union([z.null(), bindingSchema]).default(null),
})
export type Product = z.infer<typeof productSchema>

/**
 * How many may have a seat of a license at once. The quantity of a metered one is points: they are spent by consuming them, not by having
 * a seat, so they limit nobody who wants one.
 */
export const seatsOf = (quantity: number, metered: boolean): number => (metered ? Number.POSITIVE_INFINITY : quantity)

/** Compares versions number by number: 6.10 is newer than 6.9. @returns negative, zero or positive */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number)
  const right = b.split('.').map(Number)
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
