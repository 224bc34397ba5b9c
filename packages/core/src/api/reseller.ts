import { z } from 'zod'
import { idSchema } from '../id.ts'
import { nameSchema } from '../license.ts'
import { resellerSchema } from '../reseller.ts'
import type { Operation } from './operation.ts'
import { nextSchema, pageQuery } from './parts.ts'

const customerSchema = z.strictObject({
  company: idSchema('company'),
  name: nameSchema,
  /** How many of its contracts name the reseller. */
  contracts: z.int().min(1),
})
export type Customer = z.infer<typeof customerSchema>

/** Resellers, and the companies whose contracts name them. */
export const resellerApi = {
  'reseller.list': {
    method: 'get',
    path: '/v1/resellers',
    summary: 'The vendor’s resellers and how to reach them; a reseller finds itself',
    query: z.strictObject(pageQuery),
    answer: z.strictObject({ resellers: z.array(resellerSchema), next: nextSchema }),
    problems: ['not-signed-in', 'not-allowed'],
  },
  'customer.list': {
    method: 'get',
    path: '/v1/resellers/{reseller}/customers',
    summary: 'The companies whose contracts name a reseller',
    parameters: z.strictObject({ reseller: idSchema('reseller') }),
    query: z.strictObject(pageQuery),
    answer: z.strictObject({ customers: z.array(customerSchema), next: nextSchema }),
    problems: ['not-signed-in', 'not-allowed'],
  },
} as const satisfies Record<string, Operation>
