import type { CompanyId, LicenseId } from '../id.ts'
import type { ImportedContract } from './contract-file.ts'
import { type AskedDongle, type DongleChange, decideDongle, type KnownDongle } from './dongle-change.ts'
import { changedFields } from './field-change.ts'
import { type AskedLicense, type AskedUsers, decideLicense, endingWith, type LicenseChange } from './license-change.ts'
import type { Refusal } from './refusal.ts'
import type { KnownLicense } from './sold-license.ts'

// What an import would change, decided before anything is written: the dry run and the import itself are this one function.

/** A company as the import names it. Attributes that are not told stay what they are. */
export interface AskedCompany {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>> | undefined
  readonly at: string
}
export interface AboutCompany {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

export type AskedContract = ImportedContract & { readonly at: string }

/** Everything an import says of one company; undefined for what belongs to none. `at` names where a thing stands in it. */
export interface Asked {
  readonly company: CompanyId | undefined
  /** Undefined where the import only names its id. */
  readonly about: AskedCompany | undefined
  readonly contracts: readonly AskedContract[]
  readonly licenses: readonly AskedLicense[]
  readonly users: readonly AskedUsers[]
  readonly dongles: readonly AskedDongle[]
  readonly people: readonly { readonly email: string; readonly at: string }[]
}

/** What the cloud knows of one company, and the few things that are of all. */
export interface Known {
  /** Undefined for one nobody has named yet. */
  readonly about: AboutCompany | undefined
  readonly contracts: ReadonlyMap<string, ImportedContract>
  readonly licenses: ReadonlyMap<LicenseId, KnownLicense>
  /** Licenses of which an earlier import asked something that waits until a grace has ended. */
  readonly awaited: ReadonlySet<LicenseId>
  /** The company of each license of the import that is known. */
  readonly owners: ReadonlyMap<LicenseId, CompanyId>
  readonly dongles: ReadonlyMap<string, KnownDongle>
  readonly products: ReadonlySet<string>
  readonly resellers: ReadonlySet<string>
  /** The end of the grace of each dongle that has one. */
  readonly frozen: ReadonlyMap<string, Date>
}

/** What an import does to a thing that is replaced as a whole. */
export type WholeChange<Thing> =
  | { readonly change: 'added'; readonly at: string; readonly to: Thing }
  | { readonly change: 'changed'; readonly at: string; readonly from: Thing; readonly to: Thing }
  | { readonly change: 'unchanged'; readonly at: string }
export interface Refused {
  readonly change: 'refused'
  readonly at: string
  readonly reason: Refusal
}

export interface Difference {
  readonly about: WholeChange<AboutCompany> | undefined
  readonly contracts: readonly { readonly number: string; readonly change: WholeChange<ImportedContract> | Refused }[]
  readonly licenses: readonly LicenseChange[]
  readonly dongles: readonly (DongleChange | (Refused & { readonly serial: string }))[]
  readonly people: readonly (Refused & { readonly email: string })[]
}

/** Decides what an import changes for one company. */
export function differenceOf(asked: Asked, known: Known, now: Date): Difference {
  const { company = null } = asked
  const isNameless = company !== null && known.about === undefined && asked.about === undefined
  const refuse = <Thing extends { readonly at: string }>({ at }: Thing) =>
    ({ change: 'refused', at, reason: 'company-unknown' }) as const
  const contracts = asked.contracts.map((contract) => ({
    number: contract.number,
    change: isNameless ? refuse(contract) : decideContract(contract, known),
  }))
  const taken = contracts.flatMap(({ number, change }) => (change.change === 'refused' ? [] : [number]))
  const numbers = new Set([...known.contracts.keys(), ...taken])
  return {
    about: asked.about === undefined ? undefined : decideCompany(asked.about, known.about),
    contracts,
    licenses: licensesOf(asked, known).map((license) => {
      const reason = refuseLicense(asked, known, numbers, license)
      return reason === undefined
        ? decideLicense(license, known, now)
        : { change: 'refused', id: license.id, at: license.at, reason }
    }),
    dongles: asked.dongles.map((dongle) =>
      isNameless && dongle.row !== undefined
        ? { ...refuse(dongle), serial: dongle.serial }
        : decideDongle(dongle, company, known.dongles.get(dongle.serial), known.frozen.get(dongle.serial), now),
    ),
    people: isNameless ? asked.people.map((person) => ({ ...refuse(person), email: person.email })) : [],
  }
}

function decideCompany({ name, attributes, at }: AskedCompany, from: AboutCompany | undefined) {
  return decideWhole({ name, attributes: attributes ?? from?.attributes ?? {} }, from, at)
}

function decideContract({ at, ...to }: AskedContract, known: Known): WholeChange<ImportedContract> | Refused {
  if (to.reseller !== null && !known.resellers.has(to.reseller))
    return { change: 'refused', at, reason: 'reseller-unknown' }
  return decideWhole(to, known.contracts.get(to.number), at)
}

function decideWhole<Thing extends object>(to: Thing, from: Thing | undefined, at: string): WholeChange<Thing> {
  if (from === undefined) return { change: 'added', at, to }
  return changedFields(from, to).length === 0 ? { change: 'unchanged', at } : { change: 'changed', at, from, to }
}

/** All licenses it is about: those it names, those that end with their contract, and those whose users it tells. */
function licensesOf(asked: Asked, { licenses: known }: Known): AskedLicense[] {
  const { company, contracts, users } = asked
  const named = new Set(asked.licenses.map(({ id }) => id))
  const ended = new Map(contracts.map((contract) => [contract.number, contract]))
  const licenses = [...asked.licenses, ...endingWith(ended, named, known, `company:${company ?? ''}`)]
  if (users.length === 0) return licenses
  const told = new Map(users.map((one) => [one.id, one]))
  const withUsers = licenses.map((one) => {
    const own = told.get(one.id)
    told.delete(one.id)
    return own === undefined ? one : { ...one, license: { ...one.license, users: own.users } }
  })
  const others = [...told.values()].map(({ id, users: own, at }) => ({
    id,
    license: { ...(known.get(id)?.license ?? unknownLicense), users: own },
    at,
  }))
  return [...withUsers, ...others]
}

/** Stands for a license of which only the users are told; its contract is nobody's number, so it is refused. */
const unknownLicense = {
  contract: '',
  product: '',
  generation: '',
  quantity: 0,
  until: null,
  dongle: null,
  priceReference: '',
  renewalReference: '',
} as const

function refuseLicense(
  { company }: Asked,
  known: Known,
  contracts: ReadonlySet<string>,
  { id, license }: AskedLicense,
): Refusal | undefined {
  const owner = known.owners.get(id)
  if (owner !== undefined && owner !== company) return 'other-company'
  const held = known.licenses.get(id)
  // A license that no contract names has an end of its own: of it only the users can be told.
  if (license.contract === '') return held === undefined ? 'license-unknown' : undefined
  if (license.contract !== held?.license.contract && !contracts.has(license.contract)) return 'contract-unknown'
  if (!known.products.has(license.product)) return 'product-unknown'
  // An import can put a license on another dongle, but never into the cloud while a dongle still serves it.
  return license.dongle === null && held?.place.startsWith('dongle:') ? 'on-dongle' : undefined
}
