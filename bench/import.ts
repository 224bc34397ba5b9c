import { performance } from 'node:perf_hooks'
import { makeId } from '@undongle/core/id'
import { columnMapSchema } from '@undongle/core/import/column-map'
import { applyImport } from '../packages/cloud/src/import/apply.ts'
import { tableLines } from '../packages/cloud/src/import/lines.ts'
import { receiveImport } from '../packages/cloud/src/import/receive.ts'
import { findImport } from '../packages/cloud/src/import/store.ts'
import { openPlace, type Place } from './import/place.ts'
import { head, tableOf } from './import/table.ts'

/**
 * A table of a million rows, or as many as are named behind it, from its text to licenses that can be moved: received, taken over, and the
 * same once more, which changes nothing. The baseline puts the same cells into a table without keys, a thousand rows a statement.
 * Memory is this whole process's, its database is another one.
 */
export async function run(): Promise<object> {
  const rows = Number(process.argv[3] ?? 1_000_000)
  const place = await openPlace()
  try {
    const bareMs = await timed(() => insertBare(place, rows))
    const receivedMs: number[] = []
    const appliedMs: number[] = []
    for (const expected of [{ added: rows }, { unchanged: rows }]) {
      const id = makeId('import', new Date(), place.deps.random)
      receivedMs.push(await timed(() => receive(place, id, rows)))
      appliedMs.push(await timed(() => apply(place, id, expected)))
      console.error(JSON.stringify({ bareMs, receivedMs, appliedMs, peakMb: peakMb() }))
    }
    const [first = 0, again = 0] = receivedMs.map((ms, round) => ms + (appliedMs[round] ?? 0))
    const ratioOf = (ms: number) => Math.round((10 * ms) / bareMs) / 10
    return {
      rowsPerSecond: Math.round((rows / first) * 1000),
      ratio: ratioOf(first),
      receiveRatio: ratioOf(receivedMs[0] ?? 0),
      againRatio: ratioOf(again),
      peakMb: peakMb(),
      rows,
    }
  } finally {
    await place.close()
  }
}

const peakMb = (): number => Math.round(process.resourceUsage().maxRSS / 1024)

type ImportId = Parameters<typeof findImport>[1]

async function insertBare({ insertBareRows }: Place, rows: number): Promise<void> {
  let batch: string[][] = []
  for (const text of tableOf(rows)) {
    for (const line of text.split('\n')) {
      if (line !== '' && line !== head) batch.push(line.split(','))
      if (batch.length < bareRowsAtOnce) continue
      await insertBareRows(batch)
      batch = []
    }
  }
  if (batch.length > 0) await insertBareRows(batch)
}

const bareRowsAtOnce = 1000

async function receive({ deps }: Place, id: ImportId, rows: number): Promise<void> {
  async function* texts() {
    yield* tableOf(rows)
  }
  const form = { map: columnMapSchema.parse({}), source: '', table: 'licenses' } as const
  await receiveImport(deps, { id, source: undefined, by: 'bench' }, tableLines(texts(), form))
  const stored = await findImport(deps.db, id)
  if (stored?.lines !== rows + 1 || stored.faults > 0) throw new Error(`received ${JSON.stringify(stored)}`)
  console.error(`${stored.lines} lines received, ${stored.records} records`)
}

async function apply({ deps, importPeople }: Place, id: ImportId, expected: object): Promise<void> {
  for (let portion = 1; ; portion++) {
    await applyImport(deps, importPeople, id, { limit: companiesAtOnce, skipsFaults: false })
    const stored = await findImport(deps.db, id)
    if (portion % 20 === 0 || stored?.state === 'applied') console.error(JSON.stringify(stored?.counts))
    if (stored?.state !== 'applied') continue
    for (const [name, count] of Object.entries(expected))
      if (stored.counts[name as keyof typeof stored.counts] !== count) throw new Error(`expected ${count} ${name}`)
    return
  }
}

const companiesAtOnce = 500

async function timed(act: () => Promise<void>): Promise<number> {
  const startedMs = performance.now()
  await act()
  return performance.now() - startedMs
}
