import { z } from 'zod'
import { licensesPerDongle } from '../dongle/limits.ts'
import { hashSchema, type VerifySignature } from '../key.ts'
import { licenseSchema, nameSchema, serialSchema } from '../license.ts'
import { secondsSchema } from '../time.ts'
import { type DocumentKey, type Opened, openDocument } from './jws.ts'

/** What the vendor put on a dongle when it was made: signed, never changed. A license's position in it is its name in the dongle's state. */
export const licenseListSchema = z
  .strictObject({
    iss: nameSchema,
    iat: secondsSchema,
    dongle: hashSchema,
    serial: serialSchema,
    licenses: z.array(licenseSchema).max(licensesPerDongle),
  })
  .refine(
    (list) => new Set(list.licenses.map((license) => license.id)).size === list.licenses.length,
    'names a license twice',
  )
export type LicenseList = z.infer<typeof licenseListSchema>

export function openLicenseList(
  bytes: string,
  keys: readonly DocumentKey[],
  verify: VerifySignature,
): Opened<LicenseList> {
  return openDocument(bytes, 'license-list', licenseListSchema, keys, verify)
}
