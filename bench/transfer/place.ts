import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import type { PreviewReply } from '@undongle/core/api/transfer'
import { type CompanyId, makeId, type UserId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
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
import { nobodyCarried } from '../../packages/license-server/src/transfer/carry.ts'
import { ConfirmedOrders } from '../../packages/license-server/src/transfer/confirmed.ts'
import type { Unavoidable } from './baseline.ts'
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
  ownReads: number
  readonly close: () => Promise<void>
}

export interface MovedTransfer {
  /** Without the dongle's own time. */
  readonly ownMs: number
  readonly dongleMs: number
  readonly counts: Omit<Unavoidable, 'commits'>
}

/** A dongle whose plan was shown to a person who confirmed it: from here on the clock runs. */
export interface Confirmed {
  readonly dongle: VirtualDongle
  readonly preview: PreviewReply
}

const journalsAtOnce = 16
/** Those that differ: both states, attestation, order and certificate. What comes again was found right before. */
const verifications = 5
/** Order and certificate. */
const signatures = 2
/** The journal's, before the dongle is written: what is then to be written has its room. */
export const checkpoint = 'pragma wal_checkpoint(restart)'

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
    await client.query('grant select, insert, update on bench_baseline to undongle_app')
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

/** Looks at dongles before the clock starts: a preview is no part of a transfer. */
export async function confirm(place: Place, count: number): Promise<Confirmed[]> {
  const { cloud } = actDeps(place, place.baselineJournal, undefined)
  const confirmed = []
  for (const dongle of place.dongles.splice(0, count))
    confirmed.push({ dongle, preview: await cloud.preview('clinic', dongle.evidence()) })
  return confirmed
}

/** One transfer by the License Server's own acts, from the confirmed plan to the certificate on disk. */
export async function moveOne(place: Place, { dongle, preview }: Confirmed): Promise<MovedTransfer> {
  const journal = place.journals.pop()
  if (journal === undefined) throw new Error('not enough journals')
  const counts = { fsyncs: 0, checkpoints: 0, signatures, verifications }
  const store = counting(journal, counts)
  const clock = { dongleMs: 0 }
  const deps = actDeps(place, store, sessionOf(dongle, clock))
  const { plan, planHash, policy, nonce } = preview
  deps.nonces.keep(dongle.thumbprint, nonce)
  const startedMs = performance.now()
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
  return { ownMs: performance.now() - startedMs - clock.dongleMs, dongleMs: clock.dongleMs, counts }
}

function counting(journal: Store, counts: { fsyncs: number; checkpoints: number }): Store {
  return {
    ...journal,
    transaction(work) {
      counts.fsyncs++
      return journal.transaction(work)
    },
    all(sql, values) {
      if (sql === checkpoint) counts.checkpoints++
      return journal.all(sql, values)
    },
  }
}

function actDeps(place: Place, store: Store, session: DongleSession | undefined): ActDeps {
  const connection: CloudConnection = {
    url: 'http://cloud.test',
    fetch: async (input, init) => place.cloud.app.request(String(input), init),
    heard: () => undefined,
  }
  const accessToken = place.token
  return {
    store,
    now: () => new Date(),
    dongle: async () => session ?? Promise.reject(new Error('a preview has no session')),
    nonces: new Nonces(),
    carry: () => nobodyCarried,
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
