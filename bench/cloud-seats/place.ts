import { base64url } from '@undongle/core/encoding'
import { type CompanyId, makeId } from '@undongle/core/id'
import { makeEd25519Key, publicKeyOf, random } from '@undongle/core/node/crypto'
import { toSeconds } from '@undongle/core/time'
import type { PoolConfig } from 'pg'
import { createAuth } from '../../packages/cloud/src/auth/auth.ts'
import { prepareAuthSchema } from '../../packages/cloud/src/auth/schema.ts'
import type { Db } from '../../packages/cloud/src/db/pool.ts'
import { openAdmission } from '../../packages/cloud/src/lease/admission.ts'
import { memoryRegister } from '../../packages/cloud/src/register/memory.ts'
import {
  newLease,
  newMachine,
  newPool,
  openSeatDeps,
  type SeatPool,
  sellSeats,
} from '../../packages/cloud/src/testing/seats.fixture.ts'
import { createTables } from './tables.ts'

export interface BenchDatabase {
  readonly db: Db
  readonly connection: PoolConfig
  /** As the owner. */
  query(text: string, values?: readonly unknown[]): Promise<unknown>
}

/** A cloud with companies whose machines are registered. */
export interface Place {
  readonly database: BenchDatabase
  readonly deps: Awaited<ReturnType<typeof openSeatDeps>>
  readonly auth: ReturnType<typeof createAuth>
  /** Sells pools of so many seats, one to each company, with machines that may ask for them. */
  sell(sold: { companies: number; seats: number; machines: number; taken: number }): Promise<Sold>
  close(): Promise<void>
}

export interface Sold {
  readonly pools: readonly SeatPool[]
  readonly tokens: readonly string[]
}

export const product = 'pool-1'
const publicUrl = 'http://cloud.test'

export async function openPlace(database: BenchDatabase): Promise<Place> {
  const { db, connection } = database
  const deps = await openSeatDeps(db)
  const settings = { publicUrl, secret: 'x'.repeat(43), now: deps.now, random, clientAddress: () => '127.0.0.1' }
  await prepareAuthSchema(connection, settings)
  const auth = createAuth({ ...settings, db, register: memoryRegister() })
  await createTables(database)
  return {
    database,
    deps,
    auth,
    async sell({ companies, seats, machines, taken }) {
      const pools = Array.from({ length: companies }, () =>
        newPool(makeId('company', deps.now(), random), product, seats),
      )
      await sellSeats(database.query, pools)
      const owners = Array.from({ length: machines }, (_, at) => pools[at % pools.length]?.company ?? missing())
      const tokens = await registerMachines(database, auth, owners)
      for (const pool of pools) await fill(deps, pool, taken)
      await database.query(
        `insert into bench_counter (company_id, seats, used)
         select company, seats, $3 from unnest($1::text[], $2::int[]) as pool (company, seats)`,
        [pools.map(({ company }) => company), pools.map((pool) => pool.seats), taken],
      )
      return { pools, tokens }
    },
    close: () => deps.close(),
  }
}

/** So that a count of seats in use has something to count. */
async function fill(deps: Place['deps'], pool: SeatPool, taken: number): Promise<void> {
  const admission = openAdmission(deps)
  const machine = newMachine(pool.company)
  const answers = await Promise.all(
    Array.from({ length: taken }, () =>
      admission.ask({ ask: 'check-out', machine, product, id: newLease(), previous: null, waits: false, user: null }),
    ),
  )
  if (answers.some(({ outcome }) => outcome !== 'held')) throw new Error('the pool is too small')
}

/** @returns an access token of each machine */
export async function registerMachines(
  { query }: Pick<BenchDatabase, 'query'>,
  auth: Pick<Place['auth'], 'accessTokens'>,
  companies: readonly CompanyId[],
): Promise<string[]> {
  const user = makeId('user', new Date(), random)
  const key = publicKeyOf(makeEd25519Key())
  const machines = companies.map((company) => newMachine(company))
  await query(
    `insert into license_server (company_id, id, name, version, public_key, key_thumbprint, registered_by, registered_at,
       refreshed_at, refresh_token_hash)
     select company, machine, 'bench', '1.0', $3, jkt, $4, now(), now(), ''
     from unnest($1::text[], $2::text[], $5::text[]) as made (company, machine, jkt)`,
    [
      machines.map(({ company }) => company),
      machines.map(({ licenseServer }) => licenseServer),
      JSON.stringify(key),
      user,
      machines.map(({ jkt }) => jkt),
    ],
  )
  const iat = toSeconds(new Date())
  return Promise.all(
    machines.map(({ company, licenseServer, jkt }) =>
      auth.accessTokens.sign({
        sub: user,
        iat,
        exp: iat + 3600,
        jti: base64url(random(18)),
        scope: 'license-server',
        company,
        role: 'machine',
        license_server: licenseServer,
        cnf: { jkt },
      }),
    ),
  )
}

function missing(): never {
  throw new Error('there is no company')
}
