import { dongleEvidenceSchema } from '@undongle/core/dongle/evidence'
import { transferPolicySchema } from '@undongle/core/policy/policy'
import { transferPlanSchema } from '@undongle/core/transfer/plan'
import { resultNames } from '@undongle/core/transfer/result'
import { z } from 'zod'
import type { JournaledTransfer } from '../journal/transfer.ts'

/** What the person confirmed, kept with the transfer: enough to finish it without the dongle, the network or the person. */
const confirmedSchema = z.object({
  plan: transferPlanSchema,
  policy: transferPolicySchema,
  targetUser: z.string(),
  evidence: dongleEvidenceSchema,
})
export type Confirmed = z.infer<typeof confirmedSchema>

const refusalSchema = z.object({
  result: z.enum(resultNames),
  document: z.string(),
  temporary: z.union([z.null(), z.object({ product: z.string(), until: z.string() })]),
})
export type Refusal = z.infer<typeof refusalSchema>

export const confirmedOf = (transfer: JournaledTransfer): Confirmed => confirmedSchema.parse(transfer.plan)

export const refusalOf = (transfer: JournaledTransfer & { state: 'refused' }): Refusal =>
  refusalSchema.parse(transfer.refusal)
