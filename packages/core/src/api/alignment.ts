import { z } from 'zod'
import { idSchema } from '../id.ts'
import { serialSchema } from '../license.ts'
import { momentSchema } from '../time.ts'
import type { Operation } from './operation.ts'
import { companyQuery } from './parts.ts'

const wordsSchema = z.string().min(1).max(500)
const alignmentParameter = z.strictObject({ alignment: idSchema('alignment') })

export const alignmentSchema = z.strictObject({
  id: idSchema('alignment'),
  serial: serialSchema,
  /** Gives its licenses on this dongle to the other. */
  from: idSchema('company'),
  to: idSchema('company'),
  proposedBy: idSchema('user'),
  proposedAt: momentSchema,
  words: z.string(),
  outcome: z.enum(['waiting', 'agreed', 'refused', 'decided']),
  settledBy: z.union([z.null(), idSchema('user')]),
  settledAt: z.union([z.null(), momentSchema]),
  settledWords: z.union([z.null(), z.string()]),
})
export type AlignmentAnswer = z.infer<typeof alignmentSchema>

/** Two companies with licenses on one dongle: their accounts are aligned before anything moves [Q28]. */
export const alignmentApi = {
  'alignment.propose': {
    method: 'put',
    path: '/v1/alignments/{alignment}',
    summary: 'Propose that all licenses on a dongle shared with another company go to one of the two',
    parameters: alignmentParameter,
    query: companyQuery,
    body: z.strictObject({ serial: serialSchema, into: z.enum(['ours', 'theirs']), words: wordsSchema }),
    answer: alignmentSchema,
    problems: [
      'not-signed-in',
      'not-allowed',
      'person-needed',
      'company-not-chosen',
      'alignment-unfit',
      'request-invalid',
    ],
  },
  'alignment.settle': {
    method: 'post',
    path: '/v1/alignments/{alignment}/settlement',
    summary:
      'Agree or refuse for the other company, or decide as support: agreed is carried out at once, and both are told',
    parameters: alignmentParameter,
    query: companyQuery,
    body: z.strictObject({ agrees: z.boolean(), words: wordsSchema }),
    answer: alignmentSchema,
    problems: [
      'not-signed-in',
      'not-allowed',
      'person-needed',
      'company-not-chosen',
      'alignment-unknown',
      'alignment-settled',
      'alignment-unfit',
      'company-frozen',
    ],
  },
  'alignment.list': {
    method: 'get',
    path: '/v1/alignments',
    summary: 'What was proposed, agreed and refused about the dongles that a company shares, newest first',
    query: companyQuery,
    answer: z.strictObject({ alignments: z.array(alignmentSchema).max(200) }),
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen'],
  },
} as const satisfies Record<string, Operation>
