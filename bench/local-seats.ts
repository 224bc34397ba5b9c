import { freeSeatsOf, openPlace, type Place, productOf } from './local-seats/place.ts'

/** How large a run is; a test runs a small one. */
export interface LocalSeatsSize {
  readonly pools: readonly number[]
  readonly clients: readonly number[]
  /** In each block; License Server and baseline take turns. */
  readonly checkouts: number
  readonly blocks: number
}

const usualSize: LocalSeatsSize = {
  pools: [100, 1000, 10_000, 100_000],
  clients: [1, 16, 64, 256],
  checkouts: 3000,
  blocks: 5,
}
const usualClients = 64
/** Kept free of what checkouts take while a rate is measured. */
const wideSeats = 1_000_000

/**
 * Seats that the License Server gives out over HTTP, from a dongle that is read for each group, durable before they are answered. The
 * baseline answers the same requests and signs, and stores nothing.
 */
export async function run({ pools, clients, checkouts, blocks }: LocalSeatsSize = usualSize): Promise<object> {
  const place = await openPlace(pools, wideSeats)
  try {
    const rates: Awaited<ReturnType<typeof measureRate>>[] = []
    for (const count of clients) rates.push(await measureRate(place, count, { checkouts, blocks }))
    const { ratio, cpuRatio, byPool } = await measurePools(place, pools, { checkouts, blocks })
    const at = (count: number) => rates.find((rate) => rate.clients === count) ?? rates.at(-1)
    return {
      perSecondAt64: at(usualClients)?.perSecond,
      ratioToSignOnly: at(usualClients)?.ratio,
      p99MsAt64: at(usualClients)?.p99Ms,
      errors5xxAt256: at(256)?.errors5xx,
      ratio100000To100: ratio,
      cpuRatio100000To100: cpuRatio,
      rates,
      byPool,
    }
  } finally {
    await place.close()
  }
}

type Blocks = Pick<LocalSeatsSize, 'checkouts' | 'blocks'>

/** Checkouts alone, from a pool that does not run out. */
async function measureRate(place: Place, clients: number, { checkouts, blocks }: Blocks) {
  const load = {
    product: productOf(wideSeats),
    clients,
    checkouts: Math.min(checkouts, clients * 200),
    releases: false,
  }
  await place.measure('baseline', { ...load, checkouts: clients })
  const own = []
  const baseline = []
  for (let block = 0; block < blocks; block++) {
    own.push(await place.measure('server', load))
    baseline.push(await place.measure('baseline', load))
  }
  const perSecond = median(own.map((figures) => figures.perSecond))
  return {
    clients,
    perSecond: Math.round(perSecond),
    ratio: hundredths(perSecond / median(baseline.map((figures) => figures.perSecond))),
    p99Ms: hundredths(median(own.map(({ p99Ms }) => p99Ms))),
    errors5xx: sum(own.map(({ errors5xx }) => errors5xx)),
    refused: sum(own.map(({ refused }) => refused)),
  }
}

/**
 * Checkout and release in pools whose other seats are all out, in turns: what slows the machine slows each of them. Where other processes
 * take turns with these, the time that the License Server's own process worked says more than the clock.
 */
async function measurePools(place: Place, pools: readonly number[], { checkouts, blocks }: Blocks) {
  const found = pools.map((seats) => ({ seats, perSecond: [] as number[], workedUs: [] as number[], refused: 0 }))
  const run = (seats: number) =>
    place.measure('server', {
      product: productOf(seats),
      clients: freeSeatsOf(seats),
      checkouts: Math.ceil(checkouts / 2),
      releases: true,
    })
  for (const seats of pools) await run(seats) // connections, plans and compiled code
  for (let block = 0; block < blocks; block++) {
    for (const pool of block % 2 === 0 ? found : found.toReversed()) {
      const before = process.cpuUsage()
      const { perSecond, refused } = await run(pool.seats)
      const { user, system } = process.cpuUsage(before)
      pool.perSecond.push(perSecond)
      pool.workedUs.push((user + system) / Math.ceil(checkouts / 2))
      pool.refused += refused
    }
  }
  const [smallest, largest] = [found[0], found.at(-1)]
  const ratioOf = (over: readonly number[] = [], under: readonly number[] = []) =>
    hundredths(median(over.map((value, block) => value / (under[block] ?? 1))))
  return {
    ratio: ratioOf(largest?.perSecond, smallest?.perSecond),
    cpuRatio: ratioOf(smallest?.workedUs, largest?.workedUs),
    byPool: found.map(({ seats, perSecond, workedUs, refused }) => ({
      seats,
      perSecond: Math.round(median(perSecond)),
      workedUs: Math.round(median(workedUs)),
      refused,
    })),
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const hundredths = (value: number): number => Math.round(value * 100) / 100
