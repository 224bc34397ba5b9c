import { performance } from 'node:perf_hooks'
import { sql } from 'kysely'
import { type Unavoidable, unavoidableOne } from './transfer/baseline.ts'
import { closePlace, confirm, moveOne, openPlace, type Place, prepareDongles } from './transfer/place.ts'

const warmUp = 40
const transfersAtOne = 60
const transfersAtSixteen = 240
const atOnce = 16

/**
 * Whole transfers of 5 licenses: License Server, journal on disk, HTTP tables, cloud, PostgreSQL; the dongle's own time is taken out.
 * The baseline does, in the same run and in turns, only what no transfer can do without: the same messages, the same commits of the same rows in
 * PostgreSQL, the same fsyncs of a journal, the same signatures and verifications.
 */
export async function run(): Promise<object> {
  const place = await openPlace()
  try {
    await prepareDongles(place, warmUp + transfersAtOne + transfersAtSixteen)
    for (const dongle of await confirm(place, warmUp)) {
      const { counts } = await moveOne(place, dongle)
      await unavoidableOne(place, { ...counts, commits: 2 })
    }
    const one = await measureAtOne(place)
    const sixteen = await measureAtSixteen(place, one.unavoidable)
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
  const [sample, ...dongles] = await confirm(place, transfersAtOne)
  if (sample === undefined) throw new Error('not enough dongles')
  const before = await writesSoFar(place)
  const { counts } = await moveOne(place, sample)
  const unavoidable: Unavoidable = { ...counts, commits: (await writesSoFar(place)) - before }
  const own: number[] = []
  const base: number[] = []
  for (const dongle of dongles) {
    own.push((await moveOne(place, dongle)).ownMs)
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
async function measureAtSixteen(place: Place, unavoidable: Unavoidable) {
  const blocks = 5
  const each = transfersAtSixteen / blocks
  const ratios: number[] = []
  const rates: number[] = []
  for (let block = 0; block < blocks; block++) {
    const dongles = await confirm(place, each)
    let dongleMs = 0
    const wholeMs = await timed(() =>
      inParallel(dongles, async (dongle) => {
        dongleMs += (await moveOne(place, dongle)).dongleMs
      }),
    )
    const baselineMs = await timed(() => inParallel(dongles, () => unavoidableOne(place, unavoidable)))
    // The dongles' own time, which this one process gives to nobody else meanwhile.
    const transfersMs = wholeMs - dongleMs
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

async function inParallel<Item>(items: readonly Item[], act: (item: Item) => Promise<unknown>): Promise<void> {
  const left = [...items]
  const work = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await act(item)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
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
