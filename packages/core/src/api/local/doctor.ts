import { z } from 'zod'
import { supportBundleSchema } from '../../doctor/bundle.ts'
import { findingSchema } from '../../doctor/finding.ts'
import { layers } from '../../doctor/layer.ts'
import { momentSchema } from '../../time.ts'
import type { Operation } from '../operation.ts'

const diagnosisSchema = z.strictObject({
  checkedAt: momentSchema,
  /** Where to begin; null when nothing fails. */
  failing: z.union([z.null(), z.enum(layers)]),
  /** One for each layer, in their order. */
  findings: z.array(findingSchema),
})
export type Diagnosis = z.infer<typeof diagnosisSchema>

/** Why it does not work here [Q100]. Needs no sign-in: who is stuck is often not signed in. */
export const localDoctorApi = {
  'doctor.read': {
    method: 'get',
    path: '/v1/doctor',
    summary: 'Looks at each layer this License Server stands on, and names the one that fails [Q100]',
    answer: diagnosisSchema,
    problems: [],
  },
  'doctor.bundle': {
    method: 'get',
    path: '/v1/doctor/bundle',
    summary: 'What support needs to know, without secrets',
    answer: supportBundleSchema,
    problems: [],
  },
} as const satisfies Record<string, Operation>
