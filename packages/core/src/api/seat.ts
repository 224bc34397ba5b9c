import { z } from 'zod'
import { idSchema } from '../id.ts'
import { codeSchema } from '../license.ts'
import { momentSchema } from '../time.ts'
import { machineNameSchema } from './device-grant.ts'
import type { Operation } from './operation.ts'
import { companyQuery, nextSchema, pageQuery } from './parts.ts'

// Who holds which seat of a company in the cloud, who waits for one, and who asked in vain.

const machineSchema = z.strictObject({ id: idSchema('licenseServer'), name: z.union([z.null(), machineNameSchema]) })
const wordsSchema = z.string().min(1).max(500)

export const seatSchema = z.strictObject({
  /** The first lease by which it is held: its name through all renewals. */
  lease: idSchema('lease'),
  product: codeSchema,
  license: idSchema('license'),
  machine: machineSchema,
  /** Who signed the machine in; the name is null where they are no member any more. */
  user: z.union([z.null(), z.strictObject({ id: idSchema('user'), name: z.union([z.null(), z.string()]) })]),
  since: momentSchema,
  /** Without contact the machine may work until then. */
  until: momentSchema,
  /** An administrator gives the seat to others from then on. */
  freed: z.union([z.null(), z.strictObject({ at: momentSchema, by: z.string(), words: wordsSchema })]),
})
export type Seat = z.infer<typeof seatSchema>

const waitingSchema = z.strictObject({
  lease: idSchema('lease'),
  product: codeSchema,
  machine: machineSchema,
  since: momentSchema,
  /** 1 is next. */
  position: z.int().min(1),
})

const refusalSchema = z.strictObject({
  lease: idSchema('lease'),
  product: codeSchema,
  machine: machineSchema,
  code: z.string(),
  firstAt: momentSchema,
  lastAt: momentSchema,
  times: z.int().min(1),
})

export const seatApi = {
  'seat.list': {
    method: 'get',
    path: '/v1/seats',
    summary: 'Who holds which seat, by product and since when, and who waits for one',
    query: companyQuery.extend({ product: codeSchema.optional(), ...pageQuery }),
    answer: z.strictObject({ seats: z.array(seatSchema), waiting: z.array(waitingSchema).max(200), next: nextSchema }),
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen'],
  },
  'seat.free': {
    method: 'put',
    path: '/v1/seats/{lease}/end',
    summary: 'Give a seat to others from a stated time on; its holder is told at its next renewal',
    parameters: z.strictObject({ lease: idSchema('lease') }),
    query: companyQuery,
    /** A time that has passed means now. */
    body: z.strictObject({ at: momentSchema, words: wordsSchema }),
    answer: z.strictObject({
      /** The seat is another one's from then on. */
      freeAt: momentSchema,
      /** Until then the machine may work on all the same, where it has no contact. */
      mayWorkUntil: momentSchema,
    }),
    problems: ['not-signed-in', 'not-allowed', 'person-needed', 'company-not-chosen', 'lease-unknown'],
  },
  'seat-refusal.list': {
    method: 'get',
    path: '/v1/seat-refusals',
    summary: 'Who asked for a seat in vain, and why, newest first',
    query: companyQuery.extend(pageQuery),
    answer: z.strictObject({ refusals: z.array(refusalSchema), next: nextSchema }),
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen'],
  },
} as const satisfies Record<string, Operation>
