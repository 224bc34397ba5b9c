import { z } from 'zod'
import { momentSchema } from '../../time.ts'
import { heldLicenseSchema } from '../license.ts'
import { lineSchema } from '../line.ts'
import type { Operation } from '../operation.ts'
import { readinessQuery, readinessSchema } from '../readiness.ts'

/** What is licensed here, and whether its user can work. */
export const localLicenseApi = {
  'line.list': {
    method: 'get',
    path: '/v1/lines',
    summary: 'Product lines and their policies, as the cloud last said',
    answer: z.strictObject({ lines: z.array(lineSchema) }),
    problems: [],
  },
  'license.list': {
    method: 'get',
    path: '/v1/licenses',
    summary: 'Every license usable or known here, whatever its source [Q44]',
    answer: z.strictObject({
      licenses: z.array(heldLicenseSchema),
      /** When the cloud last told; null when it never did. */
      asOf: z.union([z.null(), momentSchema]),
    }),
    problems: [],
  },
  'readiness.read': {
    method: 'get',
    path: '/v1/readiness',
    summary:
      'What an application asks before its licensed work: whether its user can go on, or has to transfer first [Q06]',
    query: z.strictObject({ ...readinessQuery, returnTo: z.string().max(300).optional() }),
    answer: readinessSchema.extend({
      /** Who was asked: `here` when the cloud could not be, and what it last said counts. */
      told: z.enum(['cloud', 'here']),
      /** The page of this License Server that leads on; null when there is nothing to do. */
      page: z.union([z.null(), z.string()]),
      /** Where its pages lead back to: only an address the vendor registered for the line. */
      returnTo: z.union([z.null(), z.string()]),
    }),
    problems: ['not-found', 'request-invalid', 'return-address-refused'],
  },
} as const satisfies Record<string, Operation>
