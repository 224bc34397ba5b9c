import { type Difference, differenceOf } from '@undongle/core/contract/difference'
import type { ImportPeople } from '../auth/import-people.ts'
import { applyCompany, type Decided, isAnythingWritten, type Refuse } from '../contract/apply.ts'
import { writeDongleChanges } from '../contract/dongle-store.ts'
import { type Catalog, readFacts } from '../contract/facts.ts'
import { acrossCompanies } from '../db/across-companies.ts'
import type { Tx } from '../db/pool.ts'
import { transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import { writeResellers } from '../reseller/store.ts'
import type { AskedOfCompany, Portion } from './portion.ts'

/** What an import works with. */
export type ImportDeps = Pick<Deps, 'db' | 'ledger' | 'now' | 'random'>

/** Companies that are written at the same time: their commits share the disk's time. */
const companiesAtOnce = 8

export type DecidedPortion = readonly Decided<AskedOfCompany>[]

/** What a portion of an import would change, as of one moment; nothing is written. */
export async function decidePortion(
  deps: ImportDeps,
  { companies }: Pick<Portion, 'companies'>,
  catalog: Catalog,
): Promise<DecidedPortion> {
  const facts = await acrossCompanies(deps, 'import.difference', (tx) => readFacts(tx, companies, catalog))
  const now = deps.now()
  return companies.flatMap((asked, index) => {
    const own = facts[index]
    return own === undefined ? [] : [{ asked, facts: own, difference: differenceOf(asked, own, now) }]
  })
}

interface TakenOver {
  readonly differences: readonly Difference[]
  readonly people: Awaited<ReturnType<ImportPeople>>
}

/**
 * Takes over what was decided: what is of no company first, then each company of which anything changes, in a transaction of its own.
 *
 * @param refuse of what had to be decided anew
 */
export async function takeOver(
  deps: ImportDeps,
  importPeople: ImportPeople,
  { resellers, resellerPeople }: Omit<Portion, 'companies'>,
  { decided, catalog, refuse = takeAll }: { decided: DecidedPortion; catalog: Catalog; refuse?: Refuse },
): Promise<TakenOver> {
  if (resellers.length > 0) await inOne(deps, (tx) => writeResellers(tx, resellers))
  await takeOverDongles(
    deps,
    decided.map(({ difference }) => difference),
  )
  const differences: Difference[] = []
  for (let from = 0; from < decided.length; from += companiesAtOnce) {
    const some = decided.slice(from, from + companiesAtOnce)
    differences.push(...(await Promise.all(some.map((one) => applyOne(deps, one, { catalog, refuse })))))
  }
  const people = await importPeople({
    resellers: resellerPeople.map(({ reseller, ...person }) => ({ id: reseller, people: [person] })),
    companies: decided.flatMap(peopleOf),
  })
  return { differences, people }
}

const takeAll: Refuse = () => undefined

/** Dongles belong to the whole deployment: they are written together, whichever companies they are of. */
export async function takeOverDongles(deps: ImportDeps, differences: readonly Difference[]): Promise<void> {
  const changes = differences.flatMap(({ dongles }) => dongles.filter((change) => change.change !== 'refused'))
  if (changes.length > 0) await inOne(deps, (tx) => writeDongleChanges(tx, changes))
}

function applyOne(
  deps: ImportDeps,
  decided: DecidedPortion[number],
  options: { catalog: Catalog; refuse: Refuse },
): Difference | Promise<Difference> {
  const { asked, difference } = decided
  if (asked.company === undefined || !isAnythingWritten(decided)) return difference
  return applyCompany(deps, asked.company, decided, options)
}

function peopleOf({ asked, facts }: DecidedPortion[number]) {
  const name = asked.about?.name ?? facts.about?.name
  if (asked.company === undefined || name === undefined) return []
  return asked.about === undefined && asked.people.length === 0
    ? []
    : [{ id: asked.company, name, people: asked.people }]
}

/** A transaction about what belongs to no company. */
export const inOne = <Result>(deps: ImportDeps, work: (tx: Tx) => Promise<Result>): Promise<Result> =>
  transaction(deps.db, work, { random: () => (deps.random(1)[0] ?? 0) / 256 })
