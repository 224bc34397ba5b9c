import { z } from 'zod'
import { letterSizeBytes } from '../courier/limits.ts'
import { idSchema } from '../id.ts'
import { machineNameSchema } from './device-grant.ts'
import type { Operation } from './operation.ts'
import { companyQuery } from './parts.ts'

// What a machine without a network asks comes in a signed file, and its answer goes back sealed to that machine.

const letterBody = z.strictObject({ request: z.string().min(1).max(letterSizeBytes) })

const letterAnswer = z.strictObject({
  answer: z.string(),
  /** Whose request it was, by the name the machine gave itself. */
  machine: machineNameSchema,
  number: z.int(),
  /** How many messages were replied to, and to how many of these the cloud said no. */
  replies: z.int(),
  refused: z.int(),
})

const mixUps = [
  'courier-unreadable',
  'courier-part-missing',
  'courier-parts-mixed',
  'courier-changed',
  'courier-is-answer',
  'courier-other-cloud',
  'courier-superseded',
  'courier-expired',
  'machine-revoked',
  'rate-limited',
] as const

export const courierApi = {
  'courier.answer': {
    method: 'post',
    path: '/v1/courier/answers',
    summary:
      'Answer the request file of a registered License Server. Authorized by its signature: whoever carries it may bring it',
    body: letterBody,
    bodySizeBytes: letterSizeBytes + 1024,
    answer: letterAnswer,
    problems: [...mixUps, 'courier-needs-person', 'machine-unknown'],
  },
  'courier.sign-in': {
    method: 'post',
    path: '/v1/courier/sign-ins',
    summary: 'Answer the request file of a machine that wants to be signed in, for one of the caller’s companies',
    query: companyQuery,
    body: letterBody,
    bodySizeBytes: letterSizeBytes + 1024,
    answer: letterAnswer.extend({ licenseServer: idSchema('licenseServer') }),
    problems: [...mixUps, 'not-signed-in', 'not-allowed', 'company-not-chosen', 'origin-refused'],
  },
} as const satisfies Record<string, Operation>
