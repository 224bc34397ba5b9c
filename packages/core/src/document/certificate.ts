import { z } from 'zod'
import { dongleNameSchema } from '../dongle/name.ts'
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

/** What speaks for it that the one who moved a readable dongle has it. */
export const possessionProofs = {
  signed: 'The dongle’s own key signed that it was there.',
  assigned: 'The vendor’s contract assigns this serial to the company.',
  seen: 'The dongle had been in use on the company’s machines before.',
  waited: 'Nobody objected for three days; a serial alone proves little.',
} as const
export type PossessionProof = keyof typeof possessionProofs

/** How a machine's last permit for the dongle ended: the cloud credits nothing while one is out. */
export const permitEndSchema = z.strictObject({
  machine: idSchema('licenseServer'),
  number: z.int().min(1),
  /** `until`: it ends with the grace, during which both sides may be used. */
  ended: z.enum(['given-back', 'expired', 'until']),
})
export type PermitEnd = z.infer<typeof permitEndSchema>

const certificateMembers = {
  iss: z.url().max(200),
  iat: secondsSchema,
  jti: idSchema('certificate'),
  transfer: idSchema('transfer'),
  result: z.enum(['all-moved', 'partly-moved']),
  company: z.strictObject({ id: idSchema('company'), name: nameSchema }),
  dongle: z.strictObject({ key: dongleNameSchema, serial: serialSchema, grade: gradeSchema }),
  line: codeSchema,
  policy: z.strictObject({ name: codeSchema, version: z.int().min(1) }),
  /** The named contact [Q20]. */
  contact: z.string().max(254),
  moved: z.array(z.strictObject({ license: licenseSchema, chain: z.array(custodyLinkSchema).min(1).max(1000) })).min(1),
  kept: z.array(z.strictObject({ license: licenseSchema, reason: codeSchema })),
}

/** Class A: the dongle itself signed that it gave the licenses away. */
export const orderCertificateSchema = z.strictObject({ ...certificateMembers, order: hashSchema, receipt: hashSchema })
export type OrderCertificate = z.infer<typeof orderCertificateSchema>

/**
 * Class B: nothing can be taken off the dongle, so there is neither order nor receipt. What is proven is less: who had it, and
 * that every machine's permit to use it had ended, or ends with the grace at `until`.
 */
export const drainCertificateSchema = z.strictObject({
  ...certificateMembers,
  order: z.undefined().optional(),
  receipt: z.undefined().optional(),
  possession: z.strictObject({
    proof: z.enum(Object.keys(possessionProofs) as [PossessionProof, ...PossessionProof[]]),
    /** Hash of the statement the dongle signed. */
    statement: z.union([z.null(), hashSchema]),
  }),
  permits: z.array(permitEndSchema).max(1000),
  until: z.union([z.null(), secondsSchema]),
})
export type DrainCertificate = z.infer<typeof drainCertificateSchema>

const declaredMembers = {
  reason: z.string().min(1).max(500),
  /** The two operators: who proposed it, and who approved it. */
  declaredBy: z.tuple([idSchema('user'), idSchema('user')]),
}

/** FORCE: two operators declared that the dongle had died before its receipt came. It is blocked; should it live, both sides overlap. */
export const forcedCertificateSchema = z.strictObject({
  ...certificateMembers,
  order: hashSchema,
  receipt: z.undefined().optional(),
  forced: z.strictObject({ ...declaredMembers, orderedAt: secondsSchema }),
})
export type ForcedCertificate = z.infer<typeof forcedCertificateSchema>

/** A correction: two operators moved what a transfer had brought to one company into another. */
export const correctedCertificateSchema = z.strictObject({
  ...certificateMembers,
  order: z.undefined().optional(),
  receipt: z.undefined().optional(),
  corrected: z.strictObject({
    ...declaredMembers,
    from: idSchema('company'),
    /** The certificate that holds no longer. */
    supersedes: idSchema('certificate'),
    /** Until when machines of the first company may still use seats they hold; null where there are none. */
    overlapUntil: z.union([z.null(), secondsSchema]),
  }),
})
export type CorrectedCertificate = z.infer<typeof correctedCertificateSchema>

/** Support put what was on a lost or broken dongle into its company's account [Q98]. The dongle stays blocked for ever. */
export const replacedCertificateSchema = z.strictObject({
  ...certificateMembers,
  order: z.undefined().optional(),
  receipt: z.undefined().optional(),
  replaced: z.strictObject({
    case: idSchema('case'),
    reason: z.string().min(1).max(500),
    /** Who of support decided it. */
    decidedBy: idSchema('user'),
  }),
})
export type ReplacedCertificate = z.infer<typeof replacedCertificateSchema>

/** The cloud's proof of a finished transfer. It carries the whole chain of each license, so that a gap is never ambiguous. */
export const certificateSchema = z.union([
  orderCertificateSchema,
  drainCertificateSchema,
  forcedCertificateSchema,
  correctedCertificateSchema,
  replacedCertificateSchema,
])
export type Certificate = z.infer<typeof certificateSchema>

export function openCertificate(
  document: string,
  keys: readonly DocumentKey[],
  verify: VerifySignature,
): Opened<Certificate> {
  return openDocument(document, 'certificate', certificateSchema, keys, verify)
}
