import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Clients, startClients } from '../../bench/cloud-seats/load.ts'
import { clientsAtOnce, measurePool, stormControls, stormPool } from '../../bench/cloud-seats/measure.ts'
import { openPlace, type Place } from '../../bench/cloud-seats/place.ts'
import { type TestDatabase, testDatabase } from '../postgres/test-database.ts'

// The benchmark of cloud seats, small.

let database: TestDatabase
let place: Place
let clients: Clients
beforeAll(async () => {
  database = await testDatabase()
  place = await openPlace(database)
  clients = await startClients()
})
afterAll(async () => {
  await clients.close()
  await place.close()
  await database.drop()
})

const pool = (seats: number) => place.sell({ companies: 1, seats, machines: clientsAtOnce, taken: 0 })
const triesMost = 10

test('[Q91] a storm of twice the demand over HTTP gets every seat and none too many', async () => {
  expect(await stormPool(place, clients, await pool(100))).toMatchObject({ asks: 200, issued: 100, overIssued: 0 })
})

test('two broken ways of lending lend too many in the same storm, so it proves something', async () => {
  const over = { 'one-statement': 0, 'no-lock': 0 }
  for (let tries = 0; tries < triesMost && Math.min(...Object.values(over)) === 0; tries++) {
    const seen = await stormControls(place, await pool(60))
    over['one-statement'] += seen['one-statement'] ?? 0
    over['no-lock'] += seen['no-lock'] ?? 0
  }
  expect(Math.min(...Object.values(over))).toBeGreaterThan(0)
})

test('the benchmark runs: groups, a counter and bare signing, in turns', async () => {
  const sold = await pool(100)
  const figures = await measurePool(place, clients, sold, { rounds: 1, forMs: 50 })
  for (const [name, figure] of Object.entries(figures)) expect([name, figure > 0]).toEqual([name, true])
})
