import { z } from 'zod'
import { dongleNameSchema } from '../../dongle/name.ts'
import { serialSchema } from '../../license.ts'
import { momentSchema } from '../../time.ts'
import type { Operation } from '../operation.ts'
import { dongleParameter } from '../permit.ts'

/** A permit of this machine: its right to use one dongle that can't say itself what is left on it. */
const heldPermitSchema = z.strictObject({
  dongle: dongleNameSchema,
  serial: serialSchema,
  number: z.int().min(1),
  until: momentSchema,
  usable: z.boolean(),
  plugged: z.boolean(),
  /** Another machine's transfer waits for it. */
  awaited: z.boolean(),
})

/** The permits of this machine. */
export const localPermitApi = {
  'permit.list': {
    method: 'get',
    path: '/v1/permits',
    summary: 'The permits by which this machine may use dongles, plugged in or not',
    answer: z.strictObject({ permits: z.array(heldPermitSchema) }),
    problems: [],
  },
  'permit.give-back': {
    method: 'post',
    path: '/v1/permits/{dongle}/give-back',
    summary: 'Give a permit back now, so that a transfer on another machine need not wait for its end',
    parameters: dongleParameter,
    body: z.strictObject({}),
    /** `owed`: it is gone from this machine, and the cloud is told as soon as it can be reached. */
    answer: z.strictObject({ answer: z.enum(['returned', 'owed', 'none']) }),
    problems: ['not-signed-in', 'journal-full'],
  },
} as const satisfies Record<string, Operation>
