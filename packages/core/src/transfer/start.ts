import { z } from 'zod'
import { codeSchema, nameSchema, versionSchema } from '../license.ts'
import { momentSchema } from '../time.ts'

/** A seat that an application has from a dongle now: what the review lists before the dongle moves [Q87]. */
export const seatInUseSchema = z.strictObject({
  product: codeSchema,
  version: versionSchema,
  /** The machine it runs on. */
  machine: nameSchema,
  since: momentSchema,
})
export type SeatInUse = z.infer<typeof seatInUseSchema>

/** When a confirmed transfer begins, while applications have seats from its dongle [Q87]. */
export const transferStartSchema = z.discriminatedUnion('when', [
  /** Whoever has a seat of what moves is carried over: the answer that credits the licenses brings the leases. */
  z.strictObject({ when: z.literal('at-once') }),
  /** When the last seat of what moves is given back, or has ended. */
  z.strictObject({ when: z.literal('when-free') }),
  /** At this time; whoever has a seat then is carried over. */
  z.strictObject({ when: z.literal('at'), at: momentSchema }),
])
export type TransferStart = z.infer<typeof transferStartSchema>

export const atOnce: TransferStart = { when: 'at-once' }

/** What holds a confirmed transfer back; undefined when it begins. */
export function holdOf(
  start: TransferStart,
  { seats, isTurn, now }: { seats: number; isTurn: boolean; now: Date },
): 'seats' | 'time' | undefined {
  switch (start.when) {
    case 'at-once':
      return undefined
    case 'when-free':
      return seats === 0 && isTurn ? undefined : 'seats'
    case 'at':
      return Date.parse(start.at) <= now.getTime() && isTurn ? undefined : 'time'
  }
}
