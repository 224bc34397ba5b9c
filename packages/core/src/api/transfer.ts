import { z } from 'zod'
import { certificateBundleSchema } from '../document/certificate-bundle.ts'
import { documentSizeBytes } from '../document/jws.ts'
import { attestationSchema } from '../dongle/attestation.ts'
import { dongleEvidenceSchema, stateTextSchema, transferEvidenceSchema } from '../dongle/evidence.ts'
import { dongleNameSchema } from '../dongle/name.ts'
import { idSchema } from '../id.ts'
import { hashSchema, publicKeySchema } from '../key.ts'
import { codeSchema, serialSchema } from '../license.ts'
import { transferPolicySchema } from '../policy/policy.ts'
import { resellerSchema } from '../reseller.ts'
import { momentSchema } from '../time.ts'
import { transferPlanSchema } from '../transfer/plan.ts'
import { cloudFacts } from '../transfer/timeline.ts'
import type { Operation } from './operation.ts'
import {
  companyQuery,
  documentSchema,
  evidenceSizeBytes,
  nextSchema,
  pageQuery,
  resultSchema,
  transferParameter,
} from './parts.ts'
import {
  cancelBodySchema,
  cancelledSchema,
  moveBodySchema,
  moveReplySchema,
  presentBodySchema,
  presentReplySchema,
  wantedLeasesSchema,
} from './permit.ts'

export const transferSummarySchema = z.strictObject({
  id: idSchema('transfer'),
  company: idSchema('company'),
  line: codeSchema,
  dongle: z.strictObject({ key: dongleNameSchema, serial: serialSchema }),
  state: z.enum(['ordered', 'draining', 'moved', 'answered']),
  /** Missing while it is open. */
  result: z.union([z.null(), resultSchema]),
  certificate: z.union([z.null(), idSchema('certificate')]),
  contact: z.string(),
  moved: z.int(),
  kept: z.int(),
  openedAt: momentSchema,
  finishedAt: z.union([z.null(), momentSchema]),
})
export type TransferSummary = z.infer<typeof transferSummarySchema>

/** One thing the cloud has on record of a transfer. */
export const cloudEventSchema = z.strictObject({
  at: momentSchema,
  fact: z.enum(cloudFacts),
  /** Why, where operators declared it. */
  reason: z.union([z.null(), z.string()]),
})
export type CloudEvent = z.infer<typeof cloudEventSchema>

export const previewReplySchema = z.strictObject({
  plan: transferPlanSchema,
  planHash: hashSchema,
  /** What opening this plan would answer. */
  outcome: resultSchema,
  policy: transferPolicySchema,
  facts: z.strictObject({
    assignment: z.enum(['same-company', 'other-company', 'none']),
    dongleEnabled: z.boolean(),
    waveOpensAt: z.union([z.null(), momentSchema]),
    /** Who sold it, where the contract names somebody. */
    reseller: z.union([z.null(), resellerSchema.omit({ id: true })]).default(null),
  }),
  /** Goes into the dongle's attestation when the transfer is opened. */
  nonce: z.string().max(64),
})
export type PreviewReply = z.infer<typeof previewReplySchema>

/** The cloud's answer to OPEN: an order to carry out, or the end of it, with the signed word. */
export const openReplySchema = z.discriminatedUnion('answer', [
  z.strictObject({
    answer: z.literal('ordered'),
    order: documentSchema,
    certificates: z.array(documentSchema).max(64),
  }),
  z.strictObject({ answer: z.literal('moved'), result: resultSchema, certificate: documentSchema }),
  z.strictObject({ answer: z.literal('refused'), result: resultSchema, document: documentSchema }),
])
export type OpenReply = z.infer<typeof openReplySchema>

export const commitReplySchema = z.strictObject({
  result: resultSchema,
  certificate: documentSchema,
  /** In the order in which they were asked for; what no seat was free for is missing. */
  leases: z.array(documentSchema).default([]),
})
export type CommitReply = z.infer<typeof commitReplySchema>

/**
 * `whole`: the dongle shows what the cloud knows. Otherwise the order it has to carry out, or the cancel it has lost, to be written
 * again at this generation.
 */
export const mendReplySchema = z.discriminatedUnion('answer', [
  z.strictObject({ answer: z.literal('whole') }),
  z.strictObject({ answer: z.literal('ordered'), order: documentSchema }),
  z.strictObject({ answer: z.literal('cancel'), transfer: idSchema('transfer'), generation: z.int().min(1) }),
])
export type MendReply = z.infer<typeof mendReplySchema>

export const putTransferBodySchema = z.strictObject({
  line: codeSchema,
  planHash: hashSchema,
  targetUser: z.string().min(1).max(254),
  evidence: dongleEvidenceSchema,
  attestation: attestationSchema,
})

/** The transfer: messages of both dongle classes, what is on record of it, and its proof. */
export const transferApi = {
  'transfer.preview': {
    method: 'post',
    path: '/v1/previews',
    summary: 'What a transfer of this dongle would do, license by license; changes nothing [Q90]',
    body: z.strictObject({ line: codeSchema, evidence: transferEvidenceSchema }),
    bodySizeBytes: evidenceSizeBytes,
    answer: previewReplySchema,
    problems: [
      'not-signed-in',
      'reading-malformed',
      'list-refused',
      'dongle-rolled-back',
      'dongle-key-changed',
      'not-found',
    ],
  },
  'transfer.open': {
    method: 'put',
    path: '/v1/transfers/{transfer}',
    summary: 'OPEN: ask for the order to a confirmed plan; the same again gets the same answer',
    parameters: transferParameter,
    body: putTransferBodySchema,
    bodySizeBytes: evidenceSizeBytes,
    answer: openReplySchema,
    problems: [
      'not-signed-in',
      'reading-malformed',
      'list-refused',
      'attestation-refused',
      'plan-changed',
      'busy',
      'transfer-id-reused',
      'nonce-stale',
      'target-user-unknown',
      'not-allowed',
      'superseded',
      'receipt-refused',
      'dongle-rolled-back',
      'dongle-key-changed',
      'not-found',
      'epoch-running',
      'company-frozen',
    ],
  },
  'transfer.commit': {
    method: 'post',
    path: '/v1/transfers/{transfer}/receipt',
    summary: 'COMMIT: bring the dongle’s receipt; anybody may, the signatures are the authority',
    parameters: transferParameter,
    body: z.strictObject({
      order: documentSchema,
      receipt: stateTextSchema,
      key: publicKeySchema,
      serial: serialSchema,
      list: documentSchema,
      /** For a License Server that says who it is: what is in use there by this dongle goes on without a gap [Q87]. */
      leases: wantedLeasesSchema.default([]),
    }),
    bodySizeBytes: evidenceSizeBytes,
    answer: commitReplySchema,
    problems: ['order-refused', 'receipt-refused', 'list-refused', 'superseded', 'rate-limited', 'company-frozen'],
  },
  'transfer.move': {
    method: 'put',
    path: '/v1/transfers/{transfer}/move',
    summary: 'MOVE: begin the transfer of a dongle that can only be read, or ask how it stands',
    parameters: transferParameter,
    body: moveBodySchema,
    bodySizeBytes: evidenceSizeBytes,
    answer: moveReplySchema,
    problems: [
      'not-signed-in',
      'list-refused',
      'attestation-refused',
      'nonce-stale',
      'plan-changed',
      'busy',
      'transfer-id-reused',
      'target-user-unknown',
      'not-allowed',
      'possession-unproven',
      'dongle-key-changed',
      'epoch-changed',
      'epoch-running',
      'not-found',
      'company-frozen',
    ],
  },
  'transfer.cancel': {
    method: 'post',
    path: '/v1/transfers/{transfer}/cancel',
    summary: 'Call off the transfer of a dongle that can only be read, and every one that joined it',
    parameters: transferParameter,
    query: companyQuery,
    body: cancelBodySchema,
    answer: cancelledSchema,
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen', 'transfer-unknown', 'cancel-refused'],
  },
  'cancel.put': {
    method: 'put',
    path: '/v1/transfers/{transfer}/cancel',
    summary:
      'Bring the state in which a dongle proves that a transfer took nothing off it; anybody may, the signature is the authority',
    parameters: transferParameter,
    body: z.strictObject({
      /** Whose transfer it is. */
      company: idSchema('company'),
      evidence: dongleEvidenceSchema,
      /** Its order, where one was received: a restored cloud may have forgotten it. */
      order: z.union([z.null(), documentSchema]),
    }),
    bodySizeBytes: evidenceSizeBytes,
    answer: cancelledSchema,
    problems: [
      'reading-malformed',
      'list-refused',
      'order-refused',
      'cancel-too-late',
      'cancel-unproven',
      'dongle-rolled-back',
      'rate-limited',
    ],
  },
  'transfer.list': {
    method: 'get',
    path: '/v1/transfers',
    summary: 'The company’s transfers, newest first',
    query: z.strictObject({ company: idSchema('company').optional(), ...pageQuery }),
    answer: z.strictObject({ transfers: z.array(transferSummarySchema), next: nextSchema }),
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen'],
  },
  'transfer.read': {
    method: 'get',
    path: '/v1/transfers/{transfer}',
    summary: 'One transfer, with its plan and what happened to it',
    parameters: transferParameter,
    query: companyQuery,
    answer: transferSummarySchema.extend({ plan: transferPlanSchema, timeline: z.array(cloudEventSchema) }),
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen', 'transfer-unknown'],
  },
  'certificate.read': {
    method: 'get',
    path: '/v1/transfers/{transfer}/certificate',
    summary: 'The certificate with everything needed to verify it offline: receipt, order and keys',
    parameters: transferParameter,
    query: companyQuery,
    answer: certificateBundleSchema,
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen', 'transfer-unknown'],
  },
  'certificate.present': {
    method: 'post',
    path: '/v1/certificates/present',
    summary: 'Bring certificates again: a cloud restored from an older backup learns from them; anybody may',
    body: presentBodySchema,
    bodySizeBytes: 20 * documentSizeBytes,
    /** What is neither has to be brought again later: its company or license is not known yet. */
    answer: presentReplySchema,
    problems: ['document-refused', 'rate-limited', 'company-frozen'],
  },
  'dongle.mend': {
    method: 'post',
    path: '/v1/dongles/mend',
    summary:
      'Whether a dongle shows an older state than it had, and the order that puts it right; it credits nothing, so anybody may bring it',
    body: z.strictObject({ evidence: dongleEvidenceSchema }),
    bodySizeBytes: evidenceSizeBytes,
    answer: mendReplySchema,
    problems: ['reading-malformed', 'list-refused', 'dongle-rolled-back', 'dongle-key-changed', 'rate-limited'],
  },
} as const satisfies Record<string, Operation>
