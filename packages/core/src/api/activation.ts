import { z } from 'zod'
import { idSchema } from '../id.ts'
import { codeSchema, licenseSchema, versionSchema } from '../license.ts'
import { daySchema, momentSchema } from '../time.ts'
import type { Operation } from './operation.ts'
import { companyQuery, nextSchema, pageQuery } from './parts.ts'

/** What one code is good for, and how many there are. */
export const batchPlanSchema = z.strictObject({
  product: codeSchema,
  generation: versionSchema,
  quantity: z.int().min(1).max(1_000_000).default(1),
  /** How long each license lasts: for ever, until a day, or a number of days from the day it is redeemed. */
  term: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('perpetual') }),
    z.strictObject({ kind: z.literal('until'), until: daySchema }),
    z.strictObject({ kind: z.literal('days'), days: z.int().min(1).max(36_500) }),
  ]),
  codes: z.int().min(1).max(1000),
  /** How often each code can be redeemed. */
  usesEach: z.int().min(1).max(1000).default(1),
  expiresAt: momentSchema,
  priceReference: z.string().max(200).default(''),
  renewalReference: z.string().max(200).default(''),
  note: z.string().max(500).default(''),
})
export type BatchPlan = z.output<typeof batchPlanSchema>

const batchSchema = batchPlanSchema.extend({
  id: idSchema('activationBatch'),
  reseller: z.union([z.null(), idSchema('reseller')]),
  madeBy: z.string().max(64),
  madeAt: momentSchema,
  withdrawnAt: z.union([z.null(), momentSchema]),
  /** Of all its codes together. */
  usesLeft: z.int(),
})
export type ActivationBatch = z.output<typeof batchSchema>

const batchParameter = z.strictObject({ batch: idSchema('activationBatch') })
const quotaSchema = z.strictObject({ product: codeSchema, uses: z.int(), made: z.int() })

/** Licenses for those who never had a dongle [Q11]. */
export const activationApi = {
  'activation-batch.make': {
    method: 'put',
    path: '/v1/activation-batches/{batch}',
    summary: 'Make activation codes. They are shown in this answer and never again: only their hashes are kept',
    parameters: batchParameter,
    body: batchPlanSchema,
    answer: z.strictObject({ batch: batchSchema, codes: z.array(z.string()) }),
    problems: ['not-signed-in', 'not-allowed', 'request-invalid', 'activation-id-reused', 'activation-quota-used-up'],
  },
  'activation-batch.list': {
    method: 'get',
    path: '/v1/activation-batches',
    summary: 'The batches of codes, newest first; a reseller finds its own',
    query: z.strictObject(pageQuery),
    answer: z.strictObject({ batches: z.array(batchSchema), next: nextSchema }),
    problems: ['not-signed-in', 'not-allowed'],
  },
  'activation-batch.withdraw': {
    method: 'post',
    path: '/v1/activation-batches/{batch}/withdrawal',
    summary: 'Let nobody redeem the rest of a batch; licenses that were redeemed stay',
    parameters: batchParameter,
    body: z.strictObject({}),
    answer: z.strictObject({ batch: batchSchema }),
    problems: ['not-signed-in', 'not-allowed', 'not-found'],
  },
  'activation-quota.put': {
    method: 'put',
    path: '/v1/resellers/{reseller}/activation-quotas/{product}',
    summary: 'How many uses of codes a reseller may make of a product, in all',
    parameters: z.strictObject({ reseller: idSchema('reseller'), product: codeSchema }),
    body: z.strictObject({ uses: z.int().min(0).max(10_000_000) }),
    answer: quotaSchema,
    problems: ['not-signed-in', 'not-allowed', 'request-invalid', 'not-found', 'activation-quota-used-up'],
  },
  'activation.redeem': {
    method: 'put',
    path: '/v1/activations/{license}',
    summary:
      'Redeem an activation code: its license is in the company’s cloud; the same id again gives the same answer',
    parameters: z.strictObject({ license: idSchema('license') }),
    query: companyQuery,
    body: z.strictObject({ code: z.string().max(100) }),
    answer: z.strictObject({ license: licenseSchema, redeemedAt: momentSchema }),
    problems: [
      'not-signed-in',
      'not-allowed',
      'company-not-chosen',
      'request-invalid',
      'not-found',
      'rate-limited',
      'activation-code-mistyped',
      'activation-code-unknown',
      'activation-code-used',
      'activation-code-expired',
      'activation-id-reused',
      'company-frozen',
    ],
  },
} as const satisfies Record<string, Operation>
