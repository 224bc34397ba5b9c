import { z } from 'zod'
import { idSchema } from '../id.ts'
import { hashSchema, type VerifySignature } from '../key.ts'
import { codeSchema, nameSchema, termSchema, versionSchema } from '../license.ts'
import { secondsSchema } from '../time.ts'
import { type DocumentKey, type Opened, openDocument } from './jws.ts'

/** Where a seat comes from. A dongle's seat is signed by the License Server that sees the dongle, a cloud seat by the cloud. */
export const seatSourceSchema = z.enum(['dongle', 'cloud'])
export type SeatSource = z.infer<typeof seatSourceSchema>

/**
 * A machine's time-limited right to use seats of licenses. Verifiable offline.
 *
 * `cnf.jkt` thumbprint of the machine's key (RFC 7800); `seq` rises with every lease of the machine; `prev` the lease it continues;
 * `statusVersion` the newest status list when it was signed; `exp` at most the policy's offline days after `iat`.
 */
export const leaseSchema = z.strictObject({
  iss: z.string().min(1).max(200),
  aud: z.literal('undongle-application'),
  jti: idSchema('lease'),
  iat: secondsSchema,
  nbf: secondsSchema,
  exp: secondsSchema,
  source: seatSourceSchema,
  company: z.union([z.null(), z.strictObject({ id: idSchema('company'), name: nameSchema })]),
  machine: idSchema('licenseServer'),
  cnf: z.strictObject({ jkt: hashSchema }),
  seq: z.int().min(1),
  prev: z.union([z.null(), idSchema('lease')]),
  statusVersion: z.int().min(0),
  /** It serves while a transfer waits for its weak proof: the licenses are not the company's yet, and it proves no custody. */
  provisional: z.literal(true).optional(),
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
    .max(200),
})
export type Lease = z.infer<typeof leaseSchema>

export function openLease(document: string, keys: readonly DocumentKey[], verify: VerifySignature): Opened<Lease> {
  return openDocument(document, 'lease', leaseSchema, keys, verify)
}
