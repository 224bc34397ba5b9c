import { ApiError, type ProblemField } from '@undongle/core/api/error'
import type { ContractFile, ImportReply } from '@undongle/core/contract/contract-file'
import type { Difference } from '@undongle/core/contract/difference'
import { conflictsIn, recordsOf } from '@undongle/core/contract/file-records'
import { type Refusal, refusals } from '@undongle/core/contract/refusal'
import type { ImportPeople } from '../auth/import-people.ts'
import type { Db } from '../db/pool.ts'
import { transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import { portionOf } from '../import/portion.ts'
import { decidePortion, takeOver } from '../import/take-over.ts'
import { readLineIds } from '../line/store.ts'
import { writeLineWaves } from '../wave/line-wave.ts'
import { type Catalog, readCatalog } from './facts.ts'
import { writeCatalog } from './store.ts'

/**
 * Takes over what the vendor's ERP says, as one file: an import of one portion, with the catalog beside it. Everything is decided
 * first, so one wrong place keeps all of it out; the same file again goes on where an interrupted one stopped, and changes nothing after.
 *
 * @throws ApiError `request-invalid` naming every wrong place; then nothing was written
 */
export async function importContracts(
  deps: Deps,
  importPeople: ImportPeople,
  file: ContractFile,
): Promise<ImportReply> {
  const records = recordsOf(file)
  refuse([
    ...(await wrongInCatalog(deps.db, file)),
    ...conflictsIn(records).map(({ at, reason }) => ({ pointer: at, detail: reason })),
  ])
  const portion = portionOf(records)
  const catalog = withFile(await readCatalog(deps.db), file)
  const decided = await decidePortion(deps, portion, catalog)
  refuse(decided.flatMap(({ difference }) => wrongIn(difference)))
  await transaction(
    deps.db,
    async (tx) => {
      await writeCatalog(tx, file, deps.now())
      await writeLineWaves(deps, tx, file.lines)
    },
    { random: () => (deps.random(1)[0] ?? 0) / 256, retryUnique: ['policy_version_pkey'] },
  )
  const refuseDifference = (difference: Difference) => refuse(wrongIn(difference))
  const { differences, people } = await takeOver(deps, importPeople, portion, {
    decided,
    catalog,
    refuse: refuseDifference,
  })
  return replyOf(differences, people)
}

/** What the file's lines and products say twice, or of a line that nobody knows. */
async function wrongInCatalog(db: Db, { lines, products }: ContractFile): Promise<ProblemField[]> {
  const known = new Set([...(await readLineIds(db)), ...lines.map(({ id }) => id)])
  return [
    ...twice(lines, '/lines'),
    ...twice(products, '/products'),
    ...products.flatMap(({ line }, at) =>
      known.has(line)
        ? []
        : [{ pointer: `/products/${at}/line`, detail: `names a line that is neither in the file nor known: ${line}` }],
    ),
  ]
}

function twice(things: readonly { readonly id: string }[], pointer: string): ProblemField[] {
  const first = new Map<string, number>()
  return things.flatMap(({ id }, at) => {
    const before = first.get(id)
    if (before === undefined) first.set(id, at)
    return before === undefined
      ? []
      : [{ pointer: `${pointer}/${at}`, detail: `is the same as ${pointer}/${before}: ${id}` }]
  })
}

function refuse(fields: readonly ProblemField[]): void {
  if (fields.length > 0) throw new ApiError('request-invalid', { fields: fields.slice(0, 100) })
}

function wrongIn({ contracts, licenses, dongles, people }: Difference): ProblemField[] {
  const wrong = contracts.flatMap(({ change }) => (change.change === 'refused' ? [change] : []))
  // A license whose contract is refused is not a mistake of its own.
  const own = licenses.flatMap((change) =>
    change.change === 'refused' && (wrong.length === 0 || change.reason !== 'contract-unknown') ? [change] : [],
  )
  const others = [...dongles.flatMap((change) => (change.change === 'refused' ? [change] : [])), ...people]
  return [...wrong, ...own, ...others].map(({ at, reason }) => ({
    pointer: at + fieldOf[reason],
    detail: refusals[reason],
  }))
}

/** The field of a record that a refusal is about. */
const fieldOf = {
  'company-unknown': '/company',
  'contract-unknown': '',
  'license-unknown': '',
  'product-unknown': '/product',
  'reseller-unknown': '/reseller',
  'other-company': '/id',
  'on-dongle': '/dongle',
} as const satisfies Record<Refusal, string>

/** What the file brings along itself may be referred to. */
const withFile = (known: Catalog, { products, resellers }: ContractFile): Catalog => ({
  products: new Set([...known.products, ...products.map(({ id }) => id)]),
  metered: new Set([
    ...[...known.metered].filter((known) => !products.some(({ id }) => id === known)),
    ...products.filter(({ metered }) => metered).map(({ id }) => id),
  ]),
  resellers: new Set([...known.resellers, ...resellers.map(({ id }) => id)]),
})

function replyOf(
  differences: readonly Difference[],
  people: { added: number; setUpLinks: ImportReply['setUpLinks'] },
): ImportReply {
  const licenses = differences.flatMap((difference) => difference.licenses)
  const contracts = differences.flatMap((difference) => difference.contracts.map(({ change }) => change))
  const companies = differences.flatMap(({ about }) => about ?? [])
  // Two companies may have licenses on one dongle.
  const dongles = new Map(differences.flatMap((difference) => difference.dongles.map((one) => [one.serial, one])))
  const count = (changes: readonly { change: string }[], ...names: string[]) =>
    changes.filter(({ change }) => names.includes(change)).length
  return {
    added: {
      companies: count(companies, 'added'),
      contracts: count(contracts, 'added'),
      licenses: count(licenses, 'added'),
      dongles: count([...dongles.values()], 'added'),
      people: people.added,
    },
    changed: {
      contracts: count(contracts, 'changed'),
      licenses: count(licenses, 'changed', 'ended'),
      dongles: count([...dongles.values()], 'changed'),
    },
    waiting: count(licenses, 'waits') + count([...dongles.values()], 'waits'),
    unchanged: count(licenses, 'unchanged'),
    setUpLinks: people.setUpLinks,
  }
}
