import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openDatabase } from '../packages/cloud/src/db/database.ts'
import { withClient } from '../packages/cloud/src/db/server.ts'
import { startClients } from './cloud-seats/load.ts'
import { clientsAtOnce, measurePool, stormControls, stormPool } from './cloud-seats/measure.ts'
import { openPlace } from './cloud-seats/place.ts'

const length = { rounds: 5, forMs: 2000 }
/** As at nine in the morning, when most seats are taken already: only so many are free. */
const freeSeats = 100

/**
 * Checkout and release over HTTP by 64 clients, on PostgreSQL with fsync and synchronous_commit on. In the same run and in turns: the same endpoint
 * with a transaction a request on a counter, and the same endpoint that signs and stores nothing. Then a storm of twice the demand, by the
 * cloud and by two broken ways of lending that must lend too many.
 */
export async function run(): Promise<object> {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-bench-'))
  const database = await openDatabase({
    dataDir: folder,
    migrationsDir: path.join(import.meta.dirname, '../packages/cloud/migrations'),
    now: () => new Date(),
    log: { info: () => undefined, warn: () => undefined, error: console.error },
  })
  const query = (text: string, values: readonly unknown[] = []) =>
    withClient(database.connection, async (client) => (await client.query(text, [...values])).rows)
  const place = await openPlace({ ...database, query })
  const clients = await startClients()
  try {
    const one = (seats: number, taken: number) => place.sell({ companies: 1, seats, machines: clientsAtOnce, taken })
    const hot = await measurePool(place, clients, await one(500, 500 - freeSeats), length)
    await slowCommits(query, slowCommitUs)
    const hotSlow = await measurePool(place, clients, await one(500, 500 - freeSeats), length)
    await slowCommits(query, 0)
    const large = await measurePool(place, clients, await one(5000, 5000 - freeSeats), length)
    const many = await place.sell({ companies: 1000, seats: 50, machines: 1000, taken: 0 })
    const spread = await measurePool(place, clients, many, length)
    const storms = [
      await stormPool(place, clients, await one(500, 0)),
      await stormPool(place, clients, await one(5000, 0)),
    ]
    const controlsOver = await stormControls(place, await one(500, 0))
    return {
      ratioToCounter: hot.ratioToCounter,
      ratioToSignOnly: hot.ratioToSignOnly,
      ratioToCounterSlow: hotSlow.ratioToCounter,
      overIssued: Math.max(...storms.map(({ overIssued }) => overIssued)),
      controlsOverIssued: Object.values(controlsOver).every((over) => over > 0),
      clients: clientsAtOnce,
      pools: { '500': hot, '500, slow commits': hotSlow, '5000': large, '1000x50': spread },
      storms,
      controlsOver,
    }
  } finally {
    await clients.close()
    await place.close()
    await database.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the disk of a cloud takes for a commit. */
const slowCommitUs = 2000

/** PostgreSQL itself waits that long before it flushes a commit, whether or not others come meanwhile. */
async function slowCommits(query: (text: string) => Promise<unknown>, delayUs: number): Promise<void> {
  await query(`alter system set commit_delay = ${delayUs}`)
  await query('alter system set commit_siblings = 0')
  await query('select pg_reload_conf()')
}
