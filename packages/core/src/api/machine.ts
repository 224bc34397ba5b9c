import { z } from 'zod'
import { idSchema } from '../id.ts'
import { momentSchema } from '../time.ts'
import { machineNameSchema } from './device-grant.ts'
import type { Operation } from './operation.ts'
import { companyQuery } from './parts.ts'

// The License Servers of a company, and the word of a person that one of them is gone for good: stolen, scrapped, lost.

const goneSchema = z.strictObject({
  declaredAt: momentSchema,
  /** What it may still hold is over then; null where nothing is waited for. A declaration never makes this earlier. */
  until: z.union([z.null(), momentSchema]),
})

export const machineSchema = z.strictObject({
  licenseServer: idSchema('licenseServer'),
  /** Null, as both times, where a restored backup has forgotten the machine and only the register knows it. */
  name: z.union([z.null(), machineNameSchema]),
  registeredAt: z.union([z.null(), momentSchema]),
  /** When it last refreshed its access. */
  lastSeenAt: z.union([z.null(), momentSchema]),
  revoked: z.boolean(),
  /** Two machines were noticed under its key: its disk was copied. Neither is cut off for it, nor signed out; declare it gone to end both. */
  copiedAt: z.union([z.null(), momentSchema]),
  gone: z.union([z.null(), goneSchema]),
})
export type Machine = z.infer<typeof machineSchema>

export const machineApi = {
  'machine.list': {
    method: 'get',
    path: '/v1/license-servers',
    summary: 'The License Servers of a company, and which were declared gone',
    query: companyQuery,
    answer: z.strictObject({ machines: z.array(machineSchema) }),
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen'],
  },
  'machine.gone': {
    method: 'put',
    path: '/v1/license-servers/{licenseServer}/gone',
    summary:
      'Declare a License Server gone for good: it gets nothing any more, and nothing waits for its word; what it may still hold is waited for',
    parameters: z.strictObject({ licenseServer: idSchema('licenseServer') }),
    query: companyQuery,
    body: z.strictObject({ reason: z.string().min(1).max(500) }),
    answer: machineSchema,
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen', 'machine-unknown'],
  },
} as const satisfies Record<string, Operation>
