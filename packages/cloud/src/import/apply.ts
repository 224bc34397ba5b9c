import { ApiError } from '@undongle/core/api/error'
import type { ImportChange, ImportCounts } from '@undongle/core/api/import'
import { changedFields, type Difference, type LicenseChange } from '@undongle/core/contract/difference'
import type { CompanyId, ImportId } from '@undongle/core/id'
import type { ImportPeople } from '../auth/import-people.ts'
import { applyCompany, readDifference } from '../contract/apply.ts'
import { type KnownOfAll, readKnownOfAll } from '../contract/known.ts'
import { addDongles, writeDongles } from '../contract/store.ts'
import { transaction } from '../db/transaction.ts'
import { type Deps, inCompany } from '../deps.ts'
import { writeResellers } from '../reseller/store.ts'
import { type ImportedCompany, importedCompany } from './companies.ts'
import {
  advanceApplied,
  findImport,
  listCompanies,
  noCounts,
  readRecords,
  type StagedRecord,
  type StoredImport,
} from './store.ts'

/** Companies that are written at the same time: their commits share the disk's time. */
const companiesAtOnce = 4

/** A few companies of an import, and what they may refer to. */
interface Portion {
  readonly companies: readonly ImportedCompany[]
  readonly known: KnownOfAll
  readonly next: string | null
}

export async function requireReceived(deps: Deps, id: ImportId): Promise<StoredImport> {
  const stored = await findImport(deps.db, id)
  if (stored === undefined) throw new ApiError('import-unknown')
  if (stored.state === 'receiving') throw new ApiError('import-not-received')
  return stored
}

/** The dry run of some companies: what would change, and nothing of what would not. */
export async function compareImport(
  deps: Deps,
  id: ImportId,
  page: { after: string; limit: number },
): Promise<{ counts: ImportCounts; changes: ImportChange[]; next: string | null }> {
  await requireReceived(deps, id)
  const { companies, known, next } = await readPortion(deps, id, page)
  const sellers = await readRecords(deps.db, id, [''])
  const withOwn = withSellers(known, sellers)
  const counts = { ...noCounts, companies: companies.length }
  const changes: ImportChange[] = []
  for (const asked of companies) {
    const difference = await inCompany(deps, asked.company, (tx) => readDifference(deps, tx, asked, withOwn))
    count(counts, difference)
    changes.push(...difference.licenses.flatMap((change) => describe(asked.company, change)))
  }
  return { counts, changes, next }
}

/** Takes over some companies more. @returns the one-time links of people who are new */
export async function applyImport(
  deps: Deps,
  importPeople: ImportPeople,
  id: ImportId,
  { limit, skipsFaults }: { limit: number; skipsFaults: boolean },
): Promise<{ email: string; link: string }[]> {
  const stored = await requireReceived(deps, id)
  if (stored.state === 'applied') return []
  if (stored.faults > 0 && !skipsFaults) throw new ApiError('import-has-faults')
  if (stored.appliedTo === '') await applyCommon(deps, await readRecords(deps.db, id, ['']))
  const { companies, known, next } = await readPortion(deps, id, { after: stored.appliedTo, limit })
  await writeOwnDongles(deps, companies)
  const counts = { ...stored.counts, companies: stored.counts.companies + companies.length }
  for (let from = 0; from < companies.length; from += companiesAtOnce) {
    const some = companies.slice(from, from + companiesAtOnce)
    const applied = await Promise.all(some.map((asked) => applyCompany(deps, asked, known)))
    for (const { difference } of applied) count(counts, difference)
  }
  const { setUpLinks } = await importPeople({
    resellers: [],
    companies: companies.flatMap(({ company, name, people }) =>
      name === undefined ? [] : [{ id: company, name, people }],
    ),
  })
  const appliedTo = companies.at(-1)?.company ?? stored.appliedTo
  const state = next === null ? 'applied' : 'applying'
  if (!(await advanceApplied(deps.db, id, stored.appliedTo, { appliedTo, state, counts })))
    throw new ApiError('import-differs')
  return setUpLinks
}

async function readPortion(
  deps: Deps,
  id: ImportId,
  { after, limit }: { after: string; limit: number },
): Promise<Portion> {
  const found = await listCompanies(deps.db, id, after, limit + 1)
  const ids = found.slice(0, limit)
  const byCompany = new Map<string, StagedRecord[]>(ids.map((company) => [company, []]))
  for (const staged of await readRecords(deps.db, id, ids)) byCompany.get(companyIn(staged))?.push(staged)
  const companies = ids.map((company) => importedCompany(company, byCompany.get(company) ?? []))
  const licenses = companies.flatMap((company) => company.licenses.map((license) => license.id))
  const known = await readKnownOfAll(deps.db, licenses)
  return { companies, known, next: found.length > limit ? (ids.at(-1) ?? null) : null }
}

function companyIn({ record }: StagedRecord): string {
  if (record.record === 'company') return record.id
  return 'company' in record ? (record.company ?? '') : ''
}

/** What is of no company: resellers, and dongles that nobody's contract names. */
async function applyCommon(deps: Deps, staged: readonly StagedRecord[]): Promise<void> {
  const records = staged.map(({ record }) => record)
  const resellers = records.flatMap((record) => (record.record === 'reseller' ? [record] : []))
  const dongles = records.flatMap((record) => (record.record === 'dongle' ? [record] : []))
  await inOne(deps, async (tx) => {
    await writeResellers(tx, resellers)
    await writeDongles(tx, dongles)
  })
}

/** A dongle that only a license names is its company's, unless it was somebody's already. */
async function writeOwnDongles(deps: Deps, companies: readonly ImportedCompany[]): Promise<void> {
  const listed = companies.flatMap(({ dongles }) => dongles)
  const named = companies.flatMap(({ company, licenses }) =>
    licenses.flatMap(({ license: { dongle } }) => (dongle === null ? [] : [{ serial: dongle, company }])),
  )
  await inOne(deps, async (tx) => {
    await writeDongles(tx, listed)
    await addDongles(tx, named)
  })
}

const inOne = (deps: Deps, work: Parameters<typeof transaction<void>>[1]): Promise<void> =>
  transaction(deps.db, work, { random: () => (deps.random(1)[0] ?? 0) / 256 })

function withSellers(known: KnownOfAll, staged: readonly StagedRecord[]): KnownOfAll {
  const own = staged.flatMap(({ record }) => (record.record === 'reseller' ? [record.id] : []))
  return { ...known, resellers: new Set([...known.resellers, ...own]) }
}

function count(
  counts: { -readonly [Name in keyof ImportCounts]: number },
  { licenses, refusedContracts }: Difference,
): void {
  counts.refused += refusedContracts.length
  for (const { change } of licenses) counts[change === 'waits' ? 'waiting' : change]++
}

function describe(company: CompanyId, change: LicenseChange): ImportChange[] {
  if (change.change === 'unchanged') return []
  const base = {
    company,
    license: change.id,
    at: change.at,
    change: change.change,
    fields: [],
    until: null,
    refusal: null,
  }
  if (change.change === 'refused') return [{ ...base, refusal: change.reason }]
  const from = 'from' in change ? change.from?.license : undefined
  const { to } = change
  const fields =
    from === undefined
      ? []
      : changedFields(from, to).map((field) => ({ field, from: wordOf(from[field]), to: wordOf(to[field]) }))
  return [{ ...base, fields, until: change.change === 'waits' ? change.until.toISOString() : null }]
}

const wordOf = (value: string | number | readonly string[] | null): string =>
  Array.isArray(value) ? value.join(' ') : String(value ?? '')
