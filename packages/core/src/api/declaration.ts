import { z } from 'zod'
import { documentSizeBytes } from '../document/jws.ts'
import { idSchema } from '../id.ts'
import { momentSchema } from '../time.ts'

// What two of the vendor's operators declare: FORCE, and the correction of a transfer.

const reasonSchema = z.string().min(1).max(500)

const shared = {
  transfer: idSchema('transfer'),
  reason: reasonSchema,
  proposedBy: idSchema('user'),
  proposedAt: momentSchema,
  approvedBy: z.union([z.null(), idSchema('user')]),
  approvedAt: z.union([z.null(), momentSchema]),
}

export const declarationSchema = z.discriminatedUnion('act', [
  z.strictObject({ ...shared, act: z.literal('force') }),
  z.strictObject({
    ...shared,
    act: z.literal('correction'),
    /** The transfer that went into the wrong company. */
    corrects: idSchema('transfer'),
    to: idSchema('company'),
    contact: z.string(),
  }),
])
export type DeclarationAnswer = z.infer<typeof declarationSchema>

export const forceBodySchema = z.strictObject({ reason: reasonSchema })

export const correctionBodySchema = z.strictObject({
  corrects: idSchema('transfer'),
  to: idSchema('company'),
  /** The named contact in the other company. */
  contact: z.string().min(1).max(254),
  reason: reasonSchema,
})

export const declaredReplySchema = z.strictObject({ certificate: z.string().max(documentSizeBytes) })
