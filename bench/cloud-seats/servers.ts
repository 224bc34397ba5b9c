import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { ApiError } from '@undongle/core/api/error'
import type { Lease } from '@undongle/core/document/lease'
import { random } from '@undongle/core/node/crypto'
import { Hono } from 'hono'
import { sql } from 'kysely'
import { authenticate } from '../../packages/cloud/src/auth/principal.ts'
import type { EndingTx } from '../../packages/cloud/src/db/pool.ts'
import { type Deps, inCompany } from '../../packages/cloud/src/deps.ts'
import { machineOf } from '../../packages/cloud/src/http/authorize.ts'
import type { Endpoints } from '../../packages/cloud/src/http/call.ts'
import { mountApi } from '../../packages/cloud/src/http/mount-api.ts'
import { answerProblem } from '../../packages/cloud/src/http/problems.ts'
import type { CheckOut, Machine } from '../../packages/cloud/src/lease/ask.ts'
import { describeLease } from '../../packages/cloud/src/lease/describe.ts'
import { leaseEndpoints } from '../../packages/cloud/src/lease/http.ts'
import { endLeases, insertLeases } from '../../packages/cloud/src/lease/store.ts'
import type { Place, Sold } from './place.ts'

export const ways = ['grouped', 'counter', 'signOnly'] as const
export type Way = (typeof ways)[number]
type SeatEndpoints = Pick<Endpoints, 'lease.put' | 'lease.release'>

export interface Servers {
  readonly ports: Readonly<Record<Way, number>>
  close(): Promise<void>
}

/** The same endpoint three times, behind the same routes, sign-in and parsing; only what it does with a seat differs. */
export async function startServers(place: Place, sold: Sold): Promise<Servers> {
  const { database, deps } = place
  const parts: Pick<Deps, 'db' | 'random' | 'keys' | 'now'> = { ...deps, db: database.db, random }
  const licenses = new Map(sold.pools.map((pool) => [pool.company, pool]))
  const describe = (machine: Machine, ask: CheckOut): Lease => {
    const pool = licenses.get(machine.company)
    if (pool === undefined) throw new ApiError('product-unknown')
    const { license: id, seats: quantity } = pool
    const { product } = ask
    const term = { kind: 'perpetual' as const }
    const license = { id, line: 'seats', product, name: product, generation: '1.0', quantity, term }
    const company = { id: machine.company, name: 'Company' }
    const frame = {
      issuer: deps.keys.issuer,
      company,
      epoch: 0,
      blockListChanges: 0,
      now: deps.now(),
      provisionalUntil: undefined,
    }
    const licensed = { license, metered: false, onlineOnly: false, offlineDays: 10 }
    return describeLease(frame, { ask: { ask: 'check-out', machine, ...ask }, licensed }, 1)
  }
  const servers = await Promise.all(
    Object.values({
      grouped: leaseEndpoints(deps),
      counter: counterEndpoints(parts, describe),
      signOnly: signingEndpoints(parts, describe),
    }).map((endpoints) => serve(place, endpoints)),
  )
  const [grouped = 0, counter = 0, signOnly = 0] = servers.map((server) => (server.address() as AddressInfo).port)
  return {
    ports: { grouped, counter, signOnly },
    async close() {
      for (const server of servers) server.closeAllConnections()
      await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))))
    },
  }
}

/** A transaction each: the seat is counted where every other asker waits for its commit. */
function counterEndpoints(
  parts: Pick<Deps, 'db' | 'random' | 'keys'>,
  describe: (machine: Machine, ask: CheckOut) => Lease,
): SeatEndpoints {
  const change = async (tx: EndingTx, { company }: Machine, by: number) => {
    const { rows } = await sql`
      update bench_counter set used = used + ${by}
      where company_id = ${company} and used + ${by} <= seats returning used`.execute(tx)
    if (rows.length === 0) throw new ApiError('no-seat-free')
  }
  return {
    async 'lease.put'({ permission, parameters, body }) {
      const machine = machineOf(permission)
      const claims = describe(machine, { id: parameters.lease, ...body })
      const kid = parts.keys.kidOf('lease')
      await inCompany(parts, machine.company, async (tx) => {
        await change(tx, machine, 1)
        await Promise.all([insertLeases(tx, machine.company, [{ kid, claims }]), tx.commit()])
      })
      return replyOf(parts, claims)
    },
    async 'lease.release'({ permission, parameters }) {
      const machine = machineOf(permission)
      await inCompany(parts, machine.company, async (tx) => {
        const ended = endLeases(tx, machine.company, { ids: [parameters.lease], at: new Date() })
        await Promise.all([ended, change(tx, machine, -1), tx.commit()])
      })
      return { released: true }
    },
  }
}

const signingEndpoints = (
  parts: Pick<Deps, 'keys'>,
  describe: (machine: Machine, ask: CheckOut) => Lease,
): SeatEndpoints => ({
  'lease.put': async ({ permission, parameters, body }) =>
    replyOf(parts, describe(machineOf(permission), { id: parameters.lease, ...body })),
  'lease.release': async () => ({ released: true }),
})

const replyOf = ({ keys }: Pick<Deps, 'keys'>, claims: Lease) => ({
  lease: keys.sign('lease', keys.kidOf('lease'), claims),
  renewAfter: new Date(claims.iat * 1000).toISOString(),
})

async function serve(place: Place, endpoints: SeatEndpoints): Promise<Server> {
  const app = new Hono()
  mountApi(app, {
    endpoints: endpoints as Endpoints,
    authenticate: (request) => authenticate(place.auth, request),
    isCustomer: async () => false,
    clientAddress: () => undefined,
  })
  const log = { info: () => undefined, warn: () => undefined, error: console.error }
  app.onError((error, c) => answerProblem(c, error, log))
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return server
}
