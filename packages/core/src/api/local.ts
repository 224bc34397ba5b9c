import { z } from 'zod'
import { gradeSchema } from '../document/certificate.ts'
import { certificateBundleSchema } from '../document/certificate-bundle.ts'
import { documentSizeBytes } from '../document/jws.ts'
import { keyFileSchema } from '../document/key-set.ts'
import { seatSourceSchema } from '../document/lease.ts'
import { dongleNameSchema } from '../dongle/name.ts'
import { idSchema } from '../id.ts'
import { hashSchema, publicKeySchema } from '../key.ts'
import { codeSchema, licenseSchema, nameSchema, serialSchema, versionSchema } from '../license.ts'
import { transferPolicySchema } from '../policy/policy.ts'
import { ruleAnswerSchema } from '../policy/rule.ts'
import { momentSchema } from '../time.ts'
import { phases } from '../transfer/phase.ts'
import { transferPlanSchema } from '../transfer/plan.ts'
import { resultNames } from '../transfer/result.ts'
import { journalPhases } from '../transfer/timeline.ts'
import { problemSchema } from './error.ts'
import { heldLicenseSchema } from './license.ts'
import { lineSchema } from './line.ts'
import type { Operation } from './operation.ts'
import { dongleParameter, drainingSchema } from './permit.ts'
import { readinessQuery, readinessSchema } from './readiness.ts'
import { cloudEventSchema } from './transfer.ts'

// The License Server's interface on http://localhost:30304: for its pages, the command line and the applications on the machine.
// Every call that changes something carries the header `Undongle-Token`; checking out a seat does not need it, an exact Origin or none at all does.

export const localTokenHeader = 'undongle-token'

/** A dongle in this machine: a short key for addresses, stable while it is the same dongle. */
export const dongleAddressSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

export const seenDongleSchema = z.strictObject({
  /** How this API names it. */
  dongle: dongleAddressSchema,
  /** Thumbprint of its key, once it could be read. */
  key: z.union([z.null(), hashSchema]),
  serial: serialSchema,
  label: nameSchema,
  driver: z.strictObject({ name: nameSchema, version: versionSchema, evaluation: z.boolean() }),
  state: z.enum(['ready', 'incomplete', 'damaged', 'foreign', 'error']),
  /** Why it is not ready, and what to do. */
  problem: z.union([z.null(), problemSchema]),
  grade: z.union([z.null(), gradeSchema]),
  pin: z.enum(['none', 'needed', 'entered', 'few-tries-left', 'last-try', 'locked']),
  generation: z.union([z.null(), z.int()]),
  licenses: z.array(
    z.strictObject({
      license: licenseSchema,
      state: z.enum(['on', 'off', 'until']),
      until: z.union([z.null(), momentSchema]),
    }),
  ),
})
export type SeenDongle = z.infer<typeof seenDongleSchema>

const signInStateSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('signed-out') }),
  z.strictObject({
    state: z.literal('waiting'),
    userCode: z.string(),
    verificationUri: z.string(),
    verificationUriComplete: z.string(),
    expiresAt: momentSchema,
  }),
  z.strictObject({ state: z.literal('denied') }),
  z.strictObject({ state: z.literal('expired') }),
  z.strictObject({
    state: z.literal('signed-in'),
    user: z.strictObject({ id: idSchema('user'), email: z.string(), name: z.string() }),
    company: z.strictObject({ id: idSchema('company'), name: nameSchema }),
    licenseServer: idSchema('licenseServer'),
    since: momentSchema,
  }),
])
export type SignInState = z.infer<typeof signInStateSchema>

export const statusSchema = z.strictObject({
  version: versionSchema,
  vendor: nameSchema,
  cloud: z.strictObject({
    url: z.string(),
    reachable: z.union([z.null(), z.boolean()]),
    lastContactAt: z.union([z.null(), momentSchema]),
  }),
  signIn: signInStateSchema,
  dongleService: z.strictObject({
    enabled: z.boolean(),
    drivers: z.array(
      z.strictObject({
        name: nameSchema,
        version: versionSchema,
        available: z.boolean(),
        why: z.string(),
        evaluation: z.boolean(),
      }),
    ),
  }),
  /** The clock of this machine against the cloud's. */
  clock: z.enum(['trusted', 'behind', 'needs-contact']),
  /**
   * The cloud's public log of certificates, as this License Server saw it: that it only grew; that the checkpoint shown last is older than one it
   * saw, or not signed by the cloud; or that it was shown two pasts, of which it keeps the evidence.
   */
  certificateLog: z.enum(['unknown', 'consistent', 'smaller', 'refused', 'forked']),
  /** Transfers that are not finished, newest first. */
  running: z.array(idSchema('transfer')),
})
export type Status = z.infer<typeof statusSchema>

/** A local transfer as the pages show it. */
export const localTransferSchema = z.strictObject({
  id: idSchema('transfer'),
  line: codeSchema,
  dongle: z.strictObject({ key: dongleNameSchema, serial: serialSchema, label: nameSchema, class: z.enum(['A', 'B']) }),
  targetUser: z.string(),
  plan: transferPlanSchema,
  state: z.enum(['running', 'waiting', 'finished']),
  /** What is being waited for: named, never a bare spinner. */
  waitingFor: z.union([
    z.null(),
    z.enum(['dongle', 'pin', 'cloud', 'sign-in', 'confirmation', 'support', 'permits', 'owner']),
  ]),
  /** The last phase that is done; null before the first. */
  phase: z.union([z.null(), z.enum(phases)]),
  /** Class B, while it drains: which other machines may still use the dongle and until when, and a time to wait for objections. */
  drain: z.union([z.null(), drainingSchema.pick({ holders: true, notBefore: true })]),
  /** True from the moment the dongle may have given its licenses away, or this machine its permit, until the cloud holds them [Q62]. */
  unavailable: z.boolean(),
  /** Whether it can still be cancelled: until its dongle may have given its licenses away. */
  cancel: z.enum(['possible', 'asked', 'too-late']),
  resumed: z.boolean(),
  problem: z.union([z.null(), problemSchema]),
  result: z.union([z.null(), z.enum(resultNames)]),
  /** The certificate, or the signed word about a run that moved nothing. */
  document: z.union([z.null(), z.string()]),
  temporary: z.union([z.null(), z.strictObject({ product: codeSchema, until: z.iso.date() })]),
  policy: transferPolicySchema,
  startedAt: momentSchema,
  finishedAt: z.union([z.null(), momentSchema]),
})
export type LocalTransfer = z.infer<typeof localTransferSchema>

/** One server-sent event of a transfer; its SSE id is `seq`, so Last-Event-ID resumes it. */
export const transferEventSchema = z.strictObject({ seq: z.int(), at: momentSchema, transfer: localTransferSchema })
export type TransferEvent = z.infer<typeof transferEventSchema>

const transferParameter = z.strictObject({ transfer: idSchema('transfer') })
const pinSchema = z.string().min(1).max(64)

/** A permit of this machine: its right to use one dongle that can't say itself what is left on it. */
const heldPermitSchema = z.strictObject({
  dongle: dongleNameSchema,
  serial: serialSchema,
  number: z.int().min(1),
  until: momentSchema,
  usable: z.boolean(),
  plugged: z.boolean(),
  /** Another machine's transfer waits for it. */
  awaited: z.boolean(),
})

/** A line that may be used from its dongle as well, until then: the way back of a grace. */
const graceSourceSchema = z.strictObject({
  dongle: dongleAddressSchema,
  serial: serialSchema,
  label: nameSchema,
  line: codeSchema,
  source: seatSourceSchema,
  until: momentSchema,
})
export type GraceSource = z.infer<typeof graceSourceSchema>

export const localApi = {
  'status.read': {
    method: 'get',
    path: '/v1/status',
    summary: 'This License Server at a glance',
    answer: statusSchema,
    problems: [],
  },
  'keys.read': {
    method: 'get',
    path: '/v1/keys',
    summary:
      'What an application needs to verify leases: the cloud’s root and key set, and this License Server’s own key for seats on a dongle',
    answer: z.strictObject({
      cloud: z.union([z.null(), keyFileSchema]),
      licenseServer: z.strictObject({ kid: hashSchema, key: publicKeySchema }),
    }),
    problems: [],
  },
  'line.list': {
    method: 'get',
    path: '/v1/lines',
    summary: 'Product lines and their policies, as the cloud last said',
    answer: z.strictObject({ lines: z.array(lineSchema) }),
    problems: [],
  },
  'license.list': {
    method: 'get',
    path: '/v1/licenses',
    summary: 'Every license usable or known here, whatever its source [Q44]',
    answer: z.strictObject({
      licenses: z.array(heldLicenseSchema),
      /** When the cloud last told; null when it never did. */
      asOf: z.union([z.null(), momentSchema]),
    }),
    problems: [],
  },
  'readiness.read': {
    method: 'get',
    path: '/v1/readiness',
    summary:
      'What an application asks before its licensed work: whether its user can go on, or has to transfer first [Q06]',
    query: z.strictObject({ ...readinessQuery, returnTo: z.string().max(300).optional() }),
    answer: readinessSchema.extend({
      /** Who was asked: `here` when the cloud could not be, and what it last said counts. */
      told: z.enum(['cloud', 'here']),
      /** The page of this License Server that leads on; null when there is nothing to do. */
      page: z.union([z.null(), z.string()]),
      /** Where its pages lead back to: only an address the vendor registered for the line. */
      returnTo: z.union([z.null(), z.string()]),
    }),
    problems: ['not-found', 'request-invalid', 'return-address-refused'],
  },
  'dongle.list': {
    method: 'get',
    path: '/v1/dongles',
    summary: 'The dongles plugged in',
    answer: z.strictObject({ dongles: z.array(seenDongleSchema), checkedAt: z.union([z.null(), momentSchema]) }),
    problems: ['dongle-service-off'],
  },
  'dongle.mend': {
    method: 'post',
    path: '/v1/dongles/{dongle}/mend',
    summary:
      'Put a dongle right that shows an older state than it had; it happens by itself, except that its PIN may have to be entered',
    parameters: z.strictObject({ dongle: dongleAddressSchema }),
    body: z.strictObject({ pin: z.union([z.null(), pinSchema]), confirmLastTry: z.boolean().default(false) }),
    answer: seenDongleSchema,
    problems: [
      'dongle-service-off',
      'dongle-not-found',
      'pin-wrong',
      'pin-wrong-few-left',
      'pin-last-try',
      'pin-locked',
    ],
  },
  'dongle-service.put': {
    method: 'put',
    path: '/v1/dongle-service',
    summary: 'ENABLE DONGLE: start or stop the dongle service [Q37]',
    body: z.strictObject({ enabled: z.boolean() }),
    answer: statusSchema,
    problems: ['driver-unavailable'],
  },
  'drawer.read': {
    method: 'get',
    path: '/v1/drawer',
    summary: 'Evaluation dongles in the drawer, to plug in and unplug',
    answer: z.strictObject({
      dongles: z.array(z.strictObject({ name: codeSchema, plugged: z.boolean(), shows: z.string().max(200) })),
    }),
    problems: ['not-found'],
  },
  'drawer.put': {
    method: 'put',
    path: '/v1/drawer/{name}',
    summary: 'Plug an evaluation dongle in, or unplug it',
    parameters: z.strictObject({ name: codeSchema }),
    body: z.strictObject({ plugged: z.boolean() }),
    answer: z.strictObject({ name: codeSchema, plugged: z.boolean() }),
    problems: ['not-found'],
  },
  'dongle.make-key': {
    method: 'post',
    path: '/v1/dongle-making/key',
    summary:
      'Make the key of a new dongle: an evaluation dongle by name, or a token that is plugged in and has nothing of ours; again answers the same',
    body: z.strictObject({
      dongle: z.discriminatedUnion('driver', [
        z.strictObject({ driver: z.literal('file'), name: codeSchema }),
        z.strictObject({ driver: z.literal('pkcs11'), dongle: dongleAddressSchema, pin: pinSchema }),
      ]),
    }),
    answer: z.strictObject({ key: publicKeySchema, serial: serialSchema }),
    problems: [
      'dongle-service-off',
      'dongle-not-found',
      'driver-unavailable',
      'pin-wrong',
      'dongle-full',
      'dongle-read-only',
    ],
  },
  'dongle.write-list': {
    method: 'post',
    path: '/v1/dongle-making/list',
    summary: 'Write the signed license list on a dongle just made, with generation 1',
    body: z.strictObject({
      key: publicKeySchema,
      list: z.string().max(documentSizeBytes),
      pin: z.union([z.null(), pinSchema]),
    }),
    answer: z.strictObject({ generation: z.int() }),
    problems: [
      'dongle-service-off',
      'dongle-not-found',
      'list-refused',
      'pin-wrong',
      'dongle-full',
      'dongle-order-mismatch',
    ],
  },
  'sign-in.start': {
    method: 'post',
    path: '/v1/sign-in',
    summary: 'Ask the cloud for a code to sign in with; replaces a code that is waiting',
    body: z.strictObject({}),
    answer: signInStateSchema,
    problems: ['cloud-unreachable'],
  },
  'sign-in.end': {
    method: 'delete',
    path: '/v1/sign-in',
    summary: 'Sign out, or drop a waiting code',
    answer: signInStateSchema,
    problems: [],
  },
  'username.check': {
    method: 'get',
    path: '/v1/usernames/{username}',
    summary: 'Whether a username may receive the licenses [Q20]',
    parameters: z.strictObject({ username: z.string().min(1).max(254) }),
    answer: z.strictObject({ username: z.string(), inCompany: z.boolean() }),
    problems: ['not-signed-in', 'cloud-unreachable'],
  },
  'eligibility.check': {
    method: 'post',
    path: '/v1/eligibility',
    summary:
      'Every rule for this dongle and line, green or red, with the plan when the cloud could be asked; changes nothing [Q22, Q90]',
    body: z.strictObject({
      dongle: dongleAddressSchema,
      line: codeSchema,
      targetUser: z.union([z.null(), z.string().min(1).max(254)]),
    }),
    answer: z.strictObject({
      rules: z.array(ruleAnswerSchema),
      eligible: z.boolean(),
      policy: z.union([z.null(), transferPolicySchema]),
      preview: z.union([
        z.null(),
        z.strictObject({ plan: transferPlanSchema, planHash: hashSchema, outcome: z.enum(resultNames) }),
      ]),
      /** Why there is no preview. */
      problem: z.union([z.null(), problemSchema]),
    }),
    problems: ['dongle-service-off', 'dongle-not-found'],
  },
  'transfer.put': {
    method: 'put',
    path: '/v1/transfers/{transfer}',
    summary: 'Start the transfer of a confirmed plan; the same id again is the same transfer',
    parameters: transferParameter,
    body: z.strictObject({
      dongle: dongleAddressSchema,
      line: codeSchema,
      planHash: hashSchema,
      targetUser: z.string().min(1).max(254),
      pin: z.union([z.null(), pinSchema]),
      /** Needed when only one try is left. */
      confirmLastTry: z.boolean().default(false),
    }),
    answer: localTransferSchema,
    problems: [
      'not-signed-in',
      'dongle-service-off',
      'dongle-not-found',
      'pin-needed',
      'pin-wrong',
      'pin-wrong-few-left',
      'pin-last-try',
      'pin-locked',
      'plan-changed',
      'transfer-id-reused',
      'cloud-unreachable',
      'journal-full',
    ],
  },
  'transfer.resume': {
    method: 'post',
    path: '/v1/transfers/{transfer}/resume',
    summary:
      'Go on with a waiting transfer now: try again, hand in the PIN it waits for, or confirm an order older than 15 minutes',
    parameters: transferParameter,
    body: z.strictObject({
      pin: z.union([z.null(), pinSchema]),
      confirmLastTry: z.boolean().default(false),
      confirm: z.boolean().default(false),
    }),
    answer: localTransferSchema,
    problems: ['transfer-unknown', 'pin-wrong', 'pin-wrong-few-left', 'pin-last-try', 'pin-locked'],
  },
  'transfer.cancel': {
    method: 'post',
    path: '/v1/transfers/{transfer}/cancel',
    summary:
      'Cancel a transfer whose dongle has given nothing away: the dongle writes it, the cloud is told, and only then is it cancelled',
    parameters: transferParameter,
    body: z.strictObject({ pin: z.union([z.null(), pinSchema]), confirmLastTry: z.boolean().default(false) }),
    answer: localTransferSchema,
    problems: [
      'transfer-unknown',
      'cancel-too-late',
      'transfer-finished',
      'pin-wrong',
      'pin-wrong-few-left',
      'pin-last-try',
      'pin-locked',
    ],
  },
  'transfer.timeline': {
    method: 'get',
    path: '/v1/transfers/{transfer}/timeline',
    summary: 'What happened to a transfer, here and in the cloud',
    parameters: transferParameter,
    answer: z.strictObject({
      transfer: localTransferSchema,
      here: z.array(
        z.strictObject({
          at: momentSchema,
          phase: z.enum(journalPhases),
          waitingFor: z.union([z.null(), z.string()]),
          /** The code of what went wrong. */
          code: z.union([z.null(), z.string()]),
        }),
      ),
      /** Null when the cloud could not be asked. */
      cloud: z.union([z.null(), z.array(cloudEventSchema)]),
    }),
    problems: ['transfer-unknown'],
  },
  'transfer.list': {
    method: 'get',
    path: '/v1/transfers',
    summary: 'The transfers of this License Server, newest first',
    answer: z.strictObject({ transfers: z.array(localTransferSchema) }),
    problems: [],
  },
  'transfer.read': {
    method: 'get',
    path: '/v1/transfers/{transfer}',
    summary: 'One transfer',
    parameters: transferParameter,
    answer: localTransferSchema,
    problems: ['transfer-unknown'],
  },
  'permit.list': {
    method: 'get',
    path: '/v1/permits',
    summary: 'The permits by which this machine may use dongles, plugged in or not',
    answer: z.strictObject({ permits: z.array(heldPermitSchema) }),
    problems: [],
  },
  'permit.give-back': {
    method: 'post',
    path: '/v1/permits/{dongle}/give-back',
    summary: 'Give a permit back now, so that a transfer on another machine need not wait for its end',
    parameters: dongleParameter,
    body: z.strictObject({}),
    /** `owed`: it is gone from this machine, and the cloud is told as soon as it can be reached. */
    answer: z.strictObject({ answer: z.enum(['returned', 'owed', 'none']) }),
    problems: ['not-signed-in', 'journal-full'],
  },
  'source.list': {
    method: 'get',
    path: '/v1/sources',
    summary:
      'During a grace: the lines that may be used from a dongle plugged in here instead of the cloud, and which is used',
    answer: z.strictObject({ sources: z.array(graceSourceSchema) }),
    problems: ['dongle-service-off'],
  },
  'source.put': {
    method: 'put',
    path: '/v1/dongles/{dongle}/sources/{line}',
    summary:
      'The way back: take the seats of a line from its dongle, or from the cloud again; at once, also without a network',
    parameters: z.strictObject({ dongle: dongleAddressSchema, line: codeSchema }),
    body: z.strictObject({ source: seatSourceSchema }),
    answer: z.strictObject({ source: seatSourceSchema }),
    problems: ['dongle-service-off', 'dongle-not-found', 'no-way-back'],
  },
  'certificate.read': {
    method: 'get',
    path: '/v1/transfers/{transfer}/certificate',
    summary: 'The certificate as the customer keeps it: with order, receipt and keys, verifiable offline',
    parameters: transferParameter,
    answer: certificateBundleSchema,
    problems: ['transfer-unknown'],
  },
  'lease.put': {
    method: 'put',
    path: '/v1/leases/{lease}',
    summary: 'An application checks out a seat, or renews it (same id, again)',
    parameters: z.strictObject({ lease: idSchema('lease') }),
    body: z.strictObject({ product: codeSchema, version: versionSchema }),
    answer: z.strictObject({
      lease: z.string(),
      source: seatSourceSchema,
      expiresAt: momentSchema,
      renewAfter: momentSchema,
      offline: z.boolean(),
    }),
    problems: [
      'product-unknown',
      'cut-over',
      'no-seat-free',
      'lease-expired',
      'clock-needs-contact',
      'offline-refused',
      'license-ended',
      'permit-needed',
      'permit-ended',
    ],
  },
  'lease.release': {
    method: 'delete',
    path: '/v1/leases/{lease}',
    summary: 'Give the seat back',
    parameters: z.strictObject({ lease: idSchema('lease') }),
    answer: z.strictObject({ released: z.boolean() }),
    problems: [],
  },
} as const satisfies Record<string, Operation>

/** Server-sent events of one transfer; `Last-Event-ID` goes on where a page lost contact. Answers `text/event-stream` of TransferEvent. */
export const transferEventsPath = '/v1/transfers/{transfer}/events'

export type LocalAnswer<Name extends keyof typeof localApi> = z.infer<(typeof localApi)[Name]['answer']>
