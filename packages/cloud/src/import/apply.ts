import { ApiError } from '@undongle/core/api/error'
import type { ImportChange, ImportCounts } from '@undongle/core/api/import'
import type { ImportId } from '@undongle/core/id'
import type { ImportPeople } from '../auth/import-people.ts'
import { type Catalog, readCatalog } from '../contract/facts.ts'
import { countDifferences, describeDifference, noCounts } from './describe.ts'
import { type Portion, portionOf } from './portion.ts'
import { advanceApplied, findImport, listCompanies, readRecords, type StoredImport } from './store.ts'
import { decidePortion, type ImportDeps, inOne, takeOver } from './take-over.ts'

export async function requireReceived(deps: ImportDeps, id: ImportId): Promise<StoredImport> {
  const stored = await findImport(deps.db, id)
  if (stored === undefined) throw new ApiError('import-unknown')
  if (stored.state === 'receiving') throw new ApiError('import-not-received')
  return stored
}

/** The dry run of some companies: what would change, and nothing of what would not. */
export async function compareImport(
  deps: ImportDeps,
  id: ImportId,
  page: { after: string; limit: number },
): Promise<{ counts: ImportCounts; changes: ImportChange[]; next: string | null }> {
  await requireReceived(deps, id)
  const { portion, next } = await readPortion(deps, id, page)
  const common = page.after === '' ? portion : portionOf(await readRecords(deps.db, id, ['']))
  const catalog = withResellers(await readCatalog(deps.db), common)
  const decided = await decidePortion(deps, portion, catalog)
  const counts = countDifferences(
    noCounts,
    portion,
    decided.map(({ difference }) => difference),
  )
  const changes = decided.flatMap(({ asked, difference }) => describeDifference(asked.company, difference))
  return { counts, changes, next }
}

/** Takes over some companies more. @returns the one-time links of people who are new */
export async function applyImport(
  deps: ImportDeps,
  importPeople: ImportPeople,
  id: ImportId,
  { limit, skipsFaults }: { limit: number; skipsFaults: boolean },
): Promise<{ email: string; link: string }[]> {
  const stored = await requireReceived(deps, id)
  if (stored.state === 'applied') return []
  if (stored.faults > 0 && !skipsFaults) throw new ApiError('import-has-faults')
  const { portion, last, next } = await readPortion(deps, id, { after: stored.appliedTo, limit })
  const catalog = withResellers(await readCatalog(deps.db), portion)
  const decided = await decidePortion(deps, portion, catalog)
  const { differences, people } = await takeOver(deps, importPeople, portion, { decided, catalog })
  const to = {
    appliedTo: last ?? stored.appliedTo,
    state: next === null ? 'applied' : 'applying',
    counts: countDifferences(stored.counts, portion, differences),
  } as const
  if (!(await inOne(deps, (tx) => advanceApplied(tx, id, stored.appliedTo, to)))) throw new ApiError('import-differs')
  return people.setUpLinks
}

/** The next companies of an import, with the first ones also what belongs to none. */
async function readPortion(
  deps: ImportDeps,
  id: ImportId,
  { after, limit }: { after: string; limit: number },
): Promise<{ portion: Portion; last: string | undefined; next: string | null }> {
  const found = await listCompanies(deps.db, id, after, limit + 1)
  const companies = found.slice(0, limit)
  const last = companies.at(-1)
  const portion = portionOf(await readRecords(deps.db, id, after === '' ? ['', ...companies] : companies))
  return { portion, last, next: found.length > limit ? (last ?? null) : null }
}

/** An import may refer to the resellers that it brings along. */
const withResellers = (catalog: Catalog, { resellers }: Pick<Portion, 'resellers'>): Catalog => ({
  ...catalog,
  resellers: new Set([...catalog.resellers, ...resellers.map(({ id }) => id)]),
})
