import { z } from 'zod'
import { documentSizeBytes } from '../document/jws.ts'
import { idSchema } from '../id.ts'
import { momentSchema } from '../time.ts'
import type { Operation } from './operation.ts'
import { companyQuery, transferParameter } from './parts.ts'

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

const declareProblems = [
  'not-signed-in',
  'not-allowed',
  'person-needed',
  'company-not-chosen',
  'transfer-unknown',
  'company-frozen',
] as const

/** What two operators declare. */
export const declarationApi = {
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
    problems: [...declareProblems, 'epoch-running', 'correction-refused', 'transfer-id-reused', 'not-found'],
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
      'epoch-running',
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
} as const satisfies Record<string, Operation>
