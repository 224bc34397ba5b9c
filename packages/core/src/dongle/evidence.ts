import { z } from 'zod'
import { gradeSchema } from '../document/certificate.ts'
import { documentSizeBytes } from '../document/jws.ts'
import { publicKeySchema } from '../key.ts'
import { nameSchema, serialSchema, versionSchema } from '../license.ts'

/** Bytes of a dongle's VALUE in base64url. */
export const stateTextSchema = z.string().regex(/^[A-Za-z0-9_-]{90,1500}$/, 'is not a signed dongle state')

/** What a License Server read from a dongle and sends on, byte for byte. The cloud believes only what is signed in it. */
export const dongleEvidenceSchema = z.strictObject({
  serial: serialSchema,
  key: publicKeySchema,
  state: stateTextSchema,
  list: z.string().max(documentSizeBytes),
  /** Every ORDER by which a license is off: after a lost journal and a restored cloud nobody else has it. */
  orders: z.array(z.string().max(documentSizeBytes)).max(64),
  driver: z.strictObject({ name: nameSchema, version: versionSchema }),
  grade: gradeSchema,
})
export type DongleEvidence = z.infer<typeof dongleEvidenceSchema>
