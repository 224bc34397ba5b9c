import { z } from 'zod'
import { licensesPerDongle } from '../dongle/limits.ts'
import { idSchema } from '../id.ts'
import { hashSchema, type VerifySignature } from '../key.ts'
import { codeSchema } from '../license.ts'
import { secondsSchema } from '../time.ts'
import { type DocumentKey, type Opened, openDocument } from './jws.ts'

/** The cloud's order to one dongle at one generation: take these licenses off, or bound them to a moment (grace). It never ends by a clock. */
export const orderSchema = z.strictObject({
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
  /** `position` in the license list; `sequence` of the custody chain that this order continues. */
  licenses: z
    .array(
      z.strictObject({
        license: idSchema('license'),
        position: z.union([z.null(), z.int().min(0)]),
        sequence: z.int().min(1),
      }),
    )
    .min(1)
    .max(2 * licensesPerDongle),
})
export type Order = z.infer<typeof orderSchema>

export function openOrder(document: string, keys: readonly DocumentKey[], verify: VerifySignature): Opened<Order> {
  return openDocument(document, 'order', orderSchema, keys, verify)
}

/** The positions an order takes off the dongle. A license that is in the contract only has none. */
export function orderedPositions(order: Order): number[] {
  return order.licenses.flatMap((entry) => (entry.position === null ? [] : [entry.position]))
}
