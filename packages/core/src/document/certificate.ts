import { z } from 'zod'
import { idSchema } from '../id.ts'
import { hashSchema, type VerifySignature } from '../key.ts'
import { codeSchema, licenseSchema, nameSchema, serialSchema } from '../license.ts'
import { secondsSchema } from '../time.ts'
import { type DocumentKey, type Opened, openDocument } from './jws.ts'

/** Where a license can be. The vendor is where each chain begins. */
export const placeSchema = z
  .string()
  .regex(/^(vendor|dongle:[\x21-\x7e]{1,64}|company:com_[0-9a-z]{26})$/, 'is not a place')
export type Place = z.infer<typeof placeSchema>

/** One link of a license's custody chain: each debit is the previous credit, so a license has exactly one holder. */
export const custodyLinkSchema = z.strictObject({
  sequence: z.int().min(1),
  debit: placeSchema,
  credit: placeSchema,
  at: secondsSchema,
  transfer: z.union([z.null(), idSchema('transfer')]),
})
export type CustodyLink = z.infer<typeof custodyLinkSchema>

/** How much a dongle's own word is worth (PROTOCOL, class A, item 9). */
export const gradeSchema = z.strictObject({
  class: z.enum(['A', 'B']),
  crashSafe: z.boolean(),
  tamperProof: z.boolean(),
})

/** The cloud's proof of a finished transfer. It carries the whole chain of each license, so that a gap is never ambiguous. */
export const certificateSchema = z.strictObject({
  iss: z.url().max(200),
  iat: secondsSchema,
  jti: idSchema('certificate'),
  transfer: idSchema('transfer'),
  result: z.enum(['all-moved', 'partly-moved']),
  company: z.strictObject({ id: idSchema('company'), name: nameSchema }),
  dongle: z.strictObject({ key: hashSchema, serial: serialSchema, grade: gradeSchema }),
  line: codeSchema,
  policy: z.strictObject({ name: codeSchema, version: z.int().min(1) }),
  /** The named contact [Q20]. */
  contact: z.string().max(254),
  order: hashSchema,
  receipt: hashSchema,
  moved: z.array(z.strictObject({ license: licenseSchema, chain: z.array(custodyLinkSchema).min(1).max(1000) })).min(1),
  kept: z.array(z.strictObject({ license: licenseSchema, reason: codeSchema })),
})
export type Certificate = z.infer<typeof certificateSchema>

export function openCertificate(
  document: string,
  keys: readonly DocumentKey[],
  verify: VerifySignature,
): Opened<Certificate> {
  return openDocument(document, 'certificate', certificateSchema, keys, verify)
}
