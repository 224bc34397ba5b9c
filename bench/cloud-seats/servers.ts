import { ApiError } from '@undongle/core/api/error'
import type { Lease } from '@undongle/core/document/lease'
import { random } from '@undongle/core/node/crypto'
import { sql } from 'kysely'
import { authenticate } from '../../packages/cloud/src/auth/principal.ts'
import type { EndingTx } from '../../packages/cloud/src/db/pool.ts'
import { type Deps, inCompany } from '../../packages/cloud/src/deps.ts'
import { machineOf } from '../../packages/cloud/src/http/authorize.ts'
import type { Endpoints } from '../../packages/cloud/src/http/call.ts'
import type { CheckOut, Machine } from '../../packages/cloud/src/lease/ask.ts'
import { describeLease } from '../../packages/cloud/src/lease/describe.ts'
import { leaseEndpoints } from '../../packages/cloud/src/lease/http.ts'
import { endLeases, insertLeases, type NewLease } from '../../packages/cloud/src/lease/store.ts'
import { watchForCopies } from '../../packages/cloud/src/machine/copied.ts'
import { serveEndpoints } from '../../packages/cloud/src/testing/serve.fixture.ts'
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
    const licensed = { license, metered: false, onlineOnly: false, binding: null, offlineDays: 10 }
    const held = { as: ask.id, since: deps.now() }
    const seat = { ask: { ask: 'check-out' as const, machine, ...ask }, licensed, held, freed: undefined, holder: null }
    return describeLease(frame, seat, 1)
  }
  const servers = await Promise.all(
    Object.values({
      grouped: leaseEndpoints(deps, watchForCopies(parts)),
      counter: counterEndpoints(parts, describe),
      signOnly: signingEndpoints(parts, describe),
    }).map((endpoints) => serveEndpoints(endpoints, (request) => authenticate(place.auth, request))),
  )
  const [grouped = 0, counter = 0, signOnly = 0] = servers.map(({ url }) => Number(new URL(url).port))
  return {
    ports: { grouped, counter, signOnly },
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
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
        await Promise.all([insertLeases(tx, machine.company, [newLeaseOf(kid, claims)]), tx.commit()])
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

const newLeaseOf = (kid: string, claims: Lease): NewLease => ({
  lease: { kid, claims },
  held: { as: claims.jti, since: new Date() },
  freed: undefined,
  holder: null,
})

const replyOf = ({ keys }: Pick<Deps, 'keys'>, claims: Lease) => ({
  lease: keys.sign('lease', keys.kidOf('lease'), claims),
  renewAfter: new Date(claims.iat * 1000).toISOString(),
})
