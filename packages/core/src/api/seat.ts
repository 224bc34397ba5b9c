import { z } from 'zod'
import { idSchema } from '../id.ts'
import { codeSchema } from '../license.ts'
import { momentSchema } from '../time.ts'
import { machineNameSchema } from './device-grant.ts'
import type { Operation } from './operation.ts'
import { companyQuery, nextSchema, pageQuery } from './parts.ts'
import { emailSchema } from './sign-in.ts'

// Who holds which seat of a company in the cloud, who waits for one, and who asked in vain.

const machineSchema = z.strictObject({ id: idSchema('licenseServer'), name: z.union([z.null(), machineNameSchema]) })
/** A License Server, or a person by their address. */
const holderSchema = z.union([idSchema('licenseServer'), emailSchema])
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

const assignedSeatSchema = z.strictObject({
  license: idSchema('license'),
  product: codeSchema,
  /** The seats there are of this license; null where it is metered, since its points limit none. */
  seats: z.union([z.null(), z.int()]),
  holder: holderSchema,
  /** Null where the contract names the person. */
  since: z.union([z.null(), momentSchema]),
  /** A person's id, `first-use` for a machine that was the first to ask, `contract`. */
  by: z.string(),
  /** Taken away: nothing is lent to the holder any more, and the seat can be another one's from then on. */
  freeAt: z.union([z.null(), momentSchema]),
  /** The lease by which it is in use now, and until when at most without contact. */
  inUse: z.union([z.null(), z.strictObject({ lease: idSchema('lease'), until: momentSchema })]),
})
export type AssignedSeat = z.infer<typeof assignedSeatSchema>

const assignProblems = [
  'not-signed-in',
  'not-allowed',
  'person-needed',
  'company-not-chosen',
  'license-unknown',
  'license-floating',
  'holder-refused',
] as const
const assignParameters = z.strictObject({ license: idSchema('license'), holder: holderSchema })

/** A license and a holder: where a page of assigned seats goes on. */
const placeSchema = z.string().max(300).optional()

export const seatApi = {
  'seat.assign': {
    method: 'put',
    path: '/v1/licenses/{license}/seats/{holder}',
    summary: 'Give a person or a machine a seat of its own; the same again changes nothing',
    parameters: assignParameters,
    query: companyQuery,
    answer: assignedSeatSchema,
    problems: [...assignProblems, 'seats-all-assigned'],
  },
  'seat.unassign': {
    method: 'delete',
    path: '/v1/licenses/{license}/seats/{holder}',
    summary: 'Take its own seat from a person or a machine; the answer says from when on it can be another one’s',
    parameters: assignParameters,
    query: companyQuery,
    answer: assignedSeatSchema,
    problems: [...assignProblems, 'seat-not-assigned', 'seat-named-by-vendor'],
  },
  'assigned-seat.list': {
    method: 'get',
    path: '/v1/assigned-seats',
    summary: 'Whose the seats of licenses are that belong to persons or machines',
    query: companyQuery.extend({ license: idSchema('license').optional(), ...pageQuery, after: placeSchema }),
    answer: z.strictObject({ seats: z.array(assignedSeatSchema), next: nextSchema }),
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen'],
  },
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
