import { z } from 'zod'
import { hashSchema } from '../key.ts'
import { codeSchema, nameSchema } from '../license.ts'
import { transferPolicySchema } from '../policy/policy.ts'
import { momentSchema } from '../time.ts'
import { shownEmergencySchema } from './emergency.ts'
import type { Operation } from './operation.ts'

export const lineSchema = z.strictObject({
  id: codeSchema,
  name: nameSchema,
  policy: transferPolicySchema,
  waveOpensAt: z.union([z.null(), momentSchema]).optional(),
  /** Only while the vendor's emergency switch is on [Q88]. */
  emergency: shownEmergencySchema.optional(),
})
export type ProductLine = z.infer<typeof lineSchema>

/** Product lines and their policies. */
export const lineApi = {
  'line.list': {
    method: 'get',
    path: '/v1/lines',
    summary:
      'The vendor, its product lines and their transfer policies: support can be reached before anybody signs in [Q48]',
    answer: z.strictObject({
      vendor: nameSchema,
      /** The hash of the vendor's logo: whoever has another one asks for it [Q105]. */
      logo: z.union([z.null(), hashSchema]).default(null),
      lines: z.array(lineSchema),
      /** Of the list of lost dongles: whoever has an older one asks for it [Q98]. */
      blockListVersion: z.int().min(0).optional(),
    }),
    problems: [],
  },
} as const satisfies Record<string, Operation>
