import { controls, stormControl } from './controls.ts'
import type { Clients } from './load.ts'
import { type Place, product, type Sold } from './place.ts'
import { type Servers, startServers, type Way, ways } from './servers.ts'

export const clientsAtOnce = 64

export interface Figures {
  readonly pairsPerSecond: number
  readonly ratioToCounter: number
  readonly ratioToSignOnly: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly counterP99Ms: number
}

/** Checkout and release, the three ways in turns, so that a noisy machine slows all of them. */
export async function measurePool(
  place: Place,
  clients: Clients,
  sold: Sold,
  { rounds, forMs }: { rounds: number; forMs: number },
): Promise<Figures> {
  const servers = await startServers(place, sold)
  try {
    const run = (way: Way) => clients.run(loadOf(servers, way, sold, { kind: 'pairs', forMs }))
    for (const way of ways) await run(way) // connections, plans and compiled code
    const figures: Figures[] = []
    for (let round = 0; round < rounds; round++) {
      const [grouped, counter, signOnly] = [await run('grouped'), await run('counter'), await run('signOnly')]
      const rateOf = ({ granted, tookMs }: typeof grouped) => (granted / tookMs) * 1000
      figures.push({
        pairsPerSecond: rateOf(grouped),
        ratioToCounter: rateOf(grouped) / rateOf(counter),
        ratioToSignOnly: rateOf(grouped) / rateOf(signOnly),
        p50Ms: grouped.p50Ms,
        p99Ms: grouped.p99Ms,
        counterP99Ms: counter.p99Ms,
      })
    }
    return medians(figures)
  } finally {
    await servers.close()
  }
}

export interface Storm {
  readonly asks: number
  readonly issued: number
  readonly overIssued: number
  readonly tookMs: number
}

/** Twice as many ask as there are seats, over HTTP. */
export async function stormPool(place: Place, clients: Clients, sold: Sold): Promise<Storm> {
  const seats = sold.pools.reduce((sum, pool) => sum + pool.seats, 0)
  const servers = await startServers(place, sold)
  try {
    const { granted, refused, tookMs } = await clients.run(
      loadOf(servers, 'grouped', sold, { kind: 'storm', asks: 2 * seats }),
    )
    return { asks: granted + refused, issued: granted, overIssued: granted - seats, tookMs: Math.round(tookMs) }
  } finally {
    await servers.close()
  }
}

/** @returns how many each broken way of lending gave away too many */
export async function stormControls(place: Place, { pools: [pool] }: Sold): Promise<Record<string, number>> {
  if (pool === undefined) throw new Error('a control lends from a pool')
  const over: Record<string, number> = {}
  for (const control of controls) over[control] = await stormControl(place, control, pool, clientsAtOnce)
  return over
}

const loadOf = ({ ports }: Servers, way: Way, { tokens }: Sold, work: Parameters<Clients['run']>[0]['work']) => ({
  port: ports[way],
  clients: clientsAtOnce,
  product,
  tokens,
  work,
})

const medians = (figures: readonly Figures[]): Figures => ({
  pairsPerSecond: medianOf(figures.map((round) => round.pairsPerSecond)),
  ratioToCounter: medianOf(figures.map((round) => round.ratioToCounter)),
  ratioToSignOnly: medianOf(figures.map((round) => round.ratioToSignOnly)),
  p50Ms: medianOf(figures.map((round) => round.p50Ms)),
  p99Ms: medianOf(figures.map((round) => round.p99Ms)),
  counterP99Ms: medianOf(figures.map((round) => round.counterP99Ms)),
})

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round(100 * (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN)) / 100
}
