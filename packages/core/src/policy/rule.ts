import { z } from 'zod'
import { codeSchema, versionSchema } from '../license.ts'

/** The named rules a vendor may combine for a line. Each is answered pass, fail or unknown, with a reason and a fix [Q19]. */
export const eligibilityRuleSchema = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('dongle-count'), exactly: z.int().min(1).max(16) }),
  /** The least version of each driver; one that is not named has none. */
  z.strictObject({ rule: z.literal('driver-version'), atLeast: z.record(codeSchema, versionSchema) }),
  z.strictObject({ rule: z.literal('same-machine') }),
  z.strictObject({ rule: z.literal('license-server-version'), atLeast: versionSchema }),
  z.strictObject({ rule: z.literal('online') }),
  z.strictObject({ rule: z.literal('signed-in') }),
  z.strictObject({ rule: z.literal('same-company') }),
  z.strictObject({ rule: z.literal('target-user') }),
  z.strictObject({ rule: z.literal('dongle-enabled') }),
  z.strictObject({ rule: z.literal('wave-open') }),
  /** Perpetual licenses below this generation can't move; those with an end can [Q21]. */
  z.strictObject({ rule: z.literal('generation'), perpetualFrom: versionSchema }),
  z.strictObject({ rule: z.literal('contract') }),
  z.strictObject({ rule: z.literal('trial-registered') }),
  z.strictObject({ rule: z.literal('reseller-confirmed') }),
  z.strictObject({ rule: z.literal('production-dongle') }),
])
export type EligibilityRule = z.infer<typeof eligibilityRuleSchema>
export type RuleName = EligibilityRule['rule']

/**
 * What only a License Server can see. The cloud enforces every other rule by itself; of these it takes the License Server's word, and a
 * changed one could say anything. They spare customers a failed run, and guard nothing that anybody owns.
 */
export const seenOnlyByLicenseServer: readonly RuleName[] = [
  'dongle-count',
  'driver-version',
  'same-machine',
  'license-server-version',
  'production-dongle',
]

export const ruleAnswerSchema = z.strictObject({
  rule: z.string().max(40),
  answer: z.enum(['pass', 'fail', 'unknown']),
  /** What was found, in words for the person at the screen. */
  reason: z.string().max(500),
  /** What to do about it; empty when there is nothing to do. */
  fix: z.string().max(500),
  /** The code of both in the table of rule findings, and what they are about: a page says them in its own language. */
  code: z.string().max(40).default(''),
  about: z.record(z.string(), z.string().max(500)).default({}),
})
export type RuleAnswer = z.infer<typeof ruleAnswerSchema>
