import { z } from 'zod'
import { documentSizeBytes } from '../document/jws.ts'
import { momentSchema } from '../time.ts'
import type { Operation } from './operation.ts'
import { lineParameter } from './policy.ts'

const reasonSchema = z.string().min(1).max(500)

/** What everybody is shown while the switch of a line is on. */
export const shownEmergencySchema = z.strictObject({
  until: momentSchema,
  reason: reasonSchema,
  /** The signed word of it, which License Servers go by. */
  document: z.string().max(documentSizeBytes),
})
export type ShownEmergency = z.infer<typeof shownEmergencySchema>

const recordedSchema = z.strictObject({
  number: z.int(),
  until: momentSchema,
  reason: reasonSchema,
  switchedAt: momentSchema,
  switchedBy: z.string(),
})

/** The emergency switch: dongles may be used again for some days, whatever the cut-over version says [Q88]. */
export const emergencyApi = {
  'emergency.put': {
    method: 'put',
    path: '/v1/lines/{line}/emergency',
    summary: 'Let a line’s dongles be used again for some days, whatever the cut-over version says [Q88]',
    parameters: lineParameter,
    body: z.strictObject({ days: z.int().min(1).max(90), reason: reasonSchema }),
    answer: recordedSchema,
    problems: ['not-signed-in', 'not-allowed', 'person-needed', 'not-found', 'request-invalid'],
  },
  'emergency.end': {
    method: 'post',
    path: '/v1/lines/{line}/emergency/end',
    summary: 'Switch it off before its days are over',
    parameters: lineParameter,
    body: z.strictObject({ reason: reasonSchema }),
    answer: recordedSchema,
    problems: ['not-signed-in', 'not-allowed', 'person-needed', 'not-found', 'request-invalid', 'emergency-off'],
  },
  'emergency.list': {
    method: 'get',
    path: '/v1/lines/{line}/emergencies',
    summary: 'Every use of a line’s emergency switch, newest first: who, why, until when',
    parameters: lineParameter,
    answer: z.strictObject({ emergencies: z.array(recordedSchema) }),
    problems: ['not-signed-in', 'not-allowed', 'not-found'],
  },
} as const satisfies Record<string, Operation>
