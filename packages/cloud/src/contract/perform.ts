import { ApiError, type ProblemField } from '@undongle/core/api/error'
import { type ContractFile, type ImportReply, soldLicense } from '@undongle/core/contract/contract-file'
import { type ChangeName, type Difference, type Refusal, refusals } from '@undongle/core/contract/difference'
import type { CompanyId, LicenseId } from '@undongle/core/id'
import type { ImportPeople } from '../auth/import-people.ts'
import { transaction } from '../db/transaction.ts'
import { type Deps, inCompany } from '../deps.ts'
import { writeResellers } from '../reseller/store.ts'
import { writeLineWaves } from '../wave/line-wave.ts'
import { applyCompany, type CompanyImport, readDifference } from './apply.ts'
import { checkContractFile } from './check.ts'
import { type KnownOfAll, readKnownOfAll } from './known.ts'
import { readKnown, writeCatalog, writeDongles } from './store.ts'

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
  const companies = companiesOf(file)
  const known = withFile(await readKnownOfAll(deps.db, licenseIdsOf(file)), file)
  for (const asked of companies)
    refuseDifference(await inCompany(deps, asked.company, (tx) => readDifference(deps, tx, asked, known)))
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
  const sum = {
    companies: 0,
    contracts: 0,
    changedContracts: 0,
    licenses: 0,
    changedLicenses: 0,
    waiting: 0,
    unchanged: 0,
  }
  for (const company of companies) {
    const { isNew, contracts, difference } = await applyCompany(deps, company, known, refuseDifference)
    const count = (...names: ChangeName[]) => difference.licenses.filter(({ change }) => names.includes(change)).length
    sum.companies += isNew ? 1 : 0
    sum.contracts += contracts.added
    sum.changedContracts += contracts.changed
    sum.licenses += count('added')
    sum.changedLicenses += count('changed', 'ended')
    sum.waiting += count('waits')
    sum.unchanged += count('unchanged')
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
    waiting: sum.waiting,
    unchanged: sum.unchanged,
    setUpLinks: people.setUpLinks,
  }
}

function refuse(fields: readonly ProblemField[]): void {
  if (fields.length > 0) throw new ApiError('request-invalid', { fields: fields.slice(0, 100) })
}

function refuseDifference({ refusedContracts, licenses }: Difference): void {
  const refused = licenses.filter((change) => change.change === 'refused')
  // A license whose contract is refused is not a mistake of its own.
  const own = refusedContracts.length > 0 ? refused.filter(({ reason }) => reason !== 'contract-unknown') : refused
  refuse(
    [...refusedContracts, ...own].map(({ at, reason }) => ({
      pointer: at + fieldOf[reason],
      detail: refusals[reason],
    })),
  )
}

/** The field of a contract or a license that a refusal is about. */
const fieldOf = {
  'company-unknown': '/company',
  'contract-unknown': '',
  'product-unknown': '/product',
  'reseller-unknown': '/reseller',
  'other-company': '/id',
  'on-dongle': '/dongle',
} as const satisfies Record<Refusal, string>

const licenseIdsOf = ({ contracts }: ContractFile): LicenseId[] =>
  contracts.flatMap(({ licenses }) => licenses.map(({ id }) => id))

/** What the file brings along itself may be referred to. */
function withFile(known: KnownOfAll, { products, resellers }: ContractFile): KnownOfAll {
  return {
    ...known,
    products: new Set([...known.products, ...products.map(({ id }) => id)]),
    resellers: new Set([...known.resellers, ...resellers.map(({ id }) => id)]),
  }
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

/** The file by company, each thing with its place. */
function companiesOf(file: ContractFile): CompanyImport[] {
  const names = new Map(file.companies.map(({ id, name }) => [id, name]))
  const groups = new Map<CompanyId, CompanyImport>()
  for (const id of names.keys()) groups.set(id, { company: id, name: names.get(id), contracts: [], licenses: [] })
  for (const [index, { licenses, ...contract }] of file.contracts.entries()) {
    const at = `/contracts/${index}`
    const { company } = contract
    const group = groups.get(company) ?? { company, name: undefined, contracts: [], licenses: [] }
    groups.set(company, {
      ...group,
      contracts: [...group.contracts, { ...contract, at }],
      licenses: [
        ...group.licenses,
        ...licenses.map((license, place) => ({
          id: license.id,
          license: soldLicense(contract, license),
          at: `${at}/licenses/${place}`,
        })),
      ],
    })
  }
  return [...groups.values()]
}
