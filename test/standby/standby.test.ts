import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type PlacedPart, placePart } from '../../scripts/main-job/place.ts'
import { waitForEnd } from '../../scripts/main-job/transfer.ts'
import { readAway } from '../soak/dongle.ts'
import { readFacts, withSuperuser } from '../soak/facts.ts'
import { readPostmaster } from '../soak/place.ts'
import { type Acknowledged, findViolations } from '../soak/violations.ts'
import { expectMovedOnce } from '../stories/ledger.ts'
import { freePort, openWorld, programOf, type SoldDongle, start, type World } from '../stories/world.ts'
import {
  crashPostgres,
  makeStandby,
  makeSynchronous,
  type Primary,
  type Standby,
  waitUntilFollowed,
} from './standby.ts'

// The cloud's PostgreSQL dies in mid-transfer, and its standby takes over. The License Server knows nothing of it.

let world: World
let primary: Primary
let standby: Standby
let promoted: PlacedPart | undefined
// Two databases are made: on a busy machine each may take minutes, and `startPart` says where one stands still.
beforeEach(async () => {
  world = await openWorld({ tokens: 0, fileDongles: 4 })
  const { dataDir } = world.place.cloud
  const connection = readPostmaster(dataDir)?.connection
  if (connection === undefined) throw new Error('no database')
  primary = { clusterFolder: path.join(dataDir, 'postgres/pg'), connection }
  standby = await makeStandby(primary, path.join(world.place.folder, 'standby'))
}, 300_000)
afterEach(async () => {
  await promoted?.stop()
  promoted = undefined
  await standby?.stop()
  await world?.close()
})

test('[Q91, Q92] a synchronous standby that is promoted in mid-transfer has lost nothing', async () => {
  await makeSynchronous(primary)
  const dongles = takeDongles(4)
  const [finished, committed, ordered, begun] = dongles
  const told = await move(finished)
  const commit = world.gate.hold('transfer.commit', 'answered')
  const committing = await start(world, committed)
  await commit.reached
  const open = world.gate.hold('transfer.open', 'answered')
  const ordering = await start(world, ordered)
  await open.reached
  const beginning = await start(world, begun)
  await crashPrimary()
  for (const message of [commit, open]) message.lose()
  await standby.promote()
  expect(await violationsIn(standby, dongles, [told])).toEqual([])
  await startOnStandby()
  await expectMovedOnce(world, finished, told.transfer)
  await expectMovedOnce(world, committed, committing)
  await expectMovedOnce(world, ordered, ordering)
  await expectMovedOnce(world, begun, beginning)
})

test('[Q91, Q92] an asynchronous standby has lost what was acknowledged, and learns it again from certificates and receipts', async () => {
  const dongles = takeDongles(3)
  const [followed, lost, retired] = dongles
  const first = await move(followed)
  await waitUntilFollowed(primary)
  await standby.detach()
  const second = await move(lost)
  const commit = world.gate.hold('transfer.commit', 'asked')
  const retiring = await start(world, retired)
  await commit.reached
  await crashPrimary()
  commit.lose()
  await standby.promote()
  const acknowledged = [first, second]
  // The control: whoever does not see this loss would not see any.
  expect(await violationsIn(standby, dongles, acknowledged)).toEqual([
    `the certificate that ${second.transfer} was answered with is not in the ledger`,
  ])
  await startOnStandby()
  await expect.poll(() => violationsIn(standby, dongles, acknowledged), { timeout: 30_000 }).toEqual([])
  await expectMovedOnce(world, followed, first.transfer)
  const third = await expectMovedOnce(world, retired, retiring)
  const all = [...acknowledged, { transfer: retiring, document: third.document ?? '' }]
  expect(await violationsIn(standby, dongles, all)).toEqual([])
})

function takeDongles(count: 3): [SoldDongle, SoldDongle, SoldDongle]
function takeDongles(count: 4): [SoldDongle, SoldDongle, SoldDongle, SoldDongle]
function takeDongles(count: number): SoldDongle[] {
  return Array.from({ length: count }, () => world.fileDongle())
}

/** Moves a dongle's licenses and is shown the certificate: acknowledged, from here on. */
async function move(dongle: SoldDongle) {
  const transfer = await start(world, dongle)
  const { document } = await waitForEnd(world.place.licenseServer, transfer)
  return { transfer, document: document ?? '' }
}

/** The machine of the cloud and its database is gone, in one moment. */
async function crashPrimary(): Promise<void> {
  await world.place.cloud.crash() // first: it would start its database again
  await crashPostgres(world.place.cloud.dataDir)
}

/** The cloud on another machine, with the keys of the first, at the same address. */
async function startOnStandby(): Promise<void> {
  const { dataDir } = world.place.cloud
  const port = await freePort()
  world.gate.leadTo(`http://127.0.0.1:${port}`)
  promoted = await placePart({
    name: 'cloud',
    program: programOf('cloud'),
    dataDir,
    more: { UNDONGLE_PUBLIC_URL: world.gate.address, UNDONGLE_DATABASE_URL: standby.url },
    port,
  })
}

async function violationsIn(
  { connection }: Standby,
  dongles: readonly SoldDongle[],
  acknowledged: readonly Acknowledged[],
): Promise<string[]> {
  const facts = await withSuperuser(connection, readFacts)
  const sold = dongles.map((dongle) => ({
    serial: dongle.serial,
    company: world.company,
    licenses: dongle.licenses.map(({ id }) => id),
    away: readAway({ ...dongle, kind: 'file' }).map(({ id }) => id),
  }))
  return findViolations(facts, sold, acknowledged)
}
