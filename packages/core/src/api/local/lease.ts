import { z } from 'zod'
import { seatSourceSchema } from '../../document/lease.ts'
import { idSchema } from '../../id.ts'
import { codeSchema, versionSchema } from '../../license.ts'
import { momentSchema } from '../../time.ts'
import type { Operation } from '../operation.ts'
import { emailSchema } from '../sign-in.ts'

/** The seats of applications. */
export const localLeaseApi = {
  'lease.put': {
    method: 'put',
    path: '/v1/leases/{lease}',
    summary: 'An application checks out a seat, or renews it (same id, again)',
    parameters: z.strictObject({ lease: idSchema('lease') }),
    body: z.strictObject({
      product: codeSchema,
      version: versionSchema,
      /** Who works with it, where seats are persons'. */
      user: emailSchema.optional(),
      /**
       * Where the account has no seat free: take a place in its queue. The problem says which one, and is kept by asking again as `Retry-After`
       * says.
       */
      waits: z.boolean().optional(),
    }),
    answer: z.strictObject({
      lease: z.string(),
      source: seatSourceSchema,
      expiresAt: momentSchema,
      renewAfter: momentSchema,
      offline: z.boolean(),
    }),
    problems: [
      'product-unknown',
      'cut-over',
      'no-seat-free',
      'seat-freed',
      'user-needed',
      'seat-not-assigned',
      'seat-in-use',
      'bound-elsewhere',
      'lease-expired',
      'lease-revoked',
      'clock-needs-contact',
      'offline-refused',
      'license-ended',
      'permit-needed',
      'permit-ended',
    ],
  },
  'lease.release': {
    method: 'delete',
    path: '/v1/leases/{lease}',
    summary: 'Give the seat back',
    parameters: z.strictObject({ lease: idSchema('lease') }),
    answer: z.strictObject({ released: z.boolean() }),
    problems: [],
  },
} as const satisfies Record<string, Operation>
