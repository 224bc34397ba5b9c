import { z } from 'zod'
import type { VerifySignature } from '../key.ts'
import { codeSchema } from '../license.ts'
import { secondsSchema } from '../time.ts'
import { type DocumentKey, type Opened, openDocument } from './jws.ts'

/**
 * The vendor's emergency switch for one line [Q88]: until then an application may run on a dongle again, whatever the cut-over version says.
 * `number` rises with every use; one that is switched off ends when it was signed.
 */
export const emergencySchema = z.strictObject({
  iss: z.url().max(200),
  iat: secondsSchema,
  line: codeSchema,
  number: z.int().min(1),
  until: secondsSchema,
  reason: z.string().min(1).max(500),
})
export type Emergency = z.infer<typeof emergencySchema>

export function openEmergency(
  document: string,
  keys: readonly DocumentKey[],
  verify: VerifySignature,
): Opened<Emergency> {
  return openDocument(document, 'emergency', emergencySchema, keys, verify)
}
