import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { makeId, type TransferId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { random } from '@undongle/core/node/crypto'
import { contractFile, signList } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import type { Customer, World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { type CloudConnection, callCloud } from '../../packages/license-server/src/cloud/client.ts'
import type { DongleDriver, DongleSession } from '../../packages/license-server/src/dongle/driver.ts'
import { fileDriver } from '../../packages/license-server/src/dongle/drivers/file/driver.ts'
import { fileKey } from '../../packages/license-server/src/dongle/drivers/file/folder.ts'
import { makeDongle } from '../../packages/license-server/src/dongle/make.ts'
import { openStore } from '../../packages/license-server/src/journal/open.ts'
import { applySchema } from '../../packages/license-server/src/journal/schema.ts'
import type { Store } from '../../packages/license-server/src/journal/store.ts'
import type { JournaledTransfer } from '../../packages/license-server/src/journal/transfer.ts'
import { findTransfer, intend } from '../../packages/license-server/src/journal/transfers.ts'
import {
  type ActDeps,
  commit,
  Nonces,
  open,
  retire,
  type TransferCloud,
} from '../../packages/license-server/src/transfer/acts.ts'
import { cancel } from '../../packages/license-server/src/transfer/cancel.ts'
import { nobodyCarried } from '../../packages/license-server/src/transfer/carry.ts'
import { ConfirmedOrders } from '../../packages/license-server/src/transfer/confirmed.ts'
import { readStatedEvidence } from '../../packages/license-server/src/transfer/evidence.ts'
import type { MendCloud } from '../../packages/license-server/src/transfer/mender.ts'
import type { PresentCloud } from '../../packages/license-server/src/transfer/presenter.ts'

// A License Server's own acts, on a real journal and a real file dongle, against the whole cloud in this process.

const driver = { name: 'file', version: '1' }

/** A dongle that any courier may hold. */
export interface TestDongle {
  readonly key: string
  readonly serial: string
  session(): Promise<DongleSession>
  /** Keeps what is on it now, to be put back: what its owner can do, or a power loss. @returns puts it back */
  copy(): () => void
}

export interface Dongles {
  readonly driver: DongleDriver
  sell(world: World, customer: Customer, licenses: readonly License[]): Promise<TestDongle>
  remove(): void
}

let sold = 0

/** File dongles in a folder of their own, as the vendor makes them. */
export function openDongles(): Dongles {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-dongles-'))
  const plugFolder = path.join(folder, 'plugged')
  const files = fileDriver({ plugFolder, readOnly: false, roomLimitBytes: null })
  return {
    driver: files,
    async sell({ cloud, operator }, { company }, licenses) {
      const serial = `F-${++sold}`
      const placed = licenses.map((license) => ({ license, dongle: serial }))
      await operator.import({
        ...contractFile(company, placed, { number: serial }),
        dongles: [{ serial, company }],
      })
      const { identity } = await makeDongle(files, fileKey(serial), undefined, ({ publicKey: key }) =>
        signList(cloud, { key, serial, licenses }),
      )
      const own = path.join(plugFolder, serial)
      return {
        key: identity.id,
        serial,
        session: () => files.open(fileKey(serial)),
        copy() {
          const kept = mkdtempSync(path.join(folder, 'kept-'))
          cpSync(own, kept, { recursive: true })
          return () => {
            rmSync(own, { recursive: true })
            cpSync(kept, own, { recursive: true })
          }
        },
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** What may go wrong at an I/O: thrown before it is done, or when it is done and nobody hears of it. */
export type Fault = (when: 'before' | 'after', what: string) => void
export const noFault: Fault = () => undefined

type CourierCloud = TransferCloud & MendCloud & PresentCloud

export interface TestCourier {
  readonly customer: Customer
  readonly store: Store
  readonly cloud: CourierCloud
  /** The acts' world in one run of the process, with the dongle plugged in; a fault may stand at each of its I/Os. */
  deps(dongle: TestDongle, fault?: Fault): ActDeps
  intend(dongle: TestDongle, line: string): Promise<TransferId>
  find(id: TransferId): JournaledTransfer
  /** One act after the other, as the runner takes them, until the transfer is in one of these states. */
  runTo(id: TransferId, dongle: TestDongle, states: readonly JournaledTransfer['state'][], fault?: Fault): Promise<void>
  close(): void
}

export function openCourier({ cloud }: World, customer: Customer): TestCourier {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-courier-'))
  const store = openStore(path.join(folder, 'journal.db'))
  applySchema(store)
  const nonces = new Nonces()
  const connection: CloudConnection = {
    url: 'http://cloud.test',
    fetch: async (input, init) => cloud.app.request(String(input), init),
    heard: () => undefined,
  }
  const now = () => cloud.deps.now()
  const { token: accessToken } = customer.courier
  const cloudOf = (fault: Fault): CourierCloud => {
    const at = async <Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer> => {
      fault('before', what)
      const answer = await ask()
      fault('after', what)
      return answer
    }
    return {
      keys: async () => cloud.deps.keys.believed,
      preview: (line, evidence) =>
        at('preview', () => callCloud(connection, 'transfer.preview', { accessToken, body: { line, evidence } })),
      open: (transfer, body) =>
        at('OPEN', () => callCloud(connection, 'transfer.open', { accessToken, parameters: { transfer }, body })),
      commit: (transfer, body) =>
        at('COMMIT', () => callCloud(connection, 'transfer.commit', { parameters: { transfer }, body })),
      mend: (evidence) => at('MEND', () => callCloud(connection, 'dongle.mend', { body: { evidence } })),
      present: (certificates) =>
        at('PRESENT', () =>
          callCloud(connection, 'certificate.present', { body: { certificates: [...certificates] } }),
        ),
      cancel: (transfer, body) =>
        at('CANCEL', () => callCloud(connection, 'cancel.put', { parameters: { transfer }, body })),
    }
  }
  const courier: TestCourier = {
    customer,
    store,
    cloud: cloudOf(noFault),
    deps(dongle, fault = noFault) {
      let session: DongleSession | undefined
      return {
        store: faultyStore(store, fault),
        nonces,
        carry: () => nobodyCarried,
        confirmed: new ConfirmedOrders(),
        cloud: cloudOf(fault),
        dongle: async () => (session ??= faultySession(await dongle.session(), fault)),
        now,
      }
    },
    async intend(dongle, line) {
      const evidence = await readStatedEvidence(await dongle.session(), driver)
      const { plan, policy, planHash, nonce } = await cloudOf(noFault).preview(line, evidence)
      nonces.keep(dongle.key, nonce)
      const id = makeId('transfer', now(), random)
      intend(
        store,
        {
          id,
          line,
          company: customer.company,
          user: customer.courier.user,
          dongle: { key: dongle.key, label: dongle.serial },
          plan: { plan, policy, targetUser: customer.courier.email, evidence },
          planHash,
        },
        now(),
      )
      return id
    },
    find(id) {
      const found = findTransfer(store, id)
      if (found === undefined) throw new Error(`${id} is not in the journal`)
      return found
    },
    async runTo(id, dongle, states, fault = noFault) {
      const deps = courier.deps(dongle, fault)
      for (let acts = 0; acts < 10; acts++) {
        const transfer = courier.find(id)
        if (states.includes(transfer.state)) return
        await act(deps, transfer)
      }
      throw new Error(`${id} stays ${courier.find(id).state}`)
    },
    close() {
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return courier
}

function act(deps: ActDeps, transfer: JournaledTransfer): Promise<void> {
  switch (transfer.state) {
    case 'intended':
      return open(deps, transfer)
    case 'ordered':
      return retire(deps, transfer)
    case 'retired':
      return commit(deps, transfer)
    case 'cancelling':
      return cancel(deps, transfer)
    default:
      throw new Error(`nothing is left to do for a transfer that is ${transfer.state}`)
  }
}

function faultyStore(store: Store, fault: Fault): Store {
  return {
    ...store,
    transaction(work) {
      fault('before', 'fsync')
      const result = store.transaction(work)
      fault('after', 'fsync')
      return result
    },
  }
}

function faultySession(session: DongleSession, fault: Fault): DongleSession {
  const at = async <Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer> => {
    fault('before', what)
    const answer = await ask()
    fault('after', what)
    return answer
  }
  return {
    ...session,
    prove: (challenge) => at('prove', () => session.prove(challenge)),
    retire: (order) => at('RETIRE', () => session.retire(order)),
    cancel: (request) => at('cancel on the dongle', () => session.cancel(request)),
    clean: () => at('clean', () => session.clean()),
  }
}
