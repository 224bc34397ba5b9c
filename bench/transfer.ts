import { performance } from 'node:perf_hooks'
import { sql } from 'kysely'
import { type Unavoidable, unavoidableOne } from './transfer/baseline.ts'
import { closePlace, type MovedTransfer, moveOne, openPlace, type Place, prepareDongles } from './transfer/place.ts'

const transfersAtOne = 60
const transfersAtSixteen = 240
const atOnce = 16

/**
 * Whole transfers of 5 licenses: License Server, journal on disk, HTTP tables, cloud, PostgreSQL; the dongle's own time is taken out.
 * The baseline does, in the same run and in turns, only what no transfer can do without: the same commits in PostgreSQL, the same
 * fsyncs of a journal, the same signatures and verifications.
 */
export async function run(): Promise<object> {
  const place = await openPlace()
  try {
    await prepareDongles(place, 20 + transfersAtOne + transfersAtSixteen)
    for (let warm = 0; warm < 20; warm++) await moveOne(place)
    const one = await measureAtOne(place)
    const sixteen = await measureAtSixteen(place)
    return {
      ...one,
      perSecondAt16: sixteen.perSecond,
      ratioAt16: sixteen.ratio,
      licenses: 5,
      transfers: transfersAtOne + transfersAtSixteen,
    }
  } finally {
    await closePlace(place)
  }
}

/** In turns, one transfer and one baseline, so that a noisy machine slows both. */
async function measureAtOne(place: Place) {
  const before = await writesSoFar(place)
  const sample = await moveOne(place)
  const unavoidable = { ...sample.counts, commits: (await writesSoFar(place)) - before }
  const own: number[] = []
  const base: number[] = []
  for (let turn = 1; turn < transfersAtOne; turn++) {
    own.push((await moveOne(place)).ownMs)
    base.push(await timed(() => unavoidableOne(place, unavoidable)))
  }
  const [ownMs, baseMs] = [median(own), median(base)]
  return {
    perSecond: round(1000 / ownMs),
    ownMs: round(ownMs),
    baselineMs: round(baseMs),
    ratio: round(ownMs / baseMs),
    unavoidable,
  }
}

/** Sixteen License Servers at once, then sixteen baselines at once, in alternating blocks. */
async function measureAtSixteen(place: Place) {
  const blocks = 5
  const each = transfersAtSixteen / blocks
  const ratios: number[] = []
  const rates: number[] = []
  for (let block = 0; block < blocks; block++) {
    const before = await writesSoFar(place)
    let counts: MovedTransfer['counts'] | undefined
    const transfersMs = await timed(() =>
      inParallel(each, async () => {
        counts = (await moveOne(place)).counts
      }),
    )
    const unavoidable: Unavoidable = {
      ...(counts ?? { fsyncs: 0, signatures: 0, verifications: 0 }),
      commits: Math.round(((await writesSoFar(place)) - before) / each),
    }
    const baselineMs = await timed(() => inParallel(each, () => unavoidableOne(place, unavoidable)))
    ratios.push(transfersMs / baselineMs)
    rates.push((each / transfersMs) * 1000)
  }
  return { perSecond: round(median(rates)), ratio: round(median(ratios)) }
}

/** Transactions that wrote something: only those are given a number. */
async function writesSoFar(place: Place): Promise<number> {
  const { rows } = await sql<{ id: string }>`select pg_current_xact_id()::text as id`.execute(place.db)
  return Number(rows[0]?.id) - place.ownReads++
}

async function inParallel(count: number, act: () => Promise<unknown>): Promise<void> {
  let left = count
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) await act()
    }),
  )
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await act()
  return performance.now() - startedMs
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const round = (value: number): number => Math.round(value * 100) / 100
