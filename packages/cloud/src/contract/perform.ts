import { ApiError, type ProblemField } from '@undongle/core/api/error'
import type { ContractFile, ImportReply } from '@undongle/core/contract/contract-file'
import type { CustodyLink, Place } from '@undongle/core/document/certificate'
import type { CompanyId, LicenseId } from '@undongle/core/id'
import { toSeconds } from '@undongle/core/time'
import type { ImportPeople } from '../auth/import-people.ts'
import { isFrozen } from '../company/freeze-store.ts'
import { appendLinks } from '../custody/store.ts'
import type { Tx } from '../db/pool.ts'
import { transaction } from '../db/transaction.ts'
import { type Deps, inCompany } from '../deps.ts'
import { untilOf } from '../license/term.ts'
import { writeResellers } from '../reseller/store.ts'
import { writeLineWaves } from '../wave/line-wave.ts'
import { checkContractFile } from './check.ts'
import {
  insertOwners,
  readKnown,
  readStored,
  type StoredLicense,
  writeCatalog,
  writeCompany,
  writeContracts,
  writeDongles,
  writeLicenses,
} from './store.ts'

/**
 * Takes over what the vendor's ERP says. First everything is checked, then the catalog is written, then each company in a
 * transaction of its own: the same file again goes on where an interrupted import stopped, and changes nothing after it.
 *
 * @throws ApiError `request-invalid` naming every wrong place; then nothing was written
 */
export async function importContracts(
  deps: Deps,
  importPeople: ImportPeople,
  file: ContractFile,
): Promise<ImportReply> {
  refuse(checkContractFile(file, await readKnown(deps.db, file)))
  const random = () => (deps.random(1)[0] ?? 0) / 256
  const dongles = await transaction(
    deps.db,
    async (tx) => {
      await writeCatalog(tx, file, deps.now())
      await writeLineWaves(deps, tx, file.lines)
      await writeResellers(tx, file.resellers)
      return writeDongles(tx, [...file.dongles, ...unlistedDongles(file)])
    },
    { random, retryUnique: ['policy_version_pkey'] },
  )
  const byCompany = groupByCompany(file.contracts)
  const names = new Map(file.companies.map(({ id, name }) => [id, name]))
  const companies = new Set([...names.keys(), ...byCompany.keys()])
  const sum = { companies: 0, contracts: 0, licenses: 0, changedContracts: 0, changedLicenses: 0, unchanged: 0 }
  for (const id of companies) {
    const company = { id, name: names.get(id), contracts: byCompany.get(id) ?? [] }
    const inOwn = () =>
      inCompany(deps, id, (tx) => importCompany(deps, tx, company, file), ['license_owner_pkey', 'custody_pkey'])
    const done = await deps.ledger.watching(id, inOwn)
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += done[key]
  }
  const people = await importPeople(file)
  return {
    added: {
      companies: sum.companies,
      contracts: sum.contracts,
      licenses: sum.licenses,
      dongles: dongles.added,
      people: people.added,
    },
    changed: { contracts: sum.changedContracts, licenses: sum.changedLicenses, dongles: dongles.changed },
    unchanged: sum.unchanged,
    setUpLinks: people.setUpLinks,
  }
}

function groupByCompany(contracts: ContractFile['contracts']): Map<CompanyId, ContractFile['contracts']> {
  const groups = new Map<CompanyId, ContractFile['contracts']>()
  for (const contract of contracts) {
    const group = groups.get(contract.company)
    if (group === undefined) groups.set(contract.company, [contract])
    else group.push(contract)
  }
  return groups
}

function refuse(fields: readonly ProblemField[]): void {
  if (fields.length > 0) throw new ApiError('request-invalid', { fields: fields.slice(0, 100) })
}

/** A dongle that only a license names belongs to the first company that does. */
function unlistedDongles(file: ContractFile): ContractFile['dongles'] {
  const known = new Set(file.dongles.map(({ serial }) => serial))
  const found = new Map<string, CompanyId>()
  for (const { company, licenses } of file.contracts) {
    for (const { dongle } of licenses)
      if (dongle !== null && !known.has(dongle) && !found.has(dongle)) found.set(dongle, company)
  }
  return [...found].map(([serial, company]) => ({ serial, company, key: null, enabled: true }))
}

async function importCompany(
  deps: Deps,
  tx: Tx,
  company: { id: CompanyId; name: string | undefined; contracts: ContractFile['contracts'] },
  file: ContractFile,
) {
  const isNew = company.name !== undefined && (await writeCompany(tx, { id: company.id, name: company.name }))
  const contracts = await writeContracts(tx, company.id, company.contracts)
  const asked = licensesOf(company.contracts)
  const stored = await readStored(tx, company.id, [...asked.keys()])
  const added = [...asked].filter(([id]) => !stored.has(id)).map(([id, license]) => ({ id, license }))
  const changed = [...asked].flatMap(([id, license]) => {
    const known = stored.get(id)
    if (known === undefined) return []
    refuseUnmovable(id, license, known.place, file)
    // What has moved keeps the dongle it came from.
    const next = known.place.startsWith('company:') ? { ...license, dongle: known.license.dongle } : license
    return isSame(known.license, next) ? [] : [{ id, license: next, known }]
  })
  const at = toSeconds(deps.now())
  if (added.length > 0)
    await insertOwners(
      tx,
      company.id,
      added.map(({ id }) => id),
    )
  if (added.length + changed.length > 0) await writeLicenses(tx, company.id, [...added, ...changed])
  const links = new Map<LicenseId, CustodyLink>([
    ...added.map(({ id, license }): [LicenseId, CustodyLink] => [
      id,
      { sequence: 1, debit: 'vendor', credit: placeOf(company.id, license), at, transfer: null },
    ]),
    ...changed.flatMap(({ id, license, known }): [LicenseId, CustodyLink][] => {
      const credit = known.place.startsWith('company:') ? known.place : placeOf(company.id, license)
      if (credit === known.place) return []
      return [[id, { sequence: known.sequence + 1, debit: known.place, credit, at, transfer: null }]]
    }),
  ])
  if (links.size > 0) {
    if (await isFrozen(tx, company.id)) throw new ApiError('company-frozen', { detail: company.id })
    await appendLinks(tx, company.id, links)
  }
  return {
    companies: isNew ? 1 : 0,
    contracts: contracts.added,
    licenses: added.length,
    changedContracts: contracts.changed,
    changedLicenses: changed.length,
    unchanged: asked.size - added.length - changed.length,
  }
}

function licensesOf(contracts: ContractFile['contracts']): Map<LicenseId, StoredLicense> {
  return new Map(
    contracts.flatMap(({ number, licenses }) =>
      licenses.map(({ id, term, ...license }) => [id, { ...license, contract: number, until: untilOf(term) }] as const),
    ),
  )
}

const placeOf = (company: CompanyId, license: StoredLicense): Place =>
  license.dongle === null ? `company:${company}` : `dongle:${license.dongle}`

/** A file can put a license on another dongle, but never into the cloud while a dongle still serves it. */
function refuseUnmovable(id: LicenseId, license: StoredLicense, place: Place, file: ContractFile): void {
  if (license.dongle !== null || !place.startsWith('dongle:')) return
  const contract = file.contracts.findIndex(({ licenses }) => licenses.some((candidate) => candidate.id === id))
  const at = file.contracts[contract]?.licenses.findIndex((candidate) => candidate.id === id)
  const detail = 'is on a dongle: it comes to the cloud by a transfer'
  throw new ApiError('request-invalid', {
    fields: [{ pointer: `/contracts/${contract}/licenses/${at}/dongle`, detail }],
  })
}

function isSame(a: StoredLicense, b: StoredLicense): boolean {
  return (Object.keys(a) as (keyof StoredLicense)[]).every((key) => a[key] === b[key])
}
