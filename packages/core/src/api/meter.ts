import { z } from 'zod'
import { idSchema } from '../id.ts'
import { codeSchema } from '../license.ts'
import { meterEntrySchema, pointsMost } from '../meter/entry.ts'
import type { Operation } from './operation.ts'
import { companyQuery, nextSchema, pageQuery } from './parts.ts'

/** What an application asks for, from the License Server as from the cloud. */
export const consumptionSchema = z.strictObject({ product: codeSchema, points: z.int().min(1).max(pointsMost) })
export type Consumption = z.infer<typeof consumptionSchema>
export const entryParameters = z.strictObject({ entry: idSchema('meterEntry') })
export const entryReplySchema = z.strictObject({ entry: meterEntrySchema })

/** The points of metered licenses. */
export const meterApi = {
  'meter.consume': {
    method: 'put',
    path: '/v1/consumptions/{entry}',
    summary:
      'Take points from the license of a product that ends first and has enough; the same id again takes nothing more and gets the same answer',
    parameters: entryParameters,
    body: consumptionSchema,
    answer: entryReplySchema,
    problems: [
      'not-signed-in',
      'not-allowed',
      'request-invalid',
      'meter-unknown',
      'license-ended',
      'points-used-up',
      'meter-entry-reused',
    ],
  },
  'meter.correct': {
    method: 'put',
    path: '/v1/meters/{license}/corrections/{entry}',
    summary: 'Add points to a metered license, or with a minus take them, for a reason that its company sees',
    parameters: z.strictObject({ license: idSchema('license'), entry: idSchema('meterEntry') }),
    query: companyQuery,
    body: z.strictObject({
      points: z
        .int()
        .min(-pointsMost)
        .max(pointsMost)
        .refine((points) => points !== 0, 'is not zero'),
      reason: z.string().trim().min(1).max(500),
    }),
    answer: entryReplySchema,
    problems: [
      'not-signed-in',
      'not-allowed',
      'company-not-chosen',
      'request-invalid',
      'meter-unknown',
      'points-used-up',
      'meter-entry-reused',
    ],
  },
  'meter.list': {
    method: 'get',
    path: '/v1/meters/{license}/entries',
    summary: 'The points of a metered license: how many are left, and what changed them, newest first',
    parameters: z.strictObject({ license: idSchema('license') }),
    query: z.strictObject({
      company: idSchema('company').optional(),
      ...pageQuery,
      after: z
        .string()
        .regex(/^\d{1,9}$/)
        .optional(),
    }),
    answer: z.strictObject({ balance: z.int(), entries: z.array(meterEntrySchema), next: nextSchema }),
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen', 'meter-unknown'],
  },
} as const satisfies Record<string, Operation>
