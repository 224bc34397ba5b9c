import { z } from 'zod'
import { licensesPerDongle } from '../dongle/limits.ts'
import { idSchema } from '../id.ts'
import { publicKeySchema } from '../key.ts'
import { licenseSchema, serialSchema } from '../license.ts'
import { momentSchema } from '../time.ts'
import type { Operation } from './operation.ts'
import { documentSchema, nextSchema, pageQuery } from './parts.ts'

/** A license of a company and where it is: one row of the Licenses page, whatever its source [Q44]. */
export const heldLicenseSchema = z.strictObject({
  license: licenseSchema,
  contract: z.string(),
  kind: z.enum(['commercial', 'educational', 'trial', 'demo', 'temporary']),
  place: z.enum(['dongle', 'cloud']),
  /** Serial of the dongle it is on, or came from. */
  dongle: z.union([z.null(), serialSchema]),
  transfer: z.union([z.null(), idSchema('transfer')]),
  waveOpensAt: z.union([z.null(), momentSchema]),
  /** As the vendor's ERP has them, word for word [Q79]; empty where no contract names the license. */
  priceReference: z.string().default(''),
  renewalReference: z.string().default(''),
  /** Its quantity is points. */
  metered: z.boolean().default(false),
  /** What is left of a metered license that is in the account; null for any other. */
  points: z.union([z.null(), z.int()]).default(null),
  /** Its named users [Q89]. */
  users: z.array(z.string()).default([]),
})
export type HeldLicense = z.infer<typeof heldLicenseSchema>

/** Licenses of a company, and the signed lists on its dongles. */
export const licenseApi = {
  'license.list': {
    method: 'get',
    path: '/v1/licenses',
    summary: 'The company’s licenses, on dongles and in the cloud',
    query: z.strictObject({ company: idSchema('company').optional(), ...pageQuery }),
    answer: z.strictObject({ licenses: z.array(heldLicenseSchema), next: nextSchema }),
    problems: ['not-signed-in', 'not-allowed', 'company-not-chosen'],
  },
  'license-list.sign': {
    method: 'post',
    path: '/v1/license-lists',
    summary:
      'Sign the license list of a dongle that is being made; what it names is checked against the vendor’s products',
    body: z.strictObject({
      key: publicKeySchema,
      serial: serialSchema,
      licenses: z.array(licenseSchema).max(licensesPerDongle),
    }),
    answer: z.strictObject({ list: documentSchema }),
    problems: ['not-signed-in', 'not-allowed', 'request-invalid'],
  },
} as const satisfies Record<string, Operation>
