import { z } from 'zod'
import { idSchema } from '../id.ts'
import { serialSchema } from '../license.ts'
import { rehearsedOutcomes } from '../rehearsal/report.ts'
import { planReasons } from '../transfer/plan.ts'
import type { Operation } from './operation.ts'
import { draftSchema, lineParameter } from './policy.ts'

const rowSchema = z.strictObject({
  severity: z.enum(['stop', 'bridged', 'none']),
  company: z.union([z.null(), idSchema('company')]),
  dongle: serialSchema,
  outcome: z.enum(rehearsedOutcomes),
  moves: z.int(),
  stays: z.int(),
  refused: z.int(),
  reasons: z.partialRecord(z.enum(planReasons), z.int()),
})

const totalsSchema = z.strictObject({
  dongles: z.int(),
  companies: z.int(),
  /** Companies that are left without a license their production needs. */
  stops: z.int(),
  /** Companies that have one for some days only. */
  bridged: z.int(),
  /** Dongles by what they are answered. */
  outcomes: z.record(z.enum(rehearsedOutcomes), z.int()),
  /** Licenses by why they move or do not. */
  reasons: z.record(z.enum(planReasons), z.int()),
})

/** A policy is tried before customers meet it. */
export const rehearsalApi = {
  'rehearsal.run': {
    method: 'post',
    path: '/v1/lines/{line}/rehearsals',
    summary:
      'Run a draft, or the line’s policy, over the whole base without touching it: totals and the first dongles as JSON, every dongle as CSV, production stops first',
    parameters: lineParameter,
    body: z.strictObject({ policy: draftSchema.optional() }),
    answer: z.strictObject({ totals: totalsSchema, rows: z.array(rowSchema).max(200) }),
    answerTypes: ['text/csv'],
    problems: ['not-signed-in', 'not-allowed', 'request-invalid', 'not-found', 'policy-faulty', 'rehearsal-running'],
  },
} as const satisfies Record<string, Operation>
