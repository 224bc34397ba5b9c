import { createHash } from 'node:crypto'
import { ApiError } from '@undongle/core/api/error'
import { isSame } from '@undongle/core/contract/field-change'
import type { ImportId } from '@undongle/core/id'
import { conflictWords, keyOf } from '@undongle/core/import/record'
import type { ImportLine } from './lines.ts'
import {
  advanceImport,
  findImport,
  insertFaults,
  insertImport,
  insertRecords,
  type LineFault,
  type StagedRecord,
} from './store.ts'
import { type ImportDeps, inOne } from './take-over.ts'

/** Lines that go to the database together, and are on disk together. */
const linesPerBatch = 1000
const linesMost = 5_000_000
/** Faults that are kept to be named; all are counted. */
const faultsKept = 1000

/**
 * Keeps what an import says, a batch at a time: no more than a batch is in memory. What was received before is only compared.
 *
 * @throws ApiError `import-differs` when it was begun with other lines, or somebody else sends them at the same moment
 */
export async function receiveImport(
  deps: ImportDeps,
  begun: { id: ImportId; source: string | undefined; by: string },
  lines: AsyncIterable<ImportLine>,
): Promise<void> {
  await insertImport(deps.db, { ...begun, at: deps.now() })
  const stored = await findImport(deps.db, begun.id)
  if (stored === undefined) throw new ApiError('import-unknown')
  const seen = { lines: 0, checked: '', faults: stored.faults }
  const keep = async (batch: readonly ImportLine[], isLast: boolean) => {
    const from = seen.lines
    seen.lines += batch.length
    if (batch.length > 0) seen.checked = hashOver(seen.checked, batch)
    if (stored.state !== 'receiving') return
    if (isLast && seen.lines < stored.lines) throw new ApiError('import-differs')
    if (batch.length > 0 && seen.lines <= stored.lines) {
      if (seen.lines === stored.lines && seen.checked !== stored.checked) throw new ApiError('import-differs')
      return
    }
    if (from < stored.lines) throw new ApiError('import-differs')
    if (seen.lines > linesMost) throw new ApiError('request-too-large')
    const to = { batch, state: isLast ? 'received' : 'receiving', checked: seen.checked, faults: seen.faults } as const
    seen.faults += await writeBatch(deps, begun.id, from, to)
  }
  let batch: ImportLine[] = []
  for await (const line of lines) {
    batch.push(line)
    if (batch.length < linesPerBatch) continue
    await keep(batch, false)
    batch = []
  }
  await keep(batch, true)
  const isOther = seen.lines !== stored.lines || seen.checked !== stored.checked
  if (stored.state !== 'receiving' && isOther) throw new ApiError('import-differs')
}

function hashOver(before: string, batch: readonly ImportLine[]): string {
  const hash = createHash('sha256').update(before)
  for (const { line, text } of batch) hash.update(`${line}\n${text}\n`)
  return hash.digest('base64url')
}

function writeBatch(
  deps: ImportDeps,
  id: ImportId,
  from: number,
  {
    batch,
    state,
    checked,
    faults: before,
  }: { batch: readonly ImportLine[]; state: 'receiving' | 'received'; checked: string; faults: number },
): Promise<number> {
  const records = distinct(batch)
  return inOne(deps, async (tx) => {
    const conflicts = await insertRecords(tx, id, records)
    const faults: LineFault[] = [
      ...batch.flatMap(({ line, faults: own }) => own.map(({ place, reason }) => ({ line, place, reason }))),
      ...conflicts.map(({ line, first, kind, key }) => ({
        line,
        place: kind,
        reason: conflictWords(`line ${first}`, key),
      })),
    ]
    await insertFaults(tx, id, faults.slice(0, Math.max(0, faultsKept - before)))
    const to = { state, lines: from + batch.length, checked, records: records.length, faults: faults.length }
    if (!(await advanceImport(tx, id, from, to))) throw new ApiError('import-differs')
    return faults.length
  })
}

/** The rows of a table say the same of one company again and again: what a batch says twice goes to the database once. */
function distinct(batch: readonly ImportLine[]): StagedRecord[] {
  const said = new Map<string, StagedRecord[]>()
  for (const { line, records } of batch) {
    for (const record of records) {
      const name = `${record.record} ${keyOf(record)}`
      const before = said.get(name)
      if (before === undefined) said.set(name, [{ line, record }])
      else if (!before.some((one) => isSame(one.record, record))) before.push({ line, record })
    }
  }
  return [...said.values()].flat().toSorted((a, b) => a.line - b.line)
}
