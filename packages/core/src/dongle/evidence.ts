import { z } from 'zod'
import { gradeSchema } from '../document/certificate.ts'
import { documentSizeBytes } from '../document/jws.ts'
import { utf8 } from '../encoding.ts'
import { hashBytes, hashValue } from '../hash.ts'
import { publicKeySchema } from '../key.ts'
import { nameSchema, serialSchema, versionSchema } from '../license.ts'
import { dongleNameOf } from './name.ts'

/** Bytes of a dongle's VALUE in base64url. */
export const stateTextSchema = z.string().regex(/^[A-Za-z0-9_-]{90,1500}$/, 'is not a signed dongle state')

const driverSchema = z.strictObject({ name: nameSchema, version: versionSchema })

/** What a License Server read from a dongle and sends on, byte for byte. The cloud believes only what is signed in it. */
export const dongleEvidenceSchema = z.strictObject({
  serial: serialSchema,
  key: publicKeySchema,
  state: stateTextSchema,
  list: z.string().max(documentSizeBytes),
  /** Every ORDER by which a license is off: after a lost journal and a restored cloud nobody else has it. */
  orders: z.array(z.string().max(documentSizeBytes)).max(64),
  driver: driverSchema,
  grade: gradeSchema,
})
export type DongleEvidence = z.infer<typeof dongleEvidenceSchema>

/** What can be read from a dongle of class B: it keeps no state of ours, and perhaps has neither key nor list. */
export const readableEvidenceSchema = z.strictObject({
  serial: serialSchema,
  key: z.union([z.null(), publicKeySchema]),
  /** The vendor's license list; null where the dongle holds none, and the contract alone says what is on it. */
  list: z.union([z.null(), z.string().max(documentSizeBytes)]),
  driver: driverSchema,
  grade: gradeSchema.extend({ class: z.literal('B') }),
})
export type ReadableEvidence = z.infer<typeof readableEvidenceSchema>

/** Either class: only what keeps a signed state of ours can be told to stop. */
export const transferEvidenceSchema = z.union([dongleEvidenceSchema, readableEvidenceSchema])
export type TransferEvidence = z.infer<typeof transferEvidenceSchema>

export const isReadable = (evidence: TransferEvidence): evidence is ReadableEvidence => !('state' in evidence)

/** What a class B dongle with a key signs in the place of a state (see attestationBody): everything that was read of it. */
export const readingHashOf = ({ serial, key, list }: Pick<ReadableEvidence, 'serial' | 'key' | 'list'>): string =>
  hashValue({ dongle: dongleNameOf({ serial, key }), list: list === null ? null : hashBytes(utf8(list)), serial })
