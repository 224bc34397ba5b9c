import { z } from 'zod'
import { gradeSchema } from '../../document/certificate.ts'
import { hashSchema } from '../../key.ts'
import { codeSchema, licenseSchema, nameSchema, serialSchema, versionSchema } from '../../license.ts'
import { momentSchema } from '../../time.ts'
import { problemSchema } from '../error.ts'
import type { Operation } from '../operation.ts'
import { statusSchema } from './status.ts'

/** A dongle in this machine: a short key for addresses, stable while it is the same dongle. */
export const dongleAddressSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

const toldWordSchema = z.string().max(200)

/**
 * What a dongle's own runtime says is on it, in its words: evidence for the eyes; the contract says what is credited [Q81]. `verified`:
 * against what the driver's way of reading was checked, which is never hardware: public samples, parts of public texts, or by others.
 */
const toldSchema = z.strictObject({
  verified: z.enum(['public-samples', 'partly', 'outside']),
  entries: z.array(z.strictObject({ code: toldWordSchema, name: toldWordSchema, ends: toldWordSchema })).max(256),
})

export const seenDongleSchema = z.strictObject({
  /** How this API names it. */
  dongle: dongleAddressSchema,
  /** Thumbprint of its key, once it could be read. */
  key: z.union([z.null(), hashSchema]),
  serial: serialSchema,
  label: nameSchema,
  driver: z.strictObject({ name: nameSchema, version: versionSchema, evaluation: z.boolean() }),
  /** `unread`: it is plugged in, and nothing here can read it. */
  state: z.enum(['ready', 'incomplete', 'damaged', 'foreign', 'unread', 'error']),
  /** Why it is not ready, and what to do. */
  problem: z.union([z.null(), problemSchema]),
  grade: z.union([z.null(), gradeSchema]),
  pin: z.enum(['none', 'needed', 'entered', 'few-tries-left', 'last-try', 'locked']),
  generation: z.union([z.null(), z.int()]),
  licenses: z.array(
    z.strictObject({
      license: licenseSchema,
      state: z.enum(['on', 'off', 'until']),
      until: z.union([z.null(), momentSchema]),
    }),
  ),
  /** Only of a dongle with nothing of ours on it. */
  told: toldSchema.optional(),
})
export type SeenDongle = z.infer<typeof seenDongleSchema>

export const pinSchema = z.string().min(1).max(64)

/** The dongles of this machine. */
export const localDongleApi = {
  'dongle.list': {
    method: 'get',
    path: '/v1/dongles',
    summary: 'The dongles plugged in',
    answer: z.strictObject({ dongles: z.array(seenDongleSchema), checkedAt: z.union([z.null(), momentSchema]) }),
    problems: ['dongle-service-off'],
  },
  'dongle.mend': {
    method: 'post',
    path: '/v1/dongles/{dongle}/mend',
    summary:
      'Put a dongle right that shows an older state than it had; it happens by itself, except that its PIN may have to be entered',
    parameters: z.strictObject({ dongle: dongleAddressSchema }),
    body: z.strictObject({ pin: z.union([z.null(), pinSchema]), confirmLastTry: z.boolean().default(false) }),
    answer: seenDongleSchema,
    problems: [
      'dongle-service-off',
      'dongle-not-found',
      'pin-wrong',
      'pin-wrong-few-left',
      'pin-last-try',
      'pin-locked',
    ],
  },
  'dongle-service.put': {
    method: 'put',
    path: '/v1/dongle-service',
    summary: 'ENABLE DONGLE: start or stop the dongle service [Q37]',
    body: z.strictObject({ enabled: z.boolean() }),
    answer: statusSchema,
    problems: ['driver-unavailable'],
  },
  'drawer.read': {
    method: 'get',
    path: '/v1/drawer',
    summary: 'Evaluation dongles in the drawer, to plug in and unplug',
    answer: z.strictObject({
      dongles: z.array(z.strictObject({ name: codeSchema, plugged: z.boolean(), shows: z.string().max(200) })),
    }),
    problems: ['not-found'],
  },
  'drawer.put': {
    method: 'put',
    path: '/v1/drawer/{name}',
    summary: 'Plug an evaluation dongle in, or unplug it',
    parameters: z.strictObject({ name: codeSchema }),
    body: z.strictObject({ plugged: z.boolean() }),
    answer: z.strictObject({ name: codeSchema, plugged: z.boolean() }),
    problems: ['not-found'],
  },
} as const satisfies Record<string, Operation>
