import { performance } from 'node:perf_hooks'
import { parentPort } from 'node:worker_threads'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { type Connection, openConnection } from './connection.ts'
import type { Load, LoadDone } from './load.ts'

// The clients, in a thread of their own: what they cost is not the server's.

parentPort?.on('message', async (load: Load) => parentPort?.postMessage(await run(load)))
parentPort?.postMessage('ready')

async function run(load: Load): Promise<LoadDone> {
  const connections = await Promise.all(Array.from({ length: load.clients }, () => openConnection(load.port)))
  const startedMs = performance.now()
  const left = { asks: load.work.kind === 'storm' ? load.work.asks : 0 }
  const done = await Promise.all(
    connections.map((connection, client) =>
      load.work.kind === 'storm'
        ? storm(connection, load, client, left)
        : pairs(connection, load, client, startedMs + load.work.forMs),
    ),
  )
  for (const connection of connections) connection.close()
  const latencies = done.flatMap(({ latenciesMs }) => latenciesMs).toSorted((a, b) => a - b)
  return {
    tookMs: performance.now() - startedMs,
    granted: sum(done.map(({ granted }) => granted)),
    refused: sum(done.map(({ refused }) => refused)),
    p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? 0,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
  }
}

interface ClientDone {
  granted: number
  refused: number
  readonly latenciesMs: number[]
}

/** Checks out and gives back, over and over. */
async function pairs(connection: Connection, load: Load, client: number, untilMs: number): Promise<ClientDone> {
  const done: ClientDone = { granted: 0, refused: 0, latenciesMs: [] }
  for (let turn = client; performance.now() < untilMs; turn += load.clients) {
    const id = await checkOut(connection, load, turn, done)
    if (id === undefined) continue
    const status = await connection.send('DELETE', `/v1/leases/${id}`, tokenOf(load, turn), '')
    if (status !== 200) throw new Error(`a seat was given back with ${status}`)
  }
  return done
}

/** Keeps what it gets. */
async function storm(connection: Connection, load: Load, client: number, left: { asks: number }): Promise<ClientDone> {
  const done: ClientDone = { granted: 0, refused: 0, latenciesMs: [] }
  while (left.asks-- > 0) await checkOut(connection, load, client, done)
  return done
}

async function checkOut(connection: Connection, load: Load, turn: number, done: ClientDone) {
  const id = makeId('lease', new Date(), random)
  const body = JSON.stringify({ product: load.product, version: '1.0', previous: null })
  const askedMs = performance.now()
  const status = await connection.send('PUT', `/v1/leases/${id}`, tokenOf(load, turn), body)
  done.latenciesMs.push(performance.now() - askedMs)
  if (status === 200) {
    done.granted++
    return id
  }
  if (status !== 409) throw new Error(`a checkout was answered with ${status}`)
  done.refused++
  return undefined
}

const tokenOf = ({ tokens }: Load, turn: number): string => tokens[turn % tokens.length] ?? ''
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
