import { type LeaseId, makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAdmission } from '../../packages/cloud/src/lease/admission.ts'
import {
  newLease,
  newMachine,
  newPool,
  openSeatDeps,
  type SeatPool,
  sellSeats,
} from '../../packages/cloud/src/testing/seats.fixture.ts'
import { type TestDatabase, testDatabase } from '../postgres/test-database.ts'

let database: TestDatabase
let deps: Awaited<ReturnType<typeof openSeatDeps>>
beforeAll(async () => {
  database = await testDatabase()
  deps = await openSeatDeps(database.db)
})
afterAll(async () => {
  await deps.close()
  await database.drop()
})

const clients = 64
const turns = 6

test('[Q91] 64 clients race for four pools through two clouds, and no pool ever lends a seat too many', async () => {
  const [ours, theirs] = [makeId('company', new Date(), random), makeId('company', new Date(), random)]
  const pools = [
    newPool(ours, 'pool-1', 1),
    newPool(ours, 'pool-2', 9),
    newPool(ours, 'pool-3', 12),
    newPool(theirs, 'pool-1', 5),
  ]
  await sellSeats(database.query, pools)
  // Each with lines of its own: what keeps two clouds apart is the database alone.
  const clouds = [openAdmission(deps), openAdmission(deps)]
  const held = new Map(pools.map((pool) => [pool, 0]))
  const most = new Map(pools.map((pool) => [pool, 0]))
  const count = (pool: SeatPool, seats: number) => {
    const now = (held.get(pool) ?? 0) + seats
    held.set(pool, now)
    most.set(pool, Math.max(most.get(pool) ?? 0, now))
  }

  const turnOf = (client: number) => {
    const [cloud, pool] = [clouds[Math.floor(client / pools.length) % 2], pools[client % pools.length]]
    if (cloud === undefined || pool === undefined) return expect.fail('a client has a cloud and a pool')
    const machine = newMachine(pool.company)
    const checkOut = (id: LeaseId, previous: LeaseId | null = null) =>
      cloud.ask({ ask: 'check-out', machine, product: pool.product, id, previous, waits: false, user: null })
    return {
      checkOut,
      /** A seat counts from its answer until it is given back, which is shorter than it is lent: what counts too many was lent too often. */
      async take(): Promise<LeaseId | undefined> {
        const id = newLease()
        // The same id at once, as a client does whose answer was lost.
        const [first, again] = await Promise.all([checkOut(id), checkOut(id)])
        if (first.outcome === 'held' && again.outcome === 'held') expect(again.lease.claims).toEqual(first.lease.claims)
        if (first.outcome !== 'held' && again.outcome !== 'held') return undefined
        count(pool, 1)
        return id
      },
      async giveBack(id: LeaseId): Promise<void> {
        count(pool, -1)
        expect(await cloud.ask({ ask: 'release', machine, id })).toEqual({ outcome: 'released', released: true })
      },
    }
  }
  const all = Array.from({ length: clients }, (_, client) => turnOf(client))

  const taken = await Promise.all(all.map(({ take }) => take()))
  for (const pool of pools) expect([pool.product, held.get(pool)]).toEqual([pool.product, pool.seats])
  await Promise.all(all.map(async ({ giveBack }, at) => taken[at] && giveBack(taken[at])))
  await Promise.all(
    all.map(async ({ take, checkOut, giveBack }) => {
      for (let turn = 0; turn < turns; turn++) {
        const id = await take()
        if (id === undefined) continue
        const renewed = newLease()
        expect((await checkOut(renewed, id)).outcome).toBe('held')
        await giveBack(renewed)
      }
    }),
  )
  for (const pool of pools) expect([pool.product, most.get(pool)]).toEqual([pool.product, pool.seats])
  const [left] = await database.query<{ live: number }>(
    'select count(*)::int as live from lease where ended_at is null and company_id = any($1)',
    [[ours, theirs]],
  )
  expect(left?.live).toBe(0)
  const twice = await database.query(
    `select 1 from lease where company_id = any($1)
     group by license_server_id, claims::jsonb ->> 'seq' having count(*) > 1`,
    [[ours, theirs]],
  )
  expect(twice).toEqual([])
}, 120_000)
