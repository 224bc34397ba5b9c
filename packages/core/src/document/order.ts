import { z } from 'zod'
import { licensesPerDongle } from '../dongle/limits.ts'
import { idSchema } from '../id.ts'
import { hashSchema, type VerifySignature } from '../key.ts'
import { codeSchema } from '../license.ts'
import { secondsSchema } from '../time.ts'
import { type DocumentKey, type Opened, openDocument } from './jws.ts'

/**
 * The cloud's order to one dongle at one generation: take these licenses off, or bound them to a moment (grace). It never ends by a
 * clock. A *mending* order takes off again what a rolled-back dongle shows although it is credited: it continues no chain, so its
 * receipt can credit nothing.
 */
export const orderSchema = z
  .strictObject({
    iss: z.url().max(200),
    iat: secondsSchema,
    transfer: idSchema('transfer'),
    /** Thumbprint of the dongle's key. */
    dongle: hashSchema,
    company: idSchema('company'),
    line: codeSchema,
    /** The generation the dongle must stand at. */
    generation: z.int().min(1),
    /** The plan the person confirmed. */
    plan: hashSchema,
    /** The license list the positions refer to. */
    list: hashSchema,
    until: z.union([z.null(), secondsSchema]),
    /** `position` in the license list; `sequence` of the custody chain that this order continues, null in each of a mending order. */
    licenses: z
      .array(
        z.strictObject({
          license: idSchema('license'),
          position: z.union([z.null(), z.int().min(0)]),
          sequence: z.union([z.null(), z.int().min(1)]),
        }),
      )
      .min(1)
      .max(2 * licensesPerDongle),
  })
  .refine(isOneKind, 'is half a mending order')
export type Order = z.infer<typeof orderSchema>

/** An order that credits nothing, whoever brings its receipt. */
export const isMending = (order: Order): boolean => order.licenses.every(({ sequence }) => sequence === null)

export function openOrder(document: string, keys: readonly DocumentKey[], verify: VerifySignature): Opened<Order> {
  return openDocument(document, 'order', orderSchema, keys, verify)
}

/** The positions an order takes off the dongle. A license that is in the contract only has none. */
export function orderedPositions(order: Order): number[] {
  return order.licenses.flatMap((entry) => (entry.position === null ? [] : [entry.position]))
}

/** Of each license or of none: a receipt credits whole orders. */
function isOneKind({ licenses }: { licenses: readonly { sequence: number | null }[] }): boolean {
  return new Set(licenses.map(({ sequence }) => sequence === null)).size === 1
}
