import { z } from 'zod'
import { seatSourceSchema } from '../../document/lease.ts'
import { codeSchema, nameSchema, serialSchema } from '../../license.ts'
import { momentSchema } from '../../time.ts'
import type { Operation } from '../operation.ts'
import { dongleAddressSchema } from './dongle.ts'

/** A line that may be used from its dongle as well, until then: the way back of a grace. */
const graceSourceSchema = z.strictObject({
  dongle: dongleAddressSchema,
  serial: serialSchema,
  label: nameSchema,
  line: codeSchema,
  source: seatSourceSchema,
  until: momentSchema,
})
export type GraceSource = z.infer<typeof graceSourceSchema>

/** The way back of a grace. */
export const localSourceApi = {
  'source.list': {
    method: 'get',
    path: '/v1/sources',
    summary:
      'During a grace: the lines that may be used from a dongle plugged in here instead of the cloud, and which is used',
    answer: z.strictObject({ sources: z.array(graceSourceSchema) }),
    problems: ['dongle-service-off'],
  },
  'source.put': {
    method: 'put',
    path: '/v1/dongles/{dongle}/sources/{line}',
    summary:
      'The way back: take the seats of a line from its dongle, or from the cloud again; at once, also without a network',
    parameters: z.strictObject({ dongle: dongleAddressSchema, line: codeSchema }),
    body: z.strictObject({ source: seatSourceSchema }),
    answer: z.strictObject({ source: seatSourceSchema }),
    problems: ['dongle-service-off', 'dongle-not-found', 'no-way-back'],
  },
} as const satisfies Record<string, Operation>
