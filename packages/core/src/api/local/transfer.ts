import { z } from 'zod'
import { certificateBundleSchema } from '../../document/certificate-bundle.ts'
import { dongleNameSchema } from '../../dongle/name.ts'
import { idSchema } from '../../id.ts'
import { hashSchema } from '../../key.ts'
import { codeSchema, nameSchema, serialSchema } from '../../license.ts'
import { transferPolicySchema } from '../../policy/policy.ts'
import { ruleAnswerSchema } from '../../policy/rule.ts'
import { momentSchema } from '../../time.ts'
import { phases } from '../../transfer/phase.ts'
import { transferPlanSchema } from '../../transfer/plan.ts'
import { resultNames } from '../../transfer/result.ts'
import { atOnce, seatInUseSchema, transferStartSchema } from '../../transfer/start.ts'
import { journalPhases } from '../../transfer/timeline.ts'
import { problemSchema } from '../error.ts'
import type { Operation } from '../operation.ts'
import { drainingSchema } from '../permit.ts'
import { cloudEventSchema } from '../transfer.ts'
import { dongleAddressSchema, pinSchema } from './dongle.ts'

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
    z.enum(['dongle', 'pin', 'cloud', 'sign-in', 'confirmation', 'support', 'permits', 'owner', 'seats', 'time']),
  ]),
  /** The last phase that is done; null before the first. */
  phase: z.union([z.null(), z.enum(phases)]),
  /** Class B, while it drains: which other machines may still use the dongle and until when, and a time to wait for objections. */
  drain: z.union([z.null(), drainingSchema.pick({ holders: true, notBefore: true })]),
  /** Before it has begun: when it shall, and who has a seat of what moves. */
  hold: z.union([z.null(), z.strictObject({ start: transferStartSchema, seats: z.array(seatInUseSchema) })]),
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
  /** The transfers of other dongles that the same confirmation started; one that was refused at its start is none [Q67]. */
  beside: z.array(idSchema('transfer')),
  startedAt: momentSchema,
  finishedAt: z.union([z.null(), momentSchema]),
})
export type LocalTransfer = z.infer<typeof localTransferSchema>

/** One server-sent event of a transfer; its SSE id is `seq`, so Last-Event-ID resumes it. */
export const transferEventSchema = z.strictObject({ seq: z.int(), at: momentSchema, transfer: localTransferSchema })
export type TransferEvent = z.infer<typeof transferEventSchema>

/** Server-sent events of one transfer; `Last-Event-ID` goes on where a page lost contact. Answers `text/event-stream` of TransferEvent. */
export const transferEventsPath = '/v1/transfers/{transfer}/events'

/** More dongles than one machine has. */
const besideMost = 100

const transferParameter = z.strictObject({ transfer: idSchema('transfer') })

/** Transfers from this machine: the check before, the run and its proof. */
export const localTransferApi = {
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
      /** Who has a seat of what would move, on this machine and on those of its network [Q87]. */
      seats: z.array(seatInUseSchema),
      /** Why there is no preview. */
      problem: z.union([z.null(), problemSchema]),
      /** The other dongles in this machine that the same confirmation moves, as the line's policy has it; each is checked by itself [Q67]. */
      beside: z.array(dongleAddressSchema),
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
      start: transferStartSchema.default(atOnce),
      /** The ids of the transfers that the same confirmation starts for other dongles [Q67]. */
      beside: z.array(idSchema('transfer')).max(besideMost).default([]),
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
      'one-at-a-time',
      'transfer-id-reused',
      'cloud-unreachable',
      'journal-full',
    ],
  },
  'transfer.resume': {
    method: 'post',
    path: '/v1/transfers/{transfer}/resume',
    summary:
      'Go on with a waiting transfer now: try again, hand in the PIN it waits for, or confirm it: an order older than 15 minutes, or that it begins now',
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
  'certificate.read': {
    method: 'get',
    path: '/v1/transfers/{transfer}/certificate',
    summary: 'The certificate as the customer keeps it: with order, receipt and keys, verifiable offline',
    parameters: transferParameter,
    answer: certificateBundleSchema,
    problems: ['transfer-unknown'],
  },
} as const satisfies Record<string, Operation>
