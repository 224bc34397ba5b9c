import { dayMs, hourMs } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { signedIn } from '../auth/auth.fixture.ts'
import { checkIn } from '../epoch/check-in.ts'
import { readEpochNow } from '../epoch/require.ts'
import { startEpochAfterRestore } from '../epoch/start.ts'
import { finishDrains } from '../permit/finish-drains.ts'
import { licenseOf, newTransfer, problemCode } from '../testing/cloud.fixture.ts'
import { bareDongle, type Station, sellReadable, stationOf } from '../testing/readable.fixture.ts'
import { startWorld, type World } from '../testing/world.fixture.ts'

let world: World
let here: Station
let theirs: Station
const unused: Station[] = []
const newStation = () => unused.pop() ?? expect.fail('no machine is left')
type Page = Awaited<ReturnType<typeof signedIn>>['page']
let owner: Page
let user: Page
let sold = 0
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  const { cloud, ours } = world
  here = await stationOf(cloud, ours.company)
  theirs = await stationOf(cloud, world.theirs.company)
  for (let made = 0; made < 6; made++) unused.push(await stationOf(cloud, ours.company))
  owner = (await signedIn(cloud, [[ours.company, 'company-owner']])).page
  user = (await signedIn(cloud, [[ours.company, 'company-user']])).page
  // Approvals are made by the clock on the wall, so machines are registered before this one is stopped.
  cloud.clock.stoppedAtMs = Math.floor(Date.now() / 1000) * 1000
})
afterAll(() => world.cloud.stop())

const later = (ms: number) => {
  world.cloud.clock.aheadMs += ms
}
const in10Days3Hours = () => new Date(world.cloud.deps.now().getTime() + 10 * dayMs + 3 * hourMs).toISOString()
const reason = { reason: 'Stolen from the van' }
const declare = ({ licenseServer }: Station, page = owner) =>
  page.call('PUT', `/v1/license-servers/${licenseServer}/gone?company=${world.ours.company}`, reason)
const epochNow = () => readEpochNow(world.cloud.deps)
const epochNumber = () => world.cloud.deps.register.epoch()
const start = () => world.operator.page.call('PUT', `/v1/epochs/${epochNumber() + 1}`)

async function newDongle() {
  const serial = `G-${++sold}`
  await sellReadable(world, world.ours.company, serial, [licenseOf('clinic-scan')])
  return bareDongle(serial)
}

/** Every machine that is not gone says what it holds. */
async function everybodyElse() {
  const { deps } = world.cloud
  for (const [licenseServer, company] of deps.register.machines)
    if (!deps.register.gone.has(licenseServer))
      await checkIn(deps, { licenseServer, company, jkt: '' }, { epoch: epochNumber(), permits: [], leases: [] })
}

test('[Q92] a restored cloud still knows that a machine is gone, and signs it out again', async () => {
  const gone = newStation()
  const dongle = await newDongle()
  await declare(gone)
  await world.cloud.database.query('update license_server set revoked_at = null, revoked_reason = null where id = $1', [
    gone.licenseServer,
  ])
  await startEpochAfterRestore(world.cloud.deps)
  expect(problemCode(await gone.permit(dongle, 0))).toBe('machine-revoked')
})

test('[Q92] what a gone machine was given is waited for to its end, and it gets nothing any more', async () => {
  const gone = newStation()
  const dongle = await newDongle()
  await gone.permitted(dongle)
  const until = in10Days3Hours()
  expect((await declare(gone)).body).toMatchObject({ revoked: true, gone: { until } })
  expect(problemCode(await gone.permit(dongle, 1))).toBe('machine-revoked')
  const transfer = newTransfer()
  expect((await here.move(dongle, 'clinic', { transfer })).body).toMatchObject({
    answer: 'draining',
    holders: [{ until }],
  })
  later(10 * dayMs + 3 * hourMs - 1)
  const finish = () => finishDrains(world.cloud.deps, (_, error) => expect.fail(String(error)))
  expect(await finish()).toBe(0)
  later(1)
  expect(await finish()).toBe(1)
  const { machines } = (await owner.call('GET', '/v1/license-servers')).body
  expect(machines).toContainEqual(
    expect.objectContaining({ licenseServer: gone.licenseServer, gone: expect.objectContaining({ until: null }) }),
  )
})

test('who says so twice has said it once, and nobody says it of another company’s machine', async () => {
  const gone = newStation()
  const { body } = await declare(gone, world.operator.page)
  later(1000)
  expect((await declare(gone)).body).toEqual(body)
  expect(problemCode(await declare(theirs))).toBe('machine-unknown')
  expect(problemCode(await declare(here, user))).toBe('not-allowed')
})

test('[Q92] an epoch waits for a machine that was just declared gone, and not for one that has nothing left', async () => {
  const gone = newStation()
  await start()
  await everybodyElse()
  expect(await epochNow()).toMatchObject({ endsAt: expect.any(String), missing: 1 })
  later(dayMs)
  expect((await declare(gone)).body).toMatchObject({ gone: { until: expect.any(String) } })
  await everybodyElse()
  expect(await epochNow()).toMatchObject({ endsAt: expect.any(String), missing: 1 })
  later(10 * dayMs + 3 * hourMs)
  await start()
  expect(await epochNow()).toMatchObject({
    missing: world.cloud.deps.register.machines.size - world.cloud.deps.register.gone.size,
  })
  await everybodyElse()
  expect(await epochNow()).toMatchObject({ endsAt: null, missing: 0 })
})

test('[Q92] a machine that has checked in and is declared gone after that is not counted twice', async () => {
  const gone = newStation()
  const silent = newStation()
  await start()
  await checkIn(
    world.cloud.deps,
    { licenseServer: gone.licenseServer, company: world.ours.company, jkt: '' },
    { epoch: epochNumber(), permits: [], leases: [] },
  )
  await declare(gone)
  for (const [licenseServer, company] of world.cloud.deps.register.machines)
    if (licenseServer !== silent.licenseServer && licenseServer !== gone.licenseServer)
      await checkIn(
        world.cloud.deps,
        { licenseServer, company, jkt: '' },
        { epoch: epochNumber(), permits: [], leases: [] },
      )
  expect(await epochNow()).toMatchObject({ endsAt: expect.any(String), missing: 1 })
})
