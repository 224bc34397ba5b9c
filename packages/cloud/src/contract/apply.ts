import { ApiError } from '@undongle/core/api/error'
import type { ImportedContract } from '@undongle/core/contract/contract-file'
import {
  type AskedLicense,
  type Difference,
  differenceOf,
  earlierDay,
  type KnownLicense,
  type LicenseChange,
  type SoldLicense,
} from '@undongle/core/contract/difference'
import type { CustodyLink, Place } from '@undongle/core/document/certificate'
import type { CompanyId, LicenseId } from '@undongle/core/id'
import { toSeconds } from '@undongle/core/time'
import { isFrozen } from '../company/freeze-store.ts'
import { findCompanyName } from '../company/store.ts'
import { appendLinks } from '../custody/store.ts'
import type { Tx } from '../db/pool.ts'
import { type Deps, inCompany } from '../deps.ts'
import type { KnownOfAll } from './known.ts'
import {
  insertOwners,
  readContractNumbers,
  readFrozenDongles,
  readStored,
  writeCompany,
  writeContracts,
  writeLicenses,
} from './store.ts'
import { forgetWaiting, keepWaiting } from './waiting-store.ts'

/** What an import says of one company. `at` names the place of a thing in the import. */
export interface CompanyImport {
  readonly company: CompanyId
  /** Undefined where the import only names its id. */
  readonly name: string | undefined
  readonly contracts: readonly (ImportedContract & { readonly at: string })[]
  readonly licenses: readonly AskedLicense[]
}

/** What would change, as of now; nothing is written. */
export async function readDifference(
  { now }: Pick<Deps, 'now'>,
  tx: Tx,
  asked: CompanyImport,
  known: KnownOfAll,
): Promise<Difference> {
  const { company, contracts } = asked
  const ids = asked.licenses.map(({ id }) => id)
  const [name, numbers, stored] = await Promise.all([
    findCompanyName(tx, company),
    readContractNumbers(tx, company, [...new Set(asked.licenses.map(({ license }) => license.contract))]),
    readStored(tx, company, {
      ids,
      contracts: contracts.flatMap(({ number, endedOn }) => (endedOn === null ? [] : number)),
    }),
  ])
  const licenses = [...asked.licenses, ...endingWith(asked, stored)]
  const serials = [...licenses.map(({ license }) => license), ...[...stored.values()].map(({ license }) => license)]
  const frozen = await readFrozenDongles(tx, [...new Set(serials.flatMap(({ dongle }) => dongle ?? []))])
  const facts = { ...known, isKnown: name !== undefined, contracts: numbers, licenses: stored, frozen }
  return differenceOf({ company, hasName: asked.name !== undefined, contracts, licenses }, facts, now())
}

/** What else ends with a contract that was terminated: the licenses of it that the import does not name. */
function endingWith(
  { company, contracts, licenses }: CompanyImport,
  stored: ReadonlyMap<LicenseId, KnownLicense>,
): AskedLicense[] {
  const named = new Set(licenses.map(({ id }) => id))
  const ended = new Map(contracts.map(({ number, endedOn, at }) => [number, { endedOn, at }]))
  return [...stored].flatMap(([id, { license, place }]) => {
    const contract = ended.get(license.contract)
    const isElsewhere = place.startsWith('company:') && place !== `company:${company}`
    if (named.has(id) || contract === undefined || isElsewhere) return []
    return [{ id, license: { ...license, until: earlierDay(license.until, contract.endedOn) }, at: contract.at }]
  })
}

export interface Applied {
  readonly difference: Difference
  readonly isNew: boolean
  readonly contracts: { readonly added: number; readonly changed: number }
}

/**
 * Takes over what an import says of one company, in one transaction: all that is not refused.
 *
 * @param refuse called with the difference before anything is written; what it throws leaves everything as it was
 * @throws ApiError `company-frozen`
 */
export function applyCompany(
  deps: Deps,
  asked: CompanyImport,
  known: KnownOfAll,
  refuse: (difference: Difference) => void = () => undefined,
): Promise<Applied> {
  const { company } = asked
  const work = async (tx: Tx): Promise<Applied> => {
    const difference = await readDifference(deps, tx, asked, known)
    refuse(difference)
    const refused = new Set(difference.refusedContracts.map(({ number }) => number))
    const isNew = asked.name !== undefined && (await writeCompany(tx, { id: company, name: asked.name }))
    const taken = asked.contracts.filter(({ number }) => !refused.has(number))
    const contracts = await writeContracts(tx, company, taken)
    await writeChanges(deps, tx, company, difference.licenses)
    return { difference, isNew, contracts }
  }
  return deps.ledger.watching(company, () => inCompany(deps, company, work, ['license_owner_pkey', 'custody_pkey']))
}

async function writeChanges(deps: Deps, tx: Tx, company: CompanyId, changes: readonly LicenseChange[]): Promise<void> {
  const waiting = changes.filter((change) => change.change === 'waits')
  const settled = changes.filter(({ change }) => change !== 'waits').map(({ id }) => id)
  await Promise.all([forgetWaiting(tx, company, settled), keepWaiting(tx, company, waiting)])
  const written = changes.filter((change) => 'to' in change && change.change !== 'waits')
  if (written.length === 0) return
  const added = written.filter(({ change }) => change === 'added').map(({ id }) => id)
  if (added.length > 0) await insertOwners(tx, company, added)
  await writeLicenses(
    tx,
    company,
    written.flatMap((change) => ('to' in change ? [{ id: change.id, license: change.to }] : [])),
  )
  const links = linksOf(company, written, toSeconds(deps.now()))
  if (links.size === 0) return
  if (await isFrozen(tx, company)) throw new ApiError('company-frozen', { detail: company })
  await appendLinks(tx, company, links)
}

/** A new license comes from the vendor; one on a dongle may be put on another. What is in the cloud stays there. */
function linksOf(
  company: CompanyId,
  changes: readonly LicenseChange[],
  at: number,
): ReadonlyMap<LicenseId, CustodyLink> {
  const links = changes.flatMap((change): [LicenseId, CustodyLink][] => {
    if (change.change === 'added')
      return [[change.id, { sequence: 1, debit: 'vendor', credit: placeOf(company, change.to), at, transfer: null }]]
    if (change.change !== 'changed' && change.change !== 'ended') return []
    const { place: debit, sequence } = change.from
    const credit = debit.startsWith('company:') ? debit : placeOf(company, change.to)
    return credit === debit ? [] : [[change.id, { sequence: sequence + 1, debit, credit, at, transfer: null }]]
  })
  return new Map(links)
}

const placeOf = (company: CompanyId, license: SoldLicense): Place =>
  license.dongle === null ? `company:${company}` : `dongle:${license.dongle}`
