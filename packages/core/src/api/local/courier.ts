import { z } from 'zod'
import { carriedOperations } from '../../courier/carried.ts'
import { letterSizeBytes } from '../../courier/limits.ts'
import { momentSchema } from '../../time.ts'
import type { Operation } from '../operation.ts'

/** `to-write`: in no file yet; `written`: in a file that is under way; `answered`: the reply is here and was not needed yet. */
const waitingSchema = z.strictObject({
  operation: z.union([z.literal('sign-in'), z.enum(carriedOperations)]),
  state: z.enum(['to-write', 'written', 'answered']),
  since: momentSchema,
})

export const courierStateSchema = z.strictObject({
  enabled: z.boolean(),
  waiting: z.array(waitingSchema),
  /** The file that was written last. */
  written: z.union([z.null(), z.strictObject({ number: z.int(), at: momentSchema, expiresAt: momentSchema })]),
  /** The answer that was read last. */
  read: z.union([z.null(), z.strictObject({ number: z.int(), at: momentSchema })]),
  /** By what a person can compare the cloud on both machines; null before one is known. */
  rootFingerprint: z.union([z.null(), z.string()]),
})
export type CourierState = z.infer<typeof courierStateSchema>

/** Working without a network: what needs the cloud is written into a file, and its answer read back. */
export const localCourierApi = {
  'courier.read': {
    method: 'get',
    path: '/v1/courier',
    summary: 'What waits to be carried to the cloud, and which file is under way',
    answer: courierStateSchema,
    problems: [],
  },
  'courier.put': {
    method: 'put',
    path: '/v1/courier',
    summary: 'Put down for the courier what the cloud cannot be asked now; kept over a restart',
    body: z.strictObject({ enabled: z.boolean() }),
    answer: courierStateSchema,
    problems: ['journal-full'],
  },
  'courier.write': {
    method: 'post',
    path: '/v1/courier/requests',
    summary: 'The request file with everything that waits; while nobody is signed in, it asks for the sign-in',
    body: z.strictObject({}),
    answer: z.strictObject({
      number: z.int(),
      fileName: z.string(),
      letter: z.string(),
      /** The same in parts that each fit into a QR code. */
      parts: z.array(z.string()),
      expiresAt: momentSchema,
    }),
    problems: ['courier-off', 'courier-nothing', 'journal-full'],
  },
  'courier.take': {
    method: 'post',
    path: '/v1/courier/answers',
    summary: 'Read an answer: what waits for it goes on. Read again, it changes nothing',
    body: z.strictObject({
      letter: z
        .string()
        .min(1)
        .max(2 * letterSizeBytes),
    }),
    bodySizeBytes: 2 * letterSizeBytes + 1024,
    answer: courierStateSchema,
    problems: [
      'courier-unreadable',
      'courier-part-missing',
      'courier-parts-mixed',
      'courier-changed',
      'courier-is-request',
      'courier-other-machine',
      'courier-read',
      'document-refused',
      'journal-full',
    ],
  },
} as const satisfies Record<string, Operation>
