import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { registerMachines } from '../../bench/cloud-seats/place.ts'
import { createAuth } from '../../packages/cloud/src/auth/auth.ts'
import { openPool } from '../../packages/cloud/src/db/pool.ts'
import { memoryRegister } from '../../packages/cloud/src/register/memory.ts'
import { openSigningKeys } from '../../packages/cloud/src/signing/signing-keys.ts'
import { sessionSecretOf } from '../../packages/cloud/src/start.ts'
import { newPool, type SeatPool, sellSeats } from '../../packages/cloud/src/testing/seats.fixture.ts'
import { placePart } from '../../scripts/main-job/place.ts'
import { withSuperuser } from '../soak/facts.ts'
import { readPostmaster } from '../soak/place.ts'
import { openGate } from '../stories/gate.ts'
import { freePort, programOf } from '../stories/world.ts'
import { type Crowd, startCrowd } from './crowd.ts'
import { crashPostgres, makeStandby, makeSynchronous, type Primary, type Standby, urlOf } from './standby.ts'

// Two instances of the cloud lend seats from one database; each is killed, and at last their database, whose standby takes over.

const seats = 12
const clients = 20 // more than there are seats
const turnsBetween = 40

/** One process of the cloud. What it calls its address is the gate's. */
type Instance = Awaited<ReturnType<typeof place>>

let folder: string
let gate: Awaited<ReturnType<typeof openGate>>
let first: Instance
let primary: Primary
let standby: Standby
let pool: SeatPool
let crowd: Crowd
const undo: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'undongle-instances-'))
  undo.push(() => rm(folder, { recursive: true, force: true }))
  gate = await openGate()
  undo.push(() => gate.close())
  const dataDir = path.join(folder, 'first')
  first = await place(dataDir)
  undo.push(() => first.stop())
  const connection = readPostmaster(dataDir)?.connection
  if (connection === undefined) throw new Error('no database')
  primary = { clusterFolder: path.join(dataDir, 'postgres/pg'), connection }
  standby = await makeStandby(primary, path.join(folder, 'standby'))
  undo.push(() => standby.stop())
  gate.leadTo(first.direct)
  const tokens = await sellAndRegister()
  crowd = startCrowd({ address: gate.address, product: pool.product, seats, tokens })
  undo.push(() => crowd.stop())
}, 300_000)
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step()
})

test('[Q91, Q99] two instances and a synchronous standby: each is killed in turn, and no seat that was lent is lost or lent twice', async () => {
  await makeSynchronous(primary)
  const second = await place(path.join(folder, 'second'), urlOf(primary.connection))
  undo.push(() => second.stop())
  gate.leadTo(first.direct, second.direct)
  await crowd.turns(turnsBetween)
  await second.crash()
  gate.leadTo(first.direct)
  await crowd.turns(turnsBetween)
  await second.start()
  gate.leadTo(second.direct)
  await first.crash()
  await crowd.turns(turnsBetween)
  await crashPostgres(first.dataDir)
  await standby.promote()
  await second.crash()
  await startThird()
  await crowd.turns(turnsBetween)
  await crowd.stop()
  expect(crowd.most).toBe(seats)
  expect(await missing()).toEqual([])
  expect(await live()).toEqual([...crowd.held].toSorted())
})

test('an asynchronous standby loses seats that were lent, so whoever looks like this sees a loss', async () => {
  await crowd.turns(turnsBetween)
  await standby.detach()
  await crowd.turns(turnsBetween)
  await first.crash()
  await crashPostgres(first.dataDir)
  await standby.promote()
  await startThird()
  await crowd.stop()
  expect(await missing()).not.toEqual([])
})

/** An instance of the cloud with the keys of the first; on a database of its own where it is told of none. */
async function place(dataDir: string, databaseUrl?: string) {
  const port = await freePort()
  const database = databaseUrl === undefined ? {} : { UNDONGLE_DATABASE_URL: databaseUrl }
  if (databaseUrl !== undefined)
    await cp(path.join(folder, 'first/keys'), path.join(dataDir, 'keys'), { recursive: true })
  const more = { UNDONGLE_PUBLIC_URL: gate.address, ...database }
  const part = await placePart({ name: 'cloud', program: programOf('cloud'), dataDir, more, port })
  return { ...part, direct: `http://127.0.0.1:${port}` }
}

async function startThird(): Promise<void> {
  const third = await place(path.join(folder, 'third'), standby.url)
  undo.push(() => third.stop())
  gate.leadTo(third.direct)
}

/** @returns an access token of each client's machine */
async function sellAndRegister(): Promise<string[]> {
  pool = newPool(makeId('company', new Date(), random), 'pool-1', seats)
  const query = (text: string, values: readonly unknown[] = []) =>
    withSuperuser(primary.connection, async (client) => (await client.query(text, [...values])).rows)
  await sellSeats(query, [pool])
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const db = openPool(primary.connection, { log: silent })
  const keys = await openSigningKeys(first.dataDir, gate.address, new Date())
  const auth = createAuth({
    publicUrl: gate.address,
    secret: sessionSecretOf(keys),
    now: () => new Date(),
    random,
    clientAddress: () => '127.0.0.1',
    db,
    register: memoryRegister(),
  })
  const companies = Array.from({ length: clients }, () => pool.company)
  const tokens = await registerMachines({ query }, auth, companies)
  await db.destroy()
  return tokens
}

/** Leases that somebody was given, and that the database does not know. */
async function missing(): Promise<string[]> {
  const known = new Set(await leaseIds('true'))
  return [...crowd.given].filter((id) => !known.has(id))
}

const live = () => leaseIds('ended_at is null')

const leaseIds = (condition: string): Promise<string[]> =>
  withSuperuser(standby.connection, async (client) => {
    const { rows } = await client.query<{ id: string }>(`select id from lease where ${condition} order by id`)
    return rows.map(({ id }) => id)
  })
