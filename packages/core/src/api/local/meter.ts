import { consumptionSchema, entryParameters, entryReplySchema } from '../meter.ts'
import type { Operation } from '../operation.ts'

/** The points of metered products. */
export const localMeterApi = {
  'meter.consume': {
    method: 'put',
    path: '/v1/consumptions/{entry}',
    summary: 'An application takes points of a product; the same id again takes nothing more and gets the same answer',
    parameters: entryParameters,
    body: consumptionSchema,
    answer: entryReplySchema,
    problems: [
      'not-signed-in',
      'points-offline',
      'points-unsettled',
      'points-used-up',
      'meter-unknown',
      'meter-entry-reused',
      'license-ended',
    ],
  },
} as const satisfies Record<string, Operation>
