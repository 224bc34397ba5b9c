import { z } from 'zod'
import { idSchema } from '../id.ts'
import { codeSchema, serialSchema } from '../license.ts'
import { explanationSchema } from '../policy/explain.ts'
import { transferPolicySchema } from '../policy/policy.ts'
import { rehearsedOutcomes } from '../rehearsal/report.ts'
import { momentSchema } from '../time.ts'
import type { Operation } from './operation.ts'

export const lineParameter = z.strictObject({ line: codeSchema })

const versionSummarySchema = z.strictObject({
  version: z.int(),
  name: codeSchema,
  publishedAt: momentSchema,
  /** A user, `import`, or `operator-token`. */
  publishedBy: z.string(),
})

const outcomeSchema = z.enum(rehearsedOutcomes)

/** A draft is looked at whole, however wrong it is. */
export const draftSchema = z.unknown()

/** The versions of a line's policy, and what an editor asks about a draft. */
export const policyApi = {
  'policy.list': {
    method: 'get',
    path: '/v1/lines/{line}/policies',
    summary: 'Every version of a line’s policy, newest first',
    parameters: lineParameter,
    answer: z.strictObject({ versions: z.array(versionSummarySchema) }),
    problems: ['not-signed-in', 'not-allowed', 'not-found'],
  },
  'policy.read': {
    method: 'get',
    path: '/v1/lines/{line}/policies/{version}',
    summary: 'One version of a policy: a transfer keeps the one it started under',
    parameters: lineParameter.extend({ version: z.coerce.number().int().min(1).max(1_000_000_000) }),
    answer: z.strictObject({ policy: transferPolicySchema }),
    problems: ['not-found'],
  },
  'policy.publish': {
    method: 'post',
    path: '/v1/lines/{line}/policies',
    summary: 'Publish a policy for what is started from now on; the same again changes nothing',
    parameters: lineParameter,
    body: z.strictObject({ policy: draftSchema }),
    answer: z.strictObject({ version: z.int(), published: z.boolean() }),
    problems: ['not-signed-in', 'not-allowed', 'not-found', 'request-invalid', 'policy-faulty'],
  },
  'policy.validate': {
    method: 'post',
    path: '/v1/policies/validate',
    summary: 'Every fault of a draft, each with its place and what is wrong there; changes nothing',
    body: z.strictObject({ policy: draftSchema }),
    answer: z.strictObject({
      valid: z.boolean(),
      faults: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })),
    }),
    problems: ['not-signed-in', 'not-allowed'],
  },
  'policy.compare': {
    method: 'post',
    path: '/v1/lines/{line}/policies/compare',
    summary:
      'How many dongles of the whole base a draft answers otherwise than a version of the line’s policy; changes nothing',
    parameters: lineParameter,
    /** @property from the version to compare with; without it the newest */
    body: z.strictObject({ policy: draftSchema, from: z.int().min(1).optional() }),
    answer: z.strictObject({
      from: z.int(),
      dongles: z.int(),
      /** Outcome by outcome, the most dongles first. */
      changed: z.array(z.strictObject({ from: outcomeSchema, to: outcomeSchema, dongles: z.int() })),
      /** The first of them. */
      examples: z.array(
        z.strictObject({
          company: z.union([z.null(), idSchema('company')]),
          dongle: serialSchema,
          from: outcomeSchema,
          to: outcomeSchema,
        }),
      ),
      /** Companies that are left without a license their production needs. */
      stops: z.strictObject({ before: z.int(), after: z.int() }),
    }),
    problems: ['not-signed-in', 'not-allowed', 'not-found', 'request-invalid', 'policy-faulty'],
  },
  'policy.explain': {
    method: 'post',
    path: '/v1/policies/explain',
    summary: 'What customers will meet under a draft, in plain sentences; changes nothing',
    body: z.strictObject({ policy: draftSchema }),
    answer: explanationSchema,
    problems: ['not-signed-in', 'not-allowed', 'policy-faulty'],
  },
} as const satisfies Record<string, Operation>
