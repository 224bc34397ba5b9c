import { z } from 'zod'
import { dongleNameSchema } from '../dongle/name.ts'
import { idSchema } from '../id.ts'
import { hashSchema, type VerifySignature } from '../key.ts'
import { codeSchema, nameSchema, serialSchema, termSchema, versionSchema } from '../license.ts'
import { secondsSchema } from '../time.ts'
import { type DocumentKey, type Opened, openDocument } from './jws.ts'

/** Which restore of the cloud a message belongs to: 0 until its database was first put back from a backup. */
export const epochSchema = z.int().min(0).max(1_000_000)

/**
 * A machine's right to serve one dongle, for at most ten days: every license that is still on it and not on its way to the cloud.
 *
 * `cnf.jkt` thumbprint of the machine's key (RFC 7800); `dongle` its name; `number` rises with every permit of this dongle for this
 * machine. A permit of a later `epoch` is newer than any of an earlier one, whatever their numbers.
 */
export const permitSchema = z.strictObject({
  iss: z.url().max(200),
  aud: z.literal('undongle-license-server'),
  iat: secondsSchema,
  exp: secondsSchema,
  company: idSchema('company'),
  machine: idSchema('licenseServer'),
  cnf: z.strictObject({ jkt: hashSchema }),
  dongle: dongleNameSchema,
  serial: serialSchema,
  number: z.int().min(1),
  epoch: epochSchema,
  licenses: z
    .array(
      z.strictObject({
        license: idSchema('license'),
        line: codeSchema,
        product: codeSchema,
        name: nameSchema,
        generation: versionSchema,
        seats: z.int().min(1),
        term: termSchema,
        metered: z.boolean(),
        onlineOnly: z.boolean(),
      }),
    )
    .min(1)
    .max(400),
})
export type Permit = z.infer<typeof permitSchema>

export function openPermit(document: string, keys: readonly DocumentKey[], verify: VerifySignature): Opened<Permit> {
  return openDocument(document, 'permit', permitSchema, keys, verify)
}
