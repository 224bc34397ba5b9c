import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { localApi } from '@undongle/core/api/local'
import { makeId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { random } from '@undongle/core/node/crypto'
import { toSeconds } from '@undongle/core/time'
import { makeTestServer, type TestServer, testPort, testToken } from '../../packages/license-server/src/app.fixture.ts'
import { makeGuardedApp } from '../../packages/license-server/src/app.ts'
import { fileDriver } from '../../packages/license-server/src/dongle/drivers/file/driver.ts'
import { fileKey } from '../../packages/license-server/src/dongle/drivers/file/folder.ts'
import { makeDongle } from '../../packages/license-server/src/dongle/make.ts'
import { type Listening, listen } from '../../packages/license-server/src/http/listen.ts'
import { route } from '../../packages/license-server/src/http/route.ts'
import { openStore } from '../../packages/license-server/src/journal/open.ts'
import { applySchema } from '../../packages/license-server/src/journal/schema.ts'
import { longestDongleSeatMs, withSeats } from '../../packages/license-server/src/journal/seats.ts'
import { SeatSigner } from '../../packages/license-server/src/lease/dongle-seat.ts'
import { OwnIdentity } from '../../packages/license-server/src/sign-in/identity.ts'
import { serveOperations } from '../../test/api/serve-operations.ts'
import { issuer, makeVendor } from '../../test/api/vendor.ts'
import type { Figures, Load } from './clients.ts'

/** A whole License Server with a file dongle behind its driver's process, and beside it an endpoint that only signs. */
export interface Place {
  /** Puts the clients to work, on the License Server or on the baseline. */
  measure(
    on: 'server' | 'baseline',
    load: Pick<Load, 'product' | 'clients' | 'checkouts' | 'releases'>,
  ): Promise<Figures>
  close(): Promise<void>
}

const serial = 'BENCH-1'

export const productOf = (seats: number): string => `pool-${seats}`

/** Of a pool whose other seats are out. */
export const freeSeatsOf = (seats: number): number => Math.min(64, seats)

/**
 * @param pools how many seats each license of the dongle has
 * @param wideSeats of one more license, of which none is out
 */
export async function openPlace(pools: readonly number[], wideSeats: number): Promise<Place> {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-local-seats-'))
  const licenses = [...pools, wideSeats].map(licenseOf)
  const vendor = makeVendor(new Date())
  const plugFolder = path.join(folder, 'drawer', 'plugged')
  mkdirSync(plugFolder, { recursive: true })
  const files = fileDriver({ plugFolder, readOnly: false, roomLimitBytes: null })
  await makeDongle(files, fileKey(serial), undefined, ({ id }) =>
    vendor.sign('license-list', { iss: issuer, iat: toSeconds(new Date()), dongle: id, serial, licenses }),
  )
  for (const license of licenses.slice(0, -1)) giveOut(folder, license)
  const test = makeTestServer(
    serveOperations(cloudApi, {
      'keys.read': () => vendor.keyFile(),
      'line.list': () => ({ vendor: 'Bench', lines: [], blockListVersion: 0 }),
    }),
    { folder },
  )
  await test.server.setDongleService(true)
  test.server.start()
  await untilServed(test, licenses)
  const listening = await listen(test.app, 0)
  const baseline = openBaseline(test, folder, licenses)
  const signing = await listen(baseline.app, 0)
  const clients = fork(path.join(import.meta.dirname, 'clients.ts'), { execArgv: ['--import', 'tsx'] })
  return {
    async measure(on, load) {
      const { port } = on === 'server' ? listening : signing
      return ask(clients, { ...load, port, host: `localhost:${testPort}` })
    },
    async close() {
      clients.kill()
      await closeAll([listening, signing])
      baseline.close()
      await test.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The same requests through the same checks and the same signer; nothing is read, decided or stored. */
function openBaseline({ server }: TestServer, folder: string, licenses: readonly License[]) {
  const store = openStore(path.join(folder, 'baseline.db'))
  applySchema(store)
  const signer = new SeatSigner(new OwnIdentity(store, new Date()))
  const app = makeGuardedApp(server, { port: () => testPort, token: testToken })
  let seq = 0
  route(app, localApi['lease.put'], ({ parameters, body }) => {
    const found = licenses.find(({ product }) => product === body.product)
    if (found === undefined) throw new Error('no such product')
    const { id: license, quantity: seats, ...named } = found
    const issuedAt = new Date()
    const expiresAt = new Date(issuedAt.getTime() + 600_000)
    const lease = signer.sign(
      { license, seats, metered: false, ...named },
      { id: parameters.lease, seq: ++seq, issuedAt, expiresAt },
    )
    const ends = expiresAt.toISOString()
    return { lease, source: 'dongle' as const, expiresAt: ends, renewAfter: ends, offline: false }
  })
  route(app, localApi['lease.release'], () => ({ released: true }))
  return { app, close: () => store.close() }
}

/** As checkouts of just now have left the journal. */
function giveOut(folder: string, { id: license, product, quantity }: License): void {
  const store = openStore(path.join(folder, 'journal.db'))
  applySchema(store)
  const at = new Date()
  const expiresAt = new Date(at.getTime() + longestDongleSeatMs)
  const place = { holder: '', source: 'dongle', dongle: null, license } as const
  let left = quantity - freeSeatsOf(quantity)
  while (left > 0) {
    withSeats(store, at, (book) => {
      for (let row = 0; row < seatsAtOnce && left > 0; row++, left--) {
        const id = makeId('lease', at, random)
        book.write({
          id,
          product,
          version: '1.0',
          ...place,
          jws: 'x'.repeat(leaseChars),
          since: at,
          renewAt: expiresAt,
          expiresAt,
        })
      }
    })
  }
  store.close()
}

const seatsAtOnce = 1000
/** A signed lease is about as long. */
const leaseChars = 850

async function untilServed({ server }: TestServer, licenses: readonly License[]): Promise<void> {
  const product = licenses[0]?.product ?? ''
  const id = makeId('lease', new Date(), random)
  for (let tries = 0; ; tries++) {
    const failure = await server.leases.put(id, { product, version: '1.0' }).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (failure === undefined) break
    if (tries > 100) throw failure
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await server.leases.release(id)
}

async function ask(clients: ChildProcess, load: Load): Promise<Figures> {
  clients.send(load)
  const over = new AbortController()
  const died = once(clients, 'exit', { signal: over.signal }).then(([code]) => {
    throw new Error(`the clients died with ${code}`)
  })
  try {
    const [figures] = await Promise.race([once(clients, 'message', { signal: over.signal }), died])
    return figures as Figures
  } finally {
    died.catch(() => undefined)
    over.abort()
  }
}

async function closeAll(servers: readonly Listening[]): Promise<void> {
  await Promise.all(servers.map((server) => server.close()))
}

const licenseOf = (seats: number): License => ({
  id: makeId('license', new Date(), random),
  line: 'bench',
  product: productOf(seats),
  name: productOf(seats),
  generation: '1.0',
  quantity: seats,
  term: { kind: 'perpetual' },
})
