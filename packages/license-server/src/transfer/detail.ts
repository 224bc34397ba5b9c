import { ApiError } from '@undongle/core/api/error'
import { drainingSchema } from '@undongle/core/api/permit'
import { assert } from '@undongle/core/assert'
import { type Certificate, certificateSchema } from '@undongle/core/document/certificate'
import { splitDocument } from '@undongle/core/document/jws'
import { attestationSchema } from '@undongle/core/dongle/attestation'
import {
  type DongleEvidence,
  dongleEvidenceSchema,
  isReadable,
  transferEvidenceSchema,
} from '@undongle/core/dongle/evidence'
import { idSchema } from '@undongle/core/id'
import { transferPolicySchema } from '@undongle/core/policy/policy'
import { transferPlanSchema } from '@undongle/core/transfer/plan'
import { resultNames } from '@undongle/core/transfer/result'
import { atOnce, transferStartSchema } from '@undongle/core/transfer/start'
import { z } from 'zod'
import type { JournaledTransfer } from '../journal/transfer.ts'

/** What the person confirmed, kept with the transfer: enough to finish it without the dongle, the network or the person. */
const confirmedSchema = z.object({
  plan: transferPlanSchema,
  policy: transferPolicySchema,
  targetUser: z.string(),
  evidence: transferEvidenceSchema,
  /** Class B: what the dongle signed to show that it was there; part of the certificate's bundle. */
  statement: z.union([z.null(), attestationSchema]).default(null),
  /** As chosen, until it has begun: then `at-once`. */
  start: transferStartSchema.default(atOnce),
  /** Started by the same confirmation. */
  beside: z.array(idSchema('transfer')).default([]),
})
export type Confirmed = z.infer<typeof confirmedSchema>

const refusalSchema = z.object({
  result: z.enum(resultNames),
  document: z.string(),
  temporary: z.union([z.null(), z.object({ product: z.string(), until: z.string() })]),
})
export type Refusal = z.infer<typeof refusalSchema>

/** What a drain waits for, as the cloud last told. */
const drainSchema = drainingSchema.pick({ holders: true, notBefore: true })
export type Drain = z.infer<typeof drainSchema>

/** @returns nothing to wait for, unless the transfer drains */
export const drainOf = (transfer: JournaledTransfer): Drain =>
  transfer.state === 'draining' ? drainSchema.parse(transfer.drain) : { holders: [], notBefore: null }

export const confirmedOf = (transfer: JournaledTransfer): Confirmed => confirmedSchema.parse(transfer.plan)

/** It has not begun: nothing has been asked for it. */
export const isHeld = (transfer: JournaledTransfer): boolean =>
  transfer.state === 'intended' && confirmedOf(transfer).start.when !== 'at-once'

/** What was read from a dongle of class A: it says itself what is on it. */
export function statedEvidenceOf(transfer: JournaledTransfer): DongleEvidence {
  const { evidence } = confirmedOf(transfer)
  assert(!isReadable(evidence), `${transfer.id} is of class A`)
  return evidence
}

/** The state in which the dongle went past the order; undefined until it has. */
export const cancelProofOf = ({ proof }: JournaledTransfer & { state: 'cancelling' }): DongleEvidence | undefined =>
  proof === null ? undefined : dongleEvidenceSchema.parse(proof)

/** What a certificate says that was verified before it was kept. */
export function certificateIn(document: string): Certificate | undefined {
  const split = splitDocument(document, 'certificate')
  return split.ok ? certificateSchema.safeParse(split.document.payload).data : undefined
}

/** What the certificate of a finished transfer says. It was verified when it came. */
export function certificateOf({ certificate }: JournaledTransfer & { state: 'moved' }): Certificate {
  const split = splitDocument(certificate, 'certificate')
  if (!split.ok) throw new ApiError('document-refused', { detail: split.fault })
  return certificateSchema.parse(split.document.payload)
}

export const refusalOf = (transfer: JournaledTransfer & { state: 'refused' }): Refusal =>
  refusalSchema.parse(transfer.refusal)
