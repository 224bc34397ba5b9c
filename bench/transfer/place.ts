import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { type CompanyId, makeId, type UserId } from '@undongle/core/id'
import type { PublicKey, SignMessage } from '@undongle/core/key'
import { makeEd25519Key, publicKeyOf, random, signWith } from '@undongle/core/node/crypto'
import { openDatabase } from '../../packages/cloud/src/db/database.ts'
import type { Db } from '../../packages/cloud/src/db/pool.ts'
import { withClient } from '../../packages/cloud/src/db/server.ts'
import {
  contractFile,
  courierOf,
  dongleOf,
  licenseOf,
  newCompany,
  operatorOf,
  startWholeCloud,
  type WholeCloud,
} from '../../packages/cloud/src/testing/cloud.fixture.ts'
import type { VirtualDongle } from '../../packages/cloud/src/testing/virtual-dongle.ts'
import { type CloudConnection, callCloud } from '../../packages/license-server/src/cloud/client.ts'
import type { DongleSession } from '../../packages/license-server/src/dongle/driver.ts'
import { openStore } from '../../packages/license-server/src/journal/open.ts'
import { applySchema } from '../../packages/license-server/src/journal/schema.ts'
import type { Store } from '../../packages/license-server/src/journal/store.ts'
import { findTransfer, intend } from '../../packages/license-server/src/journal/transfers.ts'
import { type ActDeps, commit, Nonces, open, retire } from '../../packages/license-server/src/transfer/acts.ts'
import { ConfirmedOrders } from '../../packages/license-server/src/transfer/confirmed.ts'
import { sessionOf } from './session.ts'

/** The real cloud on the real database, and the License Server's own acts on a real journal; only the dongle is in memory. */
export interface Place {
  readonly cloud: WholeCloud
  readonly db: Db
  readonly company: CompanyId
  readonly user: UserId
  readonly email: string
  readonly token: string
  readonly journals: Store[]
  readonly baselineJournal: Store
  readonly dongles: VirtualDongle[]
  readonly publicKey: PublicKey
  readonly sign: SignMessage
  readonly row: string
  ownReads: number
  readonly close: () => Promise<void>
}

export interface MovedTransfer {
  /** Without the dongle's own time. */
  readonly ownMs: number
  readonly counts: { readonly fsyncs: number; readonly signatures: number; readonly verifications: number }
}

const journalsAtOnce = 16
/** Cloud: access token, attestation, order, and state and list with OPEN and COMMIT. License Server: state, order, certificate. */
const verifications = 10
/** Order and certificate. */
const signatures = 2

export async function openPlace(): Promise<Place> {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-bench-'))
  const log = { info: () => undefined, warn: () => undefined, error: console.error }
  const root = path.join(import.meta.dirname, '../..')
  const database = await openDatabase({
    dataDir: folder,
    migrationsDir: path.join(root, 'packages/cloud/migrations'),
    now: () => new Date(),
    log,
  })
  await withClient(database.connection, async (client) => {
    await client.query(
      'create table bench_baseline (id bigint generated always as identity primary key, body text not null)',
    )
    await client.query('grant insert on bench_baseline to undongle_app')
  })
  const cloud = await startWholeCloud({
    db: database.db,
    connection: database.connection,
    query: (text, values = []) =>
      withClient(database.connection, async (client) => (await client.query(text, [...values])).rows),
    drop: async () => undefined,
  })
  const company = newCompany()
  const operator = await operatorOf(cloud)
  await operator.import(contractFile(company, [{ license: licenseOf('clinic-scan'), dongle: null }]))
  const courier = await courierOf(cloud, company)
  const key = makeEd25519Key()
  const journal = (name: string) => {
    const store = openStore(path.join(folder, name))
    applySchema(store)
    return store
  }
  const baselineJournal = journal('baseline.db')
  baselineJournal.execute('create table baseline (body text not null)')
  return {
    cloud,
    db: database.db,
    company,
    user: courier.user,
    email: courier.email,
    token: courier.token,
    journals: Array.from({ length: journalsAtOnce }, (_, index) => journal(`journal-${index}.db`)),
    baselineJournal,
    dongles: [],
    publicKey: publicKeyOf(key),
    sign: signWith(key),
    row: 'x'.repeat(1500),
    ownReads: 0,
    close: async () => {
      await database.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function closePlace(place: Place): Promise<void> {
  for (const store of [...place.journals, place.baselineJournal]) store.close()
  await place.close()
}

/** Sold before the clock starts: five licenses each, in the contract of one company. */
export async function prepareDongles(place: Place, count: number): Promise<void> {
  const operator = await operatorOf(place.cloud)
  const sold = Array.from({ length: count }, (_, index) => ({
    serial: `BENCH-${index}`,
    licenses: Array.from({ length: 5 }, () => licenseOf('clinic-scan')),
  }))
  const backed = sold.flatMap(({ serial, licenses }) => licenses.map((license) => ({ license, dongle: serial })))
  const dongles = sold.map(({ serial }) => ({ serial, company: place.company, key: null, enabled: true }))
  const file = contractFile(place.company, backed, { number: 'C-2' }) as object
  const { status, body } = await operator.import({ ...file, dongles })
  if (status !== 200) throw new Error(JSON.stringify(body))
  for (const { serial, licenses } of sold) place.dongles.push(await dongleOf(place.cloud, serial, licenses))
}

/** One transfer by the License Server's own acts, from the confirmed plan to the certificate on disk. */
export async function moveOne(place: Place): Promise<MovedTransfer> {
  const dongle = place.dongles.pop()
  const journal = place.journals.pop()
  if (dongle === undefined || journal === undefined) throw new Error('not enough dongles or journals')
  let fsyncs = 0
  const counted: Store['transaction'] = (work) => {
    fsyncs++
    return journal.transaction(work)
  }
  const store: Store = { ...journal, transaction: counted }
  const clock = { dongleMs: 0 }
  const deps = actDeps(place, store, sessionOf(dongle, clock))
  const { plan, planHash, policy, nonce } = await deps.cloud.preview('clinic', dongle.evidence())
  deps.nonces.keep(dongle.thumbprint, nonce)
  const startedMs = performance.now()
  clock.dongleMs = 0
  const id = makeId('transfer', new Date(), random)
  intend(
    store,
    {
      id,
      line: 'clinic',
      company: place.company,
      user: place.user,
      dongle: { key: dongle.thumbprint, label: 'bench' },
      plan: { plan, policy, targetUser: place.email, evidence: dongle.evidence() },
      planHash,
    },
    new Date(),
  )
  for (;;) {
    const transfer = findTransfer(store, id)
    if (transfer?.state === 'intended') await open(deps, transfer)
    else if (transfer?.state === 'ordered') await retire(deps, transfer)
    else if (transfer?.state === 'retired') await commit(deps, transfer)
    else if (transfer?.state === 'moved') break
    else throw new Error(`the transfer ended as ${transfer?.state}`)
  }
  place.journals.push(journal)
  return { ownMs: performance.now() - startedMs - clock.dongleMs, counts: { fsyncs, signatures, verifications } }
}

function actDeps(place: Place, store: Store, session: DongleSession): ActDeps {
  const connection: CloudConnection = {
    url: 'http://cloud.test',
    fetch: async (input, init) => place.cloud.app.request(String(input), init),
    heard: () => undefined,
  }
  const accessToken = place.token
  return {
    store,
    now: () => new Date(),
    dongle: async () => session,
    nonces: new Nonces(),
    confirmed: new ConfirmedOrders(),
    cloud: {
      keys: async () => place.cloud.deps.keys.believed,
      preview: (line, evidence) => callCloud(connection, 'transfer.preview', { accessToken, body: { line, evidence } }),
      open: (transfer, body) => callCloud(connection, 'transfer.open', { accessToken, parameters: { transfer }, body }),
      commit: (transfer, body) => callCloud(connection, 'transfer.commit', { parameters: { transfer }, body }),
      cancel: (transfer, body) => callCloud(connection, 'cancel.put', { parameters: { transfer }, body }),
    },
  }
}
