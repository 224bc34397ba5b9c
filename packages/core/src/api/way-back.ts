import { z } from 'zod'
import { codeSchema, serialSchema } from '../license.ts'
import { momentSchema } from '../time.ts'
import type { Operation } from './operation.ts'
import { companyQuery } from './parts.ts'

const wayBackSchema = z.strictObject({
  serial: serialSchema,
  line: codeSchema,
  /** From here on only the cloud is left. */
  until: momentSchema,
  /** For a countdown that no wrong clock can spoil: by the cloud's own time. */
  secondsLeft: z.int().min(0),
})
export type RunningWayBack = z.infer<typeof wayBackSchema>

/** The days in which a customer may go back to the dongle [Q70, Q96]; the switch itself is the License Server's. */
export const wayBackApi = {
  'way-back.list': {
    method: 'get',
    path: '/v1/way-backs',
    summary:
      'The dongles of the company that may still be used again, each with the end of its days, the first to end first',
    query: companyQuery,
    answer: z.strictObject({ wayBacks: z.array(wayBackSchema).max(1000) }),
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen'],
  },
} as const satisfies Record<string, Operation>
