import { z } from 'zod'
import { idSchema } from '../id.ts'
import { codeSchema, nameSchema, serialSchema } from '../license.ts'
import { momentSchema } from '../time.ts'
import type { Operation } from './operation.ts'
import { nextSchema } from './parts.ts'

/** What the vendor's ERP is told about a dongle's licenses, so that it can change its own records [Q71]. */
export const movedKinds = {
  moved: 'They are in the company’s cloud for good; the dongle is off.',
  frozen: 'They are in the company’s cloud, and the dongle may be used until `until`: nothing of it may change before.',
  expired: 'The days of `frozen` are over: only the cloud has them.',
  returned: 'They left this company again, by a correction; another company is told `moved`.',
} as const satisfies Record<string, string>
export type MovedKind = keyof typeof movedKinds

const movedEventIdSchema = z.string().regex(/^tr_[0-9a-z]{26}\.[a-z]{5,8}$/, 'is not the id of an event')

export const movedEventSchema = z.strictObject({
  /** The same event comes with the same id, however often. */
  id: movedEventIdSchema,
  company: idSchema('company'),
  companyName: nameSchema,
  kind: z.enum(Object.keys(movedKinds) as [MovedKind, ...MovedKind[]]),
  at: momentSchema,
  transfer: idSchema('transfer'),
  certificate: idSchema('certificate'),
  dongle: serialSchema,
  line: codeSchema,
  until: z.union([z.null(), momentSchema]),
  licenses: z.array(idSchema('license')),
})
export type MovedEvent = z.infer<typeof movedEventSchema>

/** The feed “these moved” for the vendor's ERP. */
export const movedApi = {
  'moved.list': {
    method: 'get',
    path: '/v1/moved',
    summary:
      'What moved and was not acknowledged yet, oldest first; as a table with `Accept: text/csv`. What is not acknowledged comes again',
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(1000).default(200),
      after: z.string().max(100).optional(),
    }),
    answer: z.strictObject({ events: z.array(movedEventSchema), next: nextSchema }),
    answerTypes: ['text/csv'],
    problems: ['not-signed-in', 'not-allowed'],
  },
  'moved.acknowledge': {
    method: 'post',
    path: '/v1/moved/ack',
    summary: 'The ERP has these events on record: they do not come again',
    body: z.strictObject({
      events: z.array(z.strictObject({ id: movedEventIdSchema, company: idSchema('company') })).max(1000),
    }),
    bodySizeBytes: 256 * 1024,
    answer: z.strictObject({
      /** Those that were acknowledged before are not counted. */
      acknowledged: z.int().min(0),
    }),
    problems: ['not-signed-in', 'not-allowed', 'request-invalid'],
  },
} as const satisfies Record<string, Operation>
