import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { localTokenHeader } from '@undongle/core/api/local'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import type { LeaseId, TransferId } from '@undongle/core/id'
import { makeId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { random } from '@undongle/core/node/crypto'
import { atOnce, type TransferStart } from '@undongle/core/transfer/start'
import { signedIn } from '../../packages/cloud/src/auth/auth.fixture.ts'
import { contractFile, signList } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import type { Customer, World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { makeTestServer, type TestServer, testPort, testToken } from '../../packages/license-server/src/app.fixture.ts'
import { fileDriver } from '../../packages/license-server/src/dongle/drivers/file/driver.ts'
import { fileKey } from '../../packages/license-server/src/dongle/drivers/file/folder.ts'
import type { DriverSettings } from '../../packages/license-server/src/dongle/host/settings.ts'
import { makeDongle } from '../../packages/license-server/src/dongle/make.ts'

// Whole License Servers with file dongles, read-only unless said otherwise, against the whole cloud in this process.

/** A dongle in somebody's hand or in a machine. */
export interface Dongle {
  readonly serial: string
  readonly key: string
  folder: string
}

/** What a test does to the wire between a machine and the cloud. */
export type Wire = (path: string, send: () => Promise<Response>) => Promise<Response>

export interface Machine {
  readonly server: TestServer['server']
  readonly name: string
  /** Undefined is a wire that works. */
  wire: Wire | undefined
  /** What a page of this machine asks. */
  call(method: string, path: string, body?: object): Promise<LocalReply>
  plug(dongle: Dongle): Promise<SeenDongle>
  unplug(dongle: Dongle): Promise<void>
  /** Taken out while something goes on: nobody waits until the machine has noticed. */
  pull(dongle: Dongle): void
  signIn(customer: Customer): Promise<void>
  start(dongle: Dongle, line: string, when?: TransferStart): Promise<TransferId>
  /** Serves the machines of its network from here on. @returns what lets them in */
  serveNetwork(): Promise<string>
  /** When the seat that an application would get now ends. */
  seatEnds(product: string): Promise<string>
  /** An application asks for a seat. @returns its source and whether it was without the cloud, or the code of the refusal */
  seat(product: string): Promise<string>
  /** The application is done with it. */
  releaseSeat(): Promise<boolean>
  restart(): Promise<void>
  close(): Promise<void>
}

export interface LocalReply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back
  readonly body: any
}

export const offline: Wire = () => Promise.reject(new Error('no network'))

/** A shelf of dongles, sold by the vendor of this world. */
export function openShelf(world: World) {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-shelf-'))
  const files = fileDriver({ plugFolder: folder, readOnly: false, roomLimitBytes: null })
  let sold = 0
  return {
    async sell(
      { company }: Customer,
      licenses: readonly License[],
      how: 'assigned' | 'unassigned' = 'assigned',
    ): Promise<Dongle> {
      const serial = `P-${++sold}`
      const placed = licenses.map((license) => ({ license, dongle: serial }))
      const file = contractFile(company, placed, { number: `P-${sold}` })
      const imported = await world.operator.import({ ...file, dongles: [{ serial, company }] })
      if (imported.status !== 200) throw new Error(JSON.stringify(imported.body))
      const forget = 'update dongle_assignment set company_id = null where serial = $1'
      if (how === 'unassigned') await world.cloud.database.query(forget, [serial])
      const { identity } = await makeDongle(files, fileKey(serial), undefined, ({ publicKey: key }) =>
        signList(world.cloud, { key, serial, licenses }),
      )
      return { serial, key: identity.id, folder: path.join(folder, serial) }
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/**
 * @param drivers beside the file dongles
 * @param hastens whether the time of this world runs ahead while the machine waits, also after it has signed in
 */
export function openMachine(
  { cloud }: World,
  name: string,
  { readOnly = true, hastens = true, drivers = [] as readonly DriverSettings[] } = {},
): Machine {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-machine-'))
  const pluggedDir = path.join(folder, 'drawer', 'plugged')
  const handDir = path.join(folder, 'hand')
  for (const made of [pluggedDir, handDir]) mkdirSync(made, { recursive: true })
  const bootedAt = cloud.deps.now().getTime()
  const settings = {
    folder,
    machineName: name,
    readOnly,
    drivers,
    now: () => cloud.deps.now(),
    clocks: () => ({ wallMs: cloud.deps.now().getTime(), bootId: name, bootMs: cloud.deps.now().getTime() - bootedAt }),
    wait: async (delayMs: number) => {
      if (hastens || running.server.signIn.state().state !== 'signed-in') cloud.clock.aheadMs += delayMs
      await new Promise((resolve) => setTimeout(resolve, delayMs / 50))
    },
  }
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const send = async () => cloud.app.request(String(input), init)
    return machine.wire === undefined ? send() : machine.wire(new URL(String(input)).pathname, send)
  }
  const startServer = () => {
    const made = makeTestServer(fetch, settings)
    made.server.start()
    return made
  }
  let running: TestServer
  const lease: LeaseId = makeId('lease', new Date(), random)
  const machine: Machine = {
    name,
    wire: undefined,
    get server() {
      return running.server
    },
    async call(method, path, body) {
      const host = `localhost:${testPort}`
      const headers = { host, [localTokenHeader]: testToken, 'content-type': 'application/json' }
      const sent = body === undefined ? {} : { body: JSON.stringify(body) }
      const response = await running.app.request(`http://${host}${path}`, { method, headers, ...sent })
      return { status: response.status, body: await response.json() }
    },
    async plug(dongle) {
      move(dongle, path.join(pluggedDir, dongle.serial))
      return until(`${dongle.serial} is read`, () => findReady(dongle))
    },
    async unplug(dongle) {
      move(dongle, path.join(handDir, dongle.serial))
      await until(`${dongle.serial} is gone`, async () => ((await findReady(dongle)) === undefined ? true : undefined))
    },
    pull: (dongle) => move(dongle, path.join(handDir, dongle.serial)),
    async signIn({ company }) {
      const { page } = await signedIn(cloud, [[company, 'company-user']])
      const asking = await running.server.signIn.start()
      if (asking.state !== 'waiting') throw new Error(`sign-in is ${asking.state}`)
      const approved = await page.call('POST', `/v1/device-requests/${asking.userCode}/approve`, { company })
      if (approved.status !== 200) throw new Error(`not approved: ${JSON.stringify(approved.body)}`)
      await until(
        'signed in',
        () => (running.server.signIn.state().state === 'signed-in' ? true : undefined),
        () => running.server.signIn.state().state,
      )
    },
    async start(dongle, line, when = atOnce) {
      const { dongle: address } = await until(`${dongle.serial} is read`, () => findReady(dongle))
      const asked = { dongle: address, line, targetUser: null }
      const { preview, problem } = await running.server.checkEligibility(asked)
      if (preview === null) throw new Error(`no preview: ${JSON.stringify(problem)}`)
      const signIn = running.server.signIn.state()
      const targetUser = signIn.state === 'signed-in' ? signIn.user.email : ''
      const id = makeId('transfer', cloud.deps.now(), random)
      const request = {
        ...asked,
        targetUser,
        planHash: preview.planHash,
        pin: null,
        confirmLastTry: false,
        start: when,
      }
      await running.server.transfers.put(id, request)
      return id
    },
    async serveNetwork() {
      await running.lan.put(true)
      return running.lan.joinToken(false)
    },
    async seat(product) {
      try {
        const { source, offline } = await running.server.leases.put(lease, { product, version: '1.0' })
        return offline ? `${source}, offline` : source
      } catch (error) {
        return String(error instanceof Error && 'code' in error ? error.code : error)
      }
    },
    async seatEnds(product) {
      return (await running.server.leases.put(lease, { product, version: '1.0' })).expiresAt
    },
    releaseSeat: () => running.server.leases.release(lease),
    async restart() {
      await running.stop()
      running = startServer()
    },
    async close() {
      await running.close()
    },
  }
  running = startServer()
  return machine

  async function findReady({ serial }: Dongle): Promise<SeenDongle | undefined> {
    const read = await running.server.dongles.read().catch(() => [])
    return read.map(({ shown }) => shown).find((shown) => shown.serial === serial && shown.state === 'ready')
  }
}

function move(dongle: Dongle, to: string): void {
  renameSync(dongle.folder, to)
  dongle.folder = to
}

export const read = (machine: Machine, id: TransferId): LocalTransfer => machine.server.transfers.read(id)

/** Waits until a transfer is as wished, looking at it as its page does. */
export const untilTransfer = (
  machine: Machine,
  id: TransferId,
  wished: (transfer: LocalTransfer) => boolean,
): Promise<LocalTransfer> =>
  until(
    `${id} on ${machine.name}`,
    () => {
      const transfer = read(machine, id)
      return wished(transfer) ? transfer : undefined
    },
    () => JSON.stringify({ ...read(machine, id), plan: undefined, policy: undefined }),
  )

export const isFinished = ({ state }: LocalTransfer): boolean => state === 'finished'

const patienceMs = 30_000

/** Waits for what comes by itself. */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined> | Value | undefined,
  seen: () => string = () => '',
): Promise<Value> {
  const end = Date.now() + patienceMs
  while (Date.now() < end) {
    const value = await look()
    if (value !== undefined) return value
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`waited in vain: ${what} ${seen()}`)
}

export const pathOfOperation = (name: keyof typeof cloudApi): RegExp =>
  new RegExp(`^${cloudApi[name].path.replace(/\{\w+\}/g, '[^/]+')}$`)
