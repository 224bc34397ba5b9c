import { gradeSchema } from '@undongle/core/document/certificate'
import { attestationSchema } from '@undongle/core/dongle/attestation'
import {
  licenseListSizeBytes,
  objectsPerDongle,
  orderSizeBytes,
  stateBodySizeBytes,
} from '@undongle/core/dongle/limits'
import { idSchema } from '@undongle/core/id'
import { hashSchema, publicKeySchema } from '@undongle/core/key'
import { serialSchema } from '@undongle/core/license'
import { z } from 'zod'
import type {
  DongleCapabilities,
  DongleIdentity,
  DongleInspection,
  DongleReading,
  DongleRef,
  DriverAvailability,
} from '../driver.ts'
import { dongleFaults, pinTries } from '../error.ts'
import { type DongleRecord, recordLimits } from '../reader.ts'
import { driverNameSchema } from './settings.ts'

// What goes between the License Server and a driver's process: JSON. A driver's answer comes from a device anybody may have
// plugged in and passes through a vendor's native code, so the parent believes nothing that does not fit these schemas.

const word = z.string().max(256)
const base64urlOf = (sizeBytes: number) => z.string().max(Math.ceil((sizeBytes * 4) / 3))

const refShape = {
  driver: driverNameSchema,
  key: word,
  label: word,
  manufacturer: word,
  model: word,
  serial: word,
  way: z.enum(['record', 'runtime-missing', 'presence']).optional(),
}
const refSchema: z.ZodType<DongleRef> = z.strictObject({ ...refShape, id: hashSchema.nullable() })
const identitySchema: z.ZodType<DongleIdentity> = z.strictObject({
  ...refShape,
  id: hashSchema,
  publicKey: publicKeySchema,
  firmware: word,
})
const capabilitiesSchema: z.ZodType<DongleCapabilities> = z.strictObject({
  grade: gradeSchema,
  readOnly: z.boolean(),
  pin: z.enum(['none', 'user']),
  pinTries: z.enum([...pinTries, 'locked']),
  signs: z.array(z.enum(['ES256', 'EdDSA'])).max(2),
  roomBytes: z.number().min(0).nullable(),
  evaluation: z.boolean(),
})
const objectsOf = (sizeBytes: number) => z.array(base64urlOf(sizeBytes)).max(objectsPerDongle)
const readingSchema: z.ZodType<DongleReading> = z.strictObject({
  identity: identitySchema,
  complete: z.boolean(),
  objects: z.strictObject({
    states: objectsOf(orderSizeBytes),
    orders: objectsOf(orderSizeBytes),
    lists: objectsOf(licenseListSizeBytes),
  }),
})
const inspectionSchema: z.ZodType<DongleInspection> = z.strictObject({
  state: z.enum(['whole', 'damaged', 'incomplete']),
  generation: z.int().min(0),
  last: z.enum(['none', 'made', 'retire', 'cancel']),
  transfer: idSchema('transfer').nullable(),
  leftovers: z.int().min(0),
  rolledBack: z.boolean(),
})
const recordWord = z.string().max(recordLimits.wordLength)
const recordSchema: z.ZodType<DongleRecord> = z.strictObject({
  serial: serialSchema,
  firmware: recordWord,
  complete: z.boolean(),
  entries: z.array(z.strictObject({ code: recordWord, name: recordWord, ends: recordWord })).max(recordLimits.entries),
  unread: z.array(recordWord).max(recordLimits.unreadLines),
})
const availabilitySchema: z.ZodType<DriverAvailability> = z.discriminatedUnion('available', [
  z.strictObject({ available: z.literal(true), version: word }),
  z.strictObject({ available: z.literal(false), why: z.string().max(2000) }),
])
const receiptSchema = z.strictObject({ value: base64urlOf(stateBodySizeBytes + 64) })

/** Every question and the answer that fits it. */
export const answers = {
  parts: z.array(z.strictObject({ driver: driverNameSchema, availability: availabilitySchema })).max(8),
  list: z.array(refSchema).max(64),
  open: z.int().min(1),
  makeKey: identitySchema,
  observe: recordSchema,
  residentBytes: z.int().min(0),
  capabilities: capabilitiesSchema,
  identify: identitySchema,
  read: readingSchema,
  inspect: inspectionSchema,
  unlock: z.null(),
  prove: attestationSchema,
  retire: receiptSchema,
  cancel: receiptSchema,
  clean: z.int().min(0),
  writeList: receiptSchema,
  close: z.null(),
}
export type Question = keyof typeof answers
export type Answer<Name extends Question> = z.infer<(typeof answers)[Name]>

export interface QuestionMessage {
  id: number
  question: Question
  /** The open session it is for; 0 for the driver itself. */
  session: number
  input: unknown[]
}

export const replySchema = z.discriminatedUnion('ok', [
  z.strictObject({ id: z.int(), ok: z.literal(true), answer: z.unknown() }),
  z.strictObject({
    id: z.int(),
    ok: z.literal(false),
    fault: z.enum(dongleFaults),
    detail: z.string().max(2000),
    tries: z.enum(pinTries).optional(),
  }),
])
export type ReplyMessage = z.infer<typeof replySchema>
