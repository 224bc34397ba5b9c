import { z } from 'zod'
import { contractFileLimits, contractFileSchema, importReplySchema } from '../contract/contract-file.ts'
import { certificateBundleSchema } from '../document/certificate-bundle.ts'
import { documentSizeBytes } from '../document/jws.ts'
import { keyFileSchema } from '../document/key-set.ts'
import { attestationSchema } from '../dongle/attestation.ts'
import { dongleEvidenceSchema, stateTextSchema, transferEvidenceSchema } from '../dongle/evidence.ts'
import { licensesPerDongle } from '../dongle/limits.ts'
import { dongleNameSchema } from '../dongle/name.ts'
import { idSchema } from '../id.ts'
import { hashSchema, publicKeySchema } from '../key.ts'
import { codeSchema, licenseSchema, nameSchema, serialSchema, versionSchema } from '../license.ts'
import { transferPolicySchema } from '../policy/policy.ts'
import { momentSchema } from '../time.ts'
import { transferPlanSchema } from '../transfer/plan.ts'
import { resultNames } from '../transfer/result.ts'
import { cloudFacts } from '../transfer/timeline.ts'
import { correctionBodySchema, declarationSchema, declaredReplySchema, forceBodySchema } from './declaration.ts'
import { alertPageSchema, ledgerPageSchema } from './ledger.ts'
import type { Operation } from './operation.ts'
import type { OperationName } from './permission.ts'
import {
  cancelBodySchema,
  cancelledSchema,
  checkInBodySchema,
  dongleParameter,
  epochReplySchema,
  giveBackBodySchema,
  giveBackReplySchema,
  moveBodySchema,
  moveReplySchema,
  permitReplySchema,
  presentBodySchema,
  presentReplySchema,
  putPermitBodySchema,
} from './permit.ts'

const documentSchema = z.string().max(documentSizeBytes)
const transferParameter = z.strictObject({ transfer: idSchema('transfer') })
const resultSchema = z.enum(resultNames)
/** A list and the few orders of a dongle, each at most 32 KiB before base64. */
const evidenceSizeBytes = 2 * 1024 * 1024
/** For those who act for several companies. */
const companyQuery = z.strictObject({ company: idSchema('company').optional() })
const pageQuery = { limit: z.coerce.number().int().min(1).max(200).default(50), after: z.string().max(64).optional() }

/** A license of a company and where it is: one row of the Licenses page, whatever its source [Q44]. */
export const heldLicenseSchema = z.strictObject({
  license: licenseSchema,
  contract: z.string(),
  kind: z.enum(['commercial', 'educational', 'trial', 'demo', 'temporary']),
  place: z.enum(['dongle', 'cloud']),
  /** Serial of the dongle it is on, or came from. */
  dongle: z.union([z.null(), serialSchema]),
  transfer: z.union([z.null(), idSchema('transfer')]),
  waveOpensAt: z.union([z.null(), momentSchema]),
})
export type HeldLicense = z.infer<typeof heldLicenseSchema>

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

export const lineSchema = z.strictObject({
  id: codeSchema,
  name: nameSchema,
  policy: transferPolicySchema,
  waveOpensAt: z.union([z.null(), momentSchema]).optional(),
})
export type ProductLine = z.infer<typeof lineSchema>

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

export const commitReplySchema = z.strictObject({ result: resultSchema, certificate: documentSchema })
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

export const leaseReplySchema = z.strictObject({ lease: documentSchema, renewAfter: momentSchema })
export type LeaseReply = z.infer<typeof leaseReplySchema>

export const putTransferBodySchema = z.strictObject({
  line: codeSchema,
  planHash: hashSchema,
  targetUser: z.string().min(1).max(254),
  evidence: dongleEvidenceSchema,
  attestation: attestationSchema,
})

const declareProblems = [
  'not-signed-in',
  'not-allowed',
  'person-needed',
  'company-not-chosen',
  'transfer-unknown',
  'epoch-running',
  'company-frozen',
] as const

/** The license cloud's HTTP interface (see also api/sign-in, api/device-grant and api/license-server, which the sign-in library shapes). */
export const cloudApi = {
  'keys.read': {
    method: 'get',
    path: '/v1/keys',
    summary: 'The root key and the key set it signed: everything a verifier keeps',
    answer: keyFileSchema,
    problems: [],
  },
  'me.read': {
    method: 'get',
    path: '/v1/me',
    summary: 'Who is asking: user, company, role',
    query: companyQuery,
    answer: z.strictObject({
      user: z.strictObject({ id: idSchema('user'), email: z.string(), name: z.string() }),
      company: z.union([z.null(), z.strictObject({ id: idSchema('company'), name: nameSchema })]),
      role: z.string(),
      vendor: nameSchema,
    }),
    problems: ['not-signed-in'],
  },
  'contract.import': {
    method: 'post',
    path: '/v1/contracts/import',
    summary:
      'Take over lines, products, companies, contracts and dongles from the vendor’s ERP; the same file again changes nothing',
    body: contractFileSchema,
    bodySizeBytes: contractFileLimits.sizeBytes,
    answer: importReplySchema,
    problems: ['not-signed-in', 'not-allowed', 'request-invalid', 'request-too-large', 'company-frozen'],
  },
  'line.list': {
    method: 'get',
    path: '/v1/lines',
    summary:
      'The vendor, its product lines and their transfer policies: support can be reached before anybody signs in [Q48]',
    answer: z.strictObject({ vendor: nameSchema, lines: z.array(lineSchema) }),
    problems: [],
  },
  'license.list': {
    method: 'get',
    path: '/v1/licenses',
    summary: 'The company’s licenses, on dongles and in the cloud',
    query: z.strictObject({ company: idSchema('company').optional(), ...pageQuery }),
    answer: z.strictObject({ licenses: z.array(heldLicenseSchema), next: z.union([z.null(), z.string()]) }),
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen'],
  },
  'username.check': {
    method: 'get',
    path: '/v1/usernames/{username}',
    summary: 'Whether a username belongs to the caller’s company [Q20]',
    parameters: z.strictObject({ username: z.string().min(1).max(254) }),
    answer: z.strictObject({ username: z.string(), inCompany: z.boolean() }),
    problems: ['not-signed-in', 'rate-limited'],
  },
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
  'permit.put': {
    method: 'put',
    path: '/v1/permits/{dongle}',
    summary: 'Get or renew the permit by which this machine serves licenses from the dongle',
    parameters: dongleParameter,
    body: putPermitBodySchema,
    bodySizeBytes: evidenceSizeBytes,
    answer: permitReplySchema,
    problems: [
      'not-signed-in',
      'machine-unknown',
      'reading-malformed',
      'list-refused',
      'attestation-refused',
      'dongle-key-changed',
      'dongle-rolled-back',
      'dongle-of-other-company',
      'permit-draining',
      'permit-moved',
      'permit-provisional',
      'product-unknown',
      'epoch-changed',
      'epoch-running',
    ],
  },
  'permit.give-back': {
    method: 'post',
    path: '/v1/permits/{dongle}/give-back',
    summary: 'GIVEBACK: every permit up to this number is deleted here; the last one finishes its transfer',
    parameters: dongleParameter,
    body: giveBackBodySchema,
    answer: giveBackReplySchema,
    problems: ['not-signed-in', 'machine-unknown', 'transfer-unknown', 'epoch-changed', 'company-frozen'],
  },
  'epoch.check-in': {
    method: 'put',
    path: '/v1/check-in',
    summary: 'After a restore of the cloud: what this machine still holds, permits and leases',
    body: checkInBodySchema,
    bodySizeBytes: evidenceSizeBytes,
    answer: epochReplySchema,
    problems: ['not-signed-in', 'machine-unknown', 'document-refused'],
  },
  'epoch.read': {
    method: 'get',
    path: '/v1/epoch',
    summary: 'How often the database was put back from a backup, and whether that is still being waited out',
    answer: epochReplySchema.extend({
      /** Machines that have not told yet what they hold. */
      missing: z.int().min(0),
    }),
    problems: ['not-signed-in', 'not-allowed'],
  },
  'epoch.start': {
    method: 'put',
    path: '/v1/epochs/{epoch}',
    summary:
      'Say that the database was put back from a backup: until every machine has checked in, nothing new is promised',
    parameters: z.strictObject({ epoch: z.coerce.number().int().min(1).max(1_000_000) }),
    answer: epochReplySchema,
    problems: ['not-signed-in', 'not-allowed', 'epoch-changed'],
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
    answer: z.strictObject({ transfers: z.array(transferSummarySchema), next: z.union([z.null(), z.string()]) }),
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
  'ledger.verify': {
    method: 'get',
    path: '/v1/ledger/verification',
    summary: 'Check one page of the whole ledger: chains, certificates, pins and register against each other',
    query: z.strictObject({
      after: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(500),
    }),
    answer: ledgerPageSchema,
    problems: ['not-signed-in', 'not-allowed', 'request-invalid'],
  },
  'alert.list': {
    method: 'get',
    path: '/v1/alerts',
    summary: 'What went wrong in this cloud and needs somebody to look, newest first',
    query: z.strictObject(pageQuery),
    answer: alertPageSchema,
    problems: ['not-signed-in', 'not-allowed'],
  },
  'freeze.lift': {
    method: 'delete',
    path: '/v1/companies/{company}/freeze',
    summary: 'Let the transfers of a company go on that were stopped by a contradiction; somebody has looked',
    parameters: z.strictObject({ company: idSchema('company') }),
    answer: z.strictObject({ lifted: z.boolean() }),
    problems: ['not-signed-in', 'not-allowed'],
  },
  'force.propose': {
    method: 'put',
    path: '/v1/transfers/{transfer}/force',
    summary: 'FORCE, the first person: say why the dongle of this order, at least 14 days old, is taken for dead',
    parameters: transferParameter,
    query: companyQuery,
    body: forceBodySchema,
    answer: declarationSchema,
    problems: [...declareProblems, 'force-refused', 'force-too-early', 'machines-unheard'],
  },
  'force.approve': {
    method: 'post',
    path: '/v1/transfers/{transfer}/force/approval',
    summary: 'FORCE, the second person: finish the transfer without its dongle, and block that one for ever',
    parameters: transferParameter,
    query: companyQuery,
    body: z.strictObject({}),
    answer: declaredReplySchema,
    problems: [
      ...declareProblems,
      'force-refused',
      'force-too-early',
      'machines-unheard',
      'proposal-unknown',
      'second-person-needed',
      'superseded',
      'company-frozen',
    ],
  },
  'correction.propose': {
    method: 'put',
    path: '/v1/corrections/{transfer}',
    summary: 'Correct a transfer into the wrong company, the first person; the id is that of the correcting transfer',
    parameters: transferParameter,
    query: companyQuery,
    body: correctionBodySchema,
    answer: declarationSchema,
    problems: [...declareProblems, 'correction-refused', 'transfer-id-reused', 'not-found'],
  },
  'correction.approve': {
    method: 'post',
    path: '/v1/corrections/{transfer}/approval',
    summary: 'Correct a transfer, the second person: its licenses go to the other company, and both are told',
    parameters: transferParameter,
    query: companyQuery,
    body: z.strictObject({}),
    answer: declaredReplySchema,
    problems: [
      ...declareProblems,
      'correction-refused',
      'proposal-unknown',
      'second-person-needed',
      'transfer-id-reused',
      'not-found',
    ],
  },
  'declaration.list': {
    method: 'get',
    path: '/v1/declarations',
    summary: 'What operators have proposed and approved for a company, newest first',
    query: companyQuery,
    answer: z.strictObject({ declarations: z.array(declarationSchema) }),
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen'],
  },
  'license-list.sign': {
    method: 'post',
    path: '/v1/license-lists',
    summary:
      'Sign the license list of a dongle that is being made; what it names is checked against the vendor’s products',
    body: z.strictObject({
      key: publicKeySchema,
      serial: serialSchema,
      licenses: z.array(licenseSchema).max(licensesPerDongle),
    }),
    answer: z.strictObject({ list: documentSchema }),
    problems: ['not-signed-in', 'not-allowed', 'request-invalid'],
  },
  'lease.put': {
    method: 'put',
    path: '/v1/leases/{lease}',
    summary: 'Check out, or renew under a new id: a signed lease for this machine',
    parameters: z.strictObject({ lease: idSchema('lease') }),
    body: z.strictObject({
      product: codeSchema,
      version: versionSchema,
      /** The lease it continues, when it renews one. */
      previous: z.union([z.null(), idSchema('lease')]),
    }),
    answer: leaseReplySchema,
    problems: ['not-signed-in', 'machine-unknown', 'product-unknown', 'no-seat-free', 'license-ended'],
  },
  'lease.release': {
    method: 'delete',
    path: '/v1/leases/{lease}',
    summary: 'Give the seat back',
    parameters: z.strictObject({ lease: idSchema('lease') }),
    answer: z.strictObject({ released: z.boolean() }),
    problems: ['not-signed-in', 'machine-unknown'],
  },
} as const satisfies Record<OperationName, Operation>

export type Answer<Name extends keyof typeof cloudApi> = z.infer<(typeof cloudApi)[Name]['answer']>
