import { z } from 'zod'
import type { Place } from '../document/certificate.ts'
import type { CompanyId, LicenseId } from '../id.ts'

// What an import would change, decided before anything is written: the dry run and the import itself are this one function.

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
  /** The persons it is assigned to, in the order of the alphabet. */
  users: z.array(z.string()).readonly(),
})
export type SoldLicense = Readonly<z.infer<typeof soldLicenseSchema>>

/** A license the cloud knows, and where it is. */
export interface KnownLicense {
  readonly license: SoldLicense
  readonly place: Place
  readonly sequence: number
}

/** A license of the import; `at` names where it stands there. */
export interface AskedLicense {
  readonly id: LicenseId
  readonly license: SoldLicense
  readonly at: string
}

export interface AskedContract {
  readonly number: string
  readonly reseller: string | null
  readonly at: string
}

/** Why a record of an import is not taken over. */
export const refusals = {
  'company-unknown': 'names a company that is neither in the import nor known',
  'contract-unknown': 'names a contract that is neither in the import nor known',
  'product-unknown': 'names a product that is not known',
  'reseller-unknown': 'names a reseller that is neither in the import nor known',
  'other-company': 'is a license of another company',
  'on-dongle': 'is on a dongle: it comes to the cloud by a transfer',
} as const satisfies Record<string, string>
export type Refusal = keyof typeof refusals

export type LicenseChange =
  | { readonly change: 'added'; readonly id: LicenseId; readonly at: string; readonly to: SoldLicense }
  /** `ended`: it ends earlier than it did. Leases are not renewed beyond that day; those out end by themselves. */
  | {
      readonly change: 'changed' | 'ended'
      readonly id: LicenseId
      readonly at: string
      readonly from: KnownLicense
      readonly to: SoldLicense
    }
  /** Its dongle is frozen until a grace ends: what is asked waits as long [Q71]. */
  | {
      readonly change: 'waits'
      readonly id: LicenseId
      readonly at: string
      readonly from: KnownLicense | undefined
      readonly to: SoldLicense
      readonly until: Date
    }
  | { readonly change: 'unchanged'; readonly id: LicenseId; readonly at: string }
  | { readonly change: 'refused'; readonly id: LicenseId; readonly at: string; readonly reason: Refusal }
export type ChangeName = LicenseChange['change']

export interface Asked {
  readonly company: CompanyId
  readonly hasName: boolean
  readonly contracts: readonly AskedContract[]
  readonly licenses: readonly AskedLicense[]
}

/** What the cloud knows of one company, and the few things that are of all. */
export interface Known {
  readonly isKnown: boolean
  readonly contracts: ReadonlySet<string>
  readonly licenses: ReadonlyMap<LicenseId, KnownLicense>
  /** The company of each license of the import that is known. */
  readonly owners: ReadonlyMap<LicenseId, CompanyId>
  readonly products: ReadonlySet<string>
  readonly resellers: ReadonlySet<string>
  /** The end of the grace of each dongle that has one. */
  readonly frozen: ReadonlyMap<string, Date>
}

export interface Difference {
  readonly refusedContracts: readonly { readonly number: string; readonly at: string; readonly reason: Refusal }[]
  readonly licenses: readonly LicenseChange[]
}

/** Decides what an import changes for one company. */
export function differenceOf(asked: Asked, known: Known, now: Date): Difference {
  const refusedContracts = asked.contracts.flatMap(({ number, reseller, at }) => {
    const reason = refuseContract(asked, known, reseller)
    return reason === undefined ? [] : [{ number, at, reason }]
  })
  const refused = new Set(refusedContracts.map(({ number }) => number))
  const named = asked.contracts.map(({ number }) => number).filter((number) => !refused.has(number))
  const contracts = new Set([...known.contracts, ...named])
  return {
    refusedContracts,
    licenses: asked.licenses.map((license) => {
      const reason = refuseLicense(asked, known, contracts, license)
      return reason === undefined
        ? decideLicense(known, license, now)
        : { ...nameOf(license), change: 'refused', reason }
    }),
  }
}

function refuseContract({ hasName }: Asked, known: Known, reseller: string | null): Refusal | undefined {
  if (!known.isKnown && !hasName) return 'company-unknown'
  return reseller === null || known.resellers.has(reseller) ? undefined : 'reseller-unknown'
}

function refuseLicense(
  { company }: Asked,
  known: Known,
  contracts: ReadonlySet<string>,
  { id, license }: AskedLicense,
): Refusal | undefined {
  const owner = known.owners.get(id)
  if (owner !== undefined && owner !== company) return 'other-company'
  if (!contracts.has(license.contract)) return 'contract-unknown'
  if (!known.products.has(license.product)) return 'product-unknown'
  // An import can put a license on another dongle, but never into the cloud while a dongle still serves it.
  const place = known.licenses.get(id)?.place
  return license.dongle === null && place?.startsWith('dongle:') ? 'on-dongle' : undefined
}

function decideLicense(known: Known, asked: AskedLicense, now: Date): LicenseChange {
  const from = known.licenses.get(asked.id)
  // What has moved keeps the dongle it came from.
  const to = from?.place.startsWith('company:') ? { ...asked.license, dongle: from.license.dongle } : asked.license
  if (from !== undefined && changedFields(from.license, to).length === 0)
    return { ...nameOf(asked), change: 'unchanged' }
  const until = [from?.license.dongle, to.dongle].flatMap((dongle) => known.frozen.get(dongle ?? '') ?? [])
  const last = until.toSorted((a, b) => b.getTime() - a.getTime())[0]
  if (last !== undefined && last > now) return { ...nameOf(asked), change: 'waits', from, to, until: last }
  if (from === undefined) return { ...nameOf(asked), change: 'added', to }
  return { ...nameOf(asked), change: endsEarlier(from.license, to) ? 'ended' : 'changed', from, to }
}

/** The fields in which two differ. */
export function changedFields(from: SoldLicense, to: SoldLicense): (keyof SoldLicense)[] {
  return (Object.keys(to) as (keyof SoldLicense)[]).filter(
    (key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]),
  )
}

function endsEarlier(from: SoldLicense, to: SoldLicense): boolean {
  return to.until !== null && (from.until === null || to.until < from.until)
}

const nameOf = ({ id, at }: AskedLicense) => ({ id, at })

/** A license ends with its term or with its contract, whichever comes first. */
export function earlierDay(until: string | null, endedOn: string | null): string | null {
  if (until === null || endedOn === null) return until ?? endedOn
  return until < endedOn ? until : endedOn
}
