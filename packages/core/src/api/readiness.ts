import { z } from 'zod'
import { idSchema } from '../id.ts'
import { codeSchema, versionSchema } from '../license.ts'
import { moments } from '../readiness/decide.ts'
import { waysOn } from '../readiness/words.ts'
import { momentSchema } from '../time.ts'
import type { Operation } from './operation.ts'

/** What an application asks with. */
export const readinessQuery = {
  line: codeSchema,
  /** Of the application. */
  version: versionSchema,
  /** `update`: it was updated just now; `sign-in`: its user signed in. */
  moment: z.enum(moments).default('sign-in'),
  /** The product it needs to work, where it is a certain one. */
  product: codeSchema.optional(),
}

export const readinessSchema = z.strictObject({
  answer: z.enum(['ready', 'transfer-offered', 'transfer-required', 'production-stop']),
  reason: z.enum([
    'license-free',
    'in-cloud',
    'on-dongle',
    'wave-to-come',
    'cut-over',
    'emergency',
    'not-signed-in',
    'no-license',
    'not-movable',
  ]),
  say: z.string(),
  /** Empty when there is nothing to do. */
  next: z.string(),
  /** What can be done, the likeliest first. */
  ways: z.array(z.enum(waysOn)),
  facts: z.strictObject({
    inCloud: z.int(),
    onDongle: z.int(),
    movable: z.int(),
    waitsForWave: z.boolean(),
    /** Until when dongles may be used in spite of the cut-over [Q88]. */
    emergencyUntil: z.union([z.null(), momentSchema]),
  }),
})
export type ReadinessAnswer = z.infer<typeof readinessSchema>

/** Whether the users of a company can work with a line [Q01–Q07]. */
export const readinessApi = {
  'readiness.read': {
    method: 'get',
    path: '/v1/readiness',
    summary:
      'Whether a company can work with a version of a line’s application, and whether it has to transfer first [Q01–Q07]',
    query: z.strictObject({ company: idSchema('company').optional(), ...readinessQuery }),
    answer: readinessSchema,
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen', 'not-found', 'request-invalid'],
  },
} as const satisfies Record<string, Operation>
