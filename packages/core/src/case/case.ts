import { z } from 'zod'
import { gradeSchema } from '../document/certificate.ts'
import { dongleNameSchema } from '../dongle/name.ts'
import { type CaseId, type CompanyId, idSchema, type TransferId, type UserId } from '../id.ts'
import { codeSchema, licenseSchema, serialSchema } from '../license.ts'
import { planReasons } from '../transfer/plan.ts'
import { resultNames } from '../transfer/result.ts'
import type { CaseDecision } from './decision.ts'

/** What a support case is about. `constellation` is everything that no rule foresaw [Q30]. */
export const caseTopics = [
  'no-subscription',
  'temporary-subscription',
  'other-company',
  'nothing-relevant',
  'alignment',
  'constellation',
  'failed',
  'lost-dongle',
  'question',
] as const
export type CaseTopic = (typeof caseTopics)[number]

/** How much it presses, worst first: a company that cannot work, one that can for some days, and everything else. */
export const severities = ['production-stop', 'bridged', 'ordinary'] as const
export type Severity = (typeof severities)[number]

/** What support would ask for first, as it was when the case was opened [Q58]. */
export const caseFactsSchema = z.strictObject({
  result: z.union([z.null(), z.enum(resultNames)]),
  /** What the user saw. */
  shown: z.union([z.null(), z.strictObject({ title: z.string(), say: z.string(), next: z.string() })]),
  dongle: z.union([
    z.null(),
    z.strictObject({
      key: z.union([z.null(), dongleNameSchema]),
      serial: serialSchema,
      grade: z.union([z.null(), gradeSchema]),
    }),
  ]),
  /** Those it is about, with the reason why each did not move. */
  licenses: z
    .array(z.strictObject({ license: licenseSchema, reason: z.union([z.null(), z.enum(planReasons)]) }))
    .max(400),
  /** Numbers of the contracts that name this dongle or its licenses. */
  contracts: z.array(z.string()).max(400),
  policy: z.union([z.null(), z.strictObject({ name: codeSchema, version: z.int() })]),
  contact: z.union([z.null(), z.string()]),
  /** What serves until support has decided: a temporary subscription, or bridge licenses. */
  bridge: z.array(z.strictObject({ license: idSchema('license'), product: codeSchema, until: z.iso.date() })).max(400),
  /** What the customer wrote. */
  words: z.union([z.null(), z.string()]),
})
export type CaseFacts = z.infer<typeof caseFactsSchema>

/** One question to support, opened together with its facts. */
export interface SupportCase {
  readonly id: CaseId
  readonly company: CompanyId
  /** Two open cases of a company never have one subject: whoever tries again adds to the first. */
  readonly subject: string
  readonly topic: CaseTopic
  readonly severity: Severity
  readonly line: string | null
  readonly transfer: TransferId | null
  readonly facts: CaseFacts
  /** How often it came up. */
  readonly attempts: number
  readonly openedAt: Date
  readonly lastAt: Date
  readonly decided: DecidedCase | undefined
}

export interface DecidedCase {
  readonly decision: CaseDecision
  /** What the customer is told. */
  readonly words: string
  readonly by: UserId
  readonly at: Date
}

/** The last day on which something serves in the place of what is missing; null where nothing does. */
export function bridgedUntil({ bridge }: CaseFacts): string | null {
  return (
    bridge
      .map(({ until }) => until)
      .toSorted()
      .at(-1) ?? null
  )
}

export const worst = (one: Severity, other: Severity): Severity =>
  severities.indexOf(one) <= severities.indexOf(other) ? one : other
