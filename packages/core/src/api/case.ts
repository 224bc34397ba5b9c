import { z } from 'zod'
import { caseFactsSchema, caseTopics, severities } from '../case/case.ts'
import { caseDecisionSchema } from '../case/decision.ts'
import { idSchema } from '../id.ts'
import { codeSchema, serialSchema } from '../license.ts'
import { momentSchema } from '../time.ts'
import type { Operation } from './operation.ts'
import { companyQuery, nextSchema } from './parts.ts'

const wordsSchema = z.string().min(1).max(2000)
const caseParameter = z.strictObject({ case: idSchema('case') })

export const caseSummarySchema = z.strictObject({
  id: idSchema('case'),
  company: idSchema('company'),
  topic: z.enum(caseTopics),
  /** As it is now: what a temporary subscription bridges stops with its last day. */
  severity: z.enum(severities),
  line: z.union([z.null(), codeSchema]),
  transfer: z.union([z.null(), idSchema('transfer')]),
  serial: z.union([z.null(), serialSchema]),
  attempts: z.int(),
  openedAt: momentSchema,
  lastAt: momentSchema,
  bridgedUntil: z.union([z.null(), z.iso.date()]),
  decided: z.union([
    z.null(),
    z.strictObject({ decision: caseDecisionSchema, words: z.string(), by: idSchema('user'), at: momentSchema }),
  ]),
})
export type CaseSummary = z.infer<typeof caseSummarySchema>

export const caseAnswerSchema = caseSummarySchema.extend({ facts: caseFactsSchema })
export type CaseAnswer = z.infer<typeof caseAnswerSchema>

export const openCaseBodySchema = z.strictObject({
  /** `failed`: a transfer did not get on. `question`: anything else. */
  topic: z.enum(['failed', 'question']),
  words: wordsSchema,
  /** The transfer it is about: what the cloud knows of it goes into the case. */
  transfer: z.union([z.null(), idSchema('transfer')]).default(null),
  serial: z.union([z.null(), serialSchema]).default(null),
})

/** What a case needs beyond the decision itself: what the customer is told. */
export const decideCaseBodySchema = z.strictObject({ decision: caseDecisionSchema, words: wordsSchema })

/** Support cases, opened by results and by customers. */
export const caseApi = {
  'case.open': {
    method: 'put',
    path: '/v1/cases/{case}',
    summary: 'Ask support, with what the cloud knows of a transfer; the same again adds nothing',
    parameters: caseParameter,
    query: companyQuery,
    body: openCaseBodySchema,
    answer: caseAnswerSchema,
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen', 'transfer-unknown', 'request-invalid'],
  },
  'case.list': {
    method: 'get',
    path: '/v1/cases',
    summary: 'Support cases, production stops first; support sees those of every company',
    query: z.strictObject({
      company: idSchema('company').optional(),
      state: z.enum(['open', 'decided']).default('open'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      after: z.string().max(64).optional(),
    }),
    answer: z.strictObject({ cases: z.array(caseSummarySchema), next: nextSchema }),
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen'],
  },
  'case.read': {
    method: 'get',
    path: '/v1/cases/{case}',
    summary: 'One support case with its facts: dongle, licenses, contracts, policy version, and what the user saw',
    parameters: caseParameter,
    query: companyQuery,
    answer: caseAnswerSchema,
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen', 'case-unknown'],
  },
  'case.decide': {
    method: 'post',
    path: '/v1/cases/{case}/decision',
    summary:
      'Decide a support case, once: what was granted is carried out in the same transaction, and the company is told',
    parameters: caseParameter,
    query: companyQuery,
    body: decideCaseBodySchema,
    answer: caseAnswerSchema,
    problems: [
      'not-signed-in',
      'not-allowed',
      'person-needed',
      'company-not-chosen',
      'case-unknown',
      'case-decided',
      'decision-unfit',
      'contract-unknown',
      'request-invalid',
      'company-frozen',
    ],
  },
} as const satisfies Record<string, Operation>
