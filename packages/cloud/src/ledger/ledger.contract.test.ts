import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../../test/postgres/test-database.ts'
import { insertCatalog, insertWorlds } from './contract/prepare.ts'
import { type LedgerWorld, makeWorld, worldsAtOnce } from './contract/world.ts'
import { answersOf, anySequence } from './ledger.contract.ts'
import { memoryLedger } from './memory.ts'
import { postgresLedger } from './postgres.ts'

const sequences = 1000

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await insertCatalog(database.query)
})
afterAll(() => database.drop())

const unused: LedgerWorld[] = []
let made = 0

/** A sequence gets a world of its own; they are made by the hundred, since a statement a world would take as long as its test. */
async function nextWorld(): Promise<LedgerWorld> {
  if (unused.length === 0) {
    const worlds = Array.from({ length: worldsAtOnce }, (_, at) => makeWorld(made + at))
    made += worldsAtOnce
    await insertWorlds(database.query, worlds)
    unused.push(...worlds)
  }
  return unused.pop() ?? nextWorld()
}

test('the twin in memory and PostgreSQL answer, refuse and keep alike', async () => {
  const postgres = postgresLedger({ db: database.db, random: (sizeBytes) => new Uint8Array(sizeBytes) })
  await fc.assert(
    fc.asyncProperty(anySequence, async (sequence) => {
      const world = await nextWorld()
      const [kept, twin] = [postgres, memoryLedger(world.sold)]
      expect(await answersOf(twin, world, sequence)).toEqual(await answersOf(kept, world, sequence))
    }),
    { seed: 20261122, numRuns: sequences },
  )
}, 300_000)
