import { z } from 'zod'
import { documentSizeBytes } from '../../document/jws.ts'
import { publicKeySchema } from '../../key.ts'
import { codeSchema, serialSchema } from '../../license.ts'
import type { Operation } from '../operation.ts'
import { dongleAddressSchema, pinSchema } from './dongle.ts'

/** Making dongles, as a vendor does. */
export const localDongleMakingApi = {
  'dongle.make-key': {
    method: 'post',
    path: '/v1/dongle-making/key',
    summary:
      'Make the key of a new dongle: an evaluation dongle by name, or a token that is plugged in and has nothing of ours; again answers the same',
    body: z.strictObject({
      dongle: z.discriminatedUnion('driver', [
        z.strictObject({ driver: z.literal('file'), name: codeSchema }),
        z.strictObject({ driver: z.literal('pkcs11'), dongle: dongleAddressSchema, pin: pinSchema }),
      ]),
    }),
    answer: z.strictObject({ key: publicKeySchema, serial: serialSchema }),
    problems: [
      'dongle-service-off',
      'dongle-not-found',
      'driver-unavailable',
      'pin-wrong',
      'dongle-full',
      'dongle-read-only',
    ],
  },
  'dongle.write-list': {
    method: 'post',
    path: '/v1/dongle-making/list',
    summary: 'Write the signed license list on a dongle just made, with generation 1',
    body: z.strictObject({
      key: publicKeySchema,
      list: z.string().max(documentSizeBytes),
      pin: z.union([z.null(), pinSchema]),
    }),
    answer: z.strictObject({ generation: z.int() }),
    problems: [
      'dongle-service-off',
      'dongle-not-found',
      'list-refused',
      'pin-wrong',
      'dongle-full',
      'dongle-order-mismatch',
    ],
  },
} as const satisfies Record<string, Operation>
