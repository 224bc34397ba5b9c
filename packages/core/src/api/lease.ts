import { z } from 'zod'
import { idSchema } from '../id.ts'
import { codeSchema, versionSchema } from '../license.ts'
import { momentSchema } from '../time.ts'
import type { Operation } from './operation.ts'
import { documentSchema } from './parts.ts'
import { emailSchema } from './sign-in.ts'

export const leaseReplySchema = z.strictObject({ lease: documentSchema, renewAfter: momentSchema })
export type LeaseReply = z.infer<typeof leaseReplySchema>

/** Leases of machines. */
export const leaseApi = {
  'lease.put': {
    method: 'put',
    path: '/v1/leases/{lease}',
    summary: 'Check out, or renew under a new id: a signed lease for this machine',
    parameters: z.strictObject({ lease: idSchema('lease') }),
    body: z.strictObject({
      product: codeSchema,
      version: versionSchema,
      /** The lease it continues, when it renews one. */
      previous: z.union([z.null(), idSchema('lease')]),
      /** Where no seat is free: take a place in the queue, and keep it by asking for the same lease again as `Retry-After` says. */
      waits: z.boolean().default(false),
      /** Who works with it, where seats are persons'. The machine's word: the cloud knows no person behind it. */
      user: z.union([z.null(), emailSchema]).default(null),
    }),
    answer: leaseReplySchema,
    problems: [
      'not-signed-in',
      'machine-unknown',
      'product-unknown',
      'no-seat-free',
      'license-ended',
      'lease-unknown',
      'seat-freed',
      'user-needed',
      'seat-not-assigned',
      'seat-in-use',
      'bound-elsewhere',
    ],
  },
  'lease.release': {
    method: 'delete',
    path: '/v1/leases/{lease}',
    summary: 'Give the seat back',
    parameters: z.strictObject({ lease: idSchema('lease') }),
    answer: z.strictObject({ released: z.boolean() }),
    problems: ['not-signed-in', 'machine-unknown'],
  },
} as const satisfies Record<string, Operation>
