import type { CompanyRole } from '@undongle/core/api/sign-in'
import type { Asked, AskedCompany, AskedContract } from '@undongle/core/contract/difference'
import type { AskedDongle } from '@undongle/core/contract/dongle-change'
import type { AskedLicense, AskedUsers } from '@undongle/core/contract/license-change'
import { earlierDay } from '@undongle/core/contract/sold-license'
import type { CompanyId, LicenseId } from '@undongle/core/id'
import { companyOf, type ImportRecord, type PlacedRecord } from '@undongle/core/import/record'
import { thumbprint } from '@undongle/core/key'

type RecordOf<Name extends ImportRecord['record']> = Extract<ImportRecord, { record: Name }>

export interface AskedPerson {
  readonly email: string
  readonly name: string
  readonly role: CompanyRole
  readonly at: string
}

/** Everything an import says of one company, its people with their roles. */
export interface AskedOfCompany extends Asked {
  readonly people: readonly AskedPerson[]
}

/** A part of an import: all that it says of some companies, and what it says of none. */
export interface Portion {
  readonly resellers: readonly RecordOf<'reseller'>[]
  readonly resellerPeople: readonly RecordOf<'reseller-person'>[]
  readonly companies: readonly AskedOfCompany[]
}

/** @param placed of each company all records; a contract file and a staged import come together here */
export function portionOf(placed: readonly PlacedRecord[]): Portion {
  const resellers: RecordOf<'reseller'>[] = []
  const resellerPeople: RecordOf<'reseller-person'>[] = []
  const groups = new Map<CompanyId | undefined, Group>()
  for (const { at, record } of placed) {
    if (record.record === 'reseller') resellers.push(record)
    else if (record.record === 'reseller-person') resellerPeople.push(record)
    else addTo(groupOf(groups, companyOf(record)), at, record)
  }
  return { resellers, resellerPeople, companies: [...groups].map(([company, group]) => finish(company, group)) }
}

/** What was seen of a company so far. */
interface Group {
  about: AskedCompany | undefined
  readonly contracts: AskedContract[]
  readonly licenses: { readonly at: string; readonly record: RecordOf<'license'> }[]
  readonly users: { readonly at: string; readonly record: RecordOf<'named-user'> }[]
  readonly dongles: AskedDongle[]
  readonly people: AskedPerson[]
}

function groupOf(groups: Map<CompanyId | undefined, Group>, company: CompanyId | undefined): Group {
  const known = groups.get(company)
  if (known !== undefined) return known
  const group: Group = { about: undefined, contracts: [], licenses: [], users: [], dongles: [], people: [] }
  groups.set(company, group)
  return group
}

function addTo(group: Group, at: string, record: Exclude<ImportRecord, { record: 'reseller' | 'reseller-person' }>) {
  switch (record.record) {
    case 'company':
      group.about = { name: record.name, attributes: record.attributes, at }
      return
    case 'contract': {
      const { record: _record, ...contract } = record
      group.contracts.push({ ...contract, at })
      return
    }
    case 'license':
      group.licenses.push({ at, record })
      return
    case 'named-user':
      group.users.push({ at, record })
      return
    case 'dongle': {
      const { serial, company, key, enabled } = record
      group.dongles.push({ serial, row: { company, key: key === null ? null : thumbprint(key), enabled }, at })
      return
    }
    case 'person':
      group.people.push({ email: record.email, name: record.name, role: record.role, at })
  }
}

function finish(company: CompanyId | undefined, group: Group): AskedOfCompany {
  const ends = new Map(group.contracts.map(({ number, endedOn }) => [number, endedOn]))
  const { about, contracts, people } = group
  return {
    company,
    about,
    contracts,
    people,
    licenses: group.licenses.map(({ at, record }) => toAsked(at, record, ends.get(record.contract) ?? null)),
    users: usersOf(group),
    dongles: [...group.dongles, ...namedByLicenses(group)],
  }
}

/** It ends with its own term or with its contract. */
function toAsked(at: string, record: RecordOf<'license'>, endedOn: string | null): AskedLicense {
  const { id, contract, product, generation, quantity, term, dongle, priceReference, renewalReference, users } = record
  const until = earlierDay(term.kind === 'perpetual' ? null : term.until, endedOn)
  const license = { contract, product, generation, quantity, until, dongle, priceReference, renewalReference, users }
  return { id, license, at }
}

/** All rows of a license together are its named users. */
function usersOf({ users }: Group): AskedUsers[] {
  const licenses = new Map<LicenseId, { at: string; users: Set<string> }>()
  for (const { at, record } of users) {
    const known = licenses.get(record.license) ?? { at, users: new Set() }
    if (record.user !== null) known.users.add(record.user)
    licenses.set(record.license, known)
  }
  return [...licenses].map(([id, { at, users: named }]) => ({ id, at, users: [...named].toSorted() }))
}

/** Dongles that only a license names. */
function namedByLicenses({ dongles, licenses }: Group): AskedDongle[] {
  const seen = new Set(dongles.map(({ serial }) => serial))
  return licenses.flatMap(({ at, record: { dongle } }) => {
    if (dongle === null || seen.has(dongle)) return []
    seen.add(dongle)
    return [{ serial: dongle, row: undefined, at }]
  })
}
