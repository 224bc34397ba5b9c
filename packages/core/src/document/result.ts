import { z } from 'zod'
import { dongleNameSchema } from '../dongle/name.ts'
import { idSchema } from '../id.ts'
import { codeSchema } from '../license.ts'
import { secondsSchema } from '../time.ts'
import { resultNames } from '../transfer/result.ts'

/** The cloud's signed word about a run in which nothing was moved off the dongle: why, and what was granted instead. */
export const resultDocumentSchema = z.strictObject({
  iss: z.url().max(200),
  iat: secondsSchema,
  transfer: idSchema('transfer'),
  dongle: dongleNameSchema,
  company: idSchema('company'),
  line: codeSchema,
  result: z.enum(resultNames),
  licenses: z.array(z.strictObject({ license: idSchema('license'), answer: codeSchema, reason: codeSchema })),
  /** A temporary subscription [Q53]: the license granted, and its last day. */
  temporary: z.union([
    z.null(),
    z.strictObject({ license: idSchema('license'), product: codeSchema, until: z.iso.date() }),
  ]),
  /** The support case that was opened with it, where one was due. */
  case: idSchema('case').optional(),
})
export type ResultDocument = z.infer<typeof resultDocumentSchema>
