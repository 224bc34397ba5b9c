import { z } from 'zod'
import type { Place } from '../document/certificate.ts'

/** A license as the vendor sold it: terms, quantities and references exactly as the ERP has them [Q77] [Q78] [Q79]. */
export const soldLicenseSchema = z.object({
  contract: z.string(),
  product: z.string(),
  generation: z.string(),
  quantity: z.int(),
  /** The last day; null never ends. */
  until: z.string().nullable(),
  dongle: z.string().nullable(),
  priceReference: z.string(),
  renewalReference: z.string(),
  /** Its named users, in the order of the alphabet. */
  users: z.array(z.string()).readonly(),
})
export type SoldLicense = Readonly<z.infer<typeof soldLicenseSchema>>

/** A license the cloud knows, and where it is. */
export interface KnownLicense {
  readonly license: SoldLicense
  readonly place: Place
  readonly sequence: number
}

/** A license ends with its term or with its contract, whichever comes first. */
export function earlierDay(until: string | null, endedOn: string | null): string | null {
  if (until === null || endedOn === null) return until ?? endedOn
  return until < endedOn ? until : endedOn
}
