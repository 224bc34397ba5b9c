import { z } from 'zod'
import { momentSchema } from '../time.ts'
import { findingSchema } from './finding.ts'

const wordsSchema = z.string().max(2000)

/** What support gets to see: named facts only, so that nothing comes along by itself. */
export const supportBundleSchema = z.strictObject({
  program: z.strictObject({
    version: wordsSchema,
    runtime: wordsSchema,
    system: wordsSchema,
    runningSeconds: z.int().min(0),
    madeAt: momentSchema,
  }),
  findings: z.array(findingSchema),
  cloud: z.strictObject({
    address: wordsSchema,
    reachable: z.union([z.null(), z.boolean()]),
    lastContactAt: z.union([z.null(), momentSchema]),
    certificateLog: wordsSchema,
  }),
  account: z.strictObject({
    state: wordsSchema,
    company: wordsSchema,
    companyId: wordsSchema,
    licenseServer: wordsSchema,
  }),
  dongles: z.array(
    z.strictObject({
      serial: wordsSchema,
      driver: wordsSchema,
      state: wordsSchema,
      pin: wordsSchema,
      generation: z.union([z.null(), z.int()]),
      licenses: z.int().min(0),
      problem: wordsSchema,
    }),
  ),
  transfers: z.array(
    z.strictObject({
      id: wordsSchema,
      dongle: wordsSchema,
      line: wordsSchema,
      state: wordsSchema,
      phase: wordsSchema,
      waitingFor: wordsSchema,
      result: wordsSchema,
      problem: wordsSchema,
      startedAt: momentSchema,
    }),
  ),
  log: z.array(
    z.strictObject({ at: momentSchema, level: z.int(), message: wordsSchema, code: wordsSchema, detail: wordsSchema }),
  ),
})
export type SupportBundle = z.infer<typeof supportBundleSchema>

/** What each part of a bundle holds: shown before it is made, and complete because a bundle has no other parts. */
export const bundleWords = {
  program: 'Version and system of the License Server, and how long it has been running.',
  findings: 'What the doctor found, as it stands on this page.',
  cloud: 'Address of the license cloud, and when it answered last.',
  account: 'Name and number of your company, and the number of this License Server.',
  dongles: 'Serial, driver and state of each dongle in this machine. No PIN, no key.',
  transfers: 'Number, step and result of each transfer. No certificate.',
  log: 'The last lines of the log of this program, with whatever looks like a secret taken out.',
} as const satisfies Record<keyof SupportBundle, string>
