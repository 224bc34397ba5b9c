import { blockedName, openBlockList } from '@undongle/core/document/block-list'
import { makeId } from '@undongle/core/id'
import { random, verifySignature } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { browser } from '../auth/auth.fixture.ts'
import { replayCertificates } from '../register/replay.ts'
import { backUp } from '../testing/backup.fixture.ts'
import { claimsOf, contractFile, licenseOf, operatorOf, problemCode } from '../testing/cloud.fixture.ts'
import { startWorld, type World } from '../testing/world.fixture.ts'
import { startEpoch } from './start.ts'

// What a database that was put back has forgotten, and must not do a second time.

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const startNext = async () => startEpoch(world.cloud.deps, (await world.cloud.deps.ledger.readEpoch()).epoch + 1)

async function blockList() {
  const { list } = (await browser(world.cloud).call('GET', '/v1/block-list')).body
  const opened = openBlockList(list, world.cloud.deps.keys.believed, verifySignature)
  return opened.ok ? opened.claims : expect.fail(opened.fault)
}

async function statusVersion(product: string): Promise<number> {
  const asked = { product, version: '6.0', previous: null }
  const id = makeId('lease', new Date(), random)
  const { body } = await world.ours.courier.call('PUT', `/v1/leases/${id}`, asked)
  await world.ours.courier.call('DELETE', `/v1/leases/${id}`)
  return claimsOf<{ statusVersion: number }>(body.lease).statusVersion
}

const reportLost = (serial: string) =>
  world.ours.courier.call('PUT', `/v1/lost-dongles/${makeId('case', new Date(), random)}`, {
    serial,
    what: 'lost',
    words: 'Left in a taxi.',
  })

test('[Q53] a temporary subscription is granted once per dongle, ever: also by a cloud that was put back', async () => {
  const { ours, theirs, cloud, sell } = world
  const dongle = await sell(ours.company, [], { onDongle: [licenseOf('clinic-scan')] })
  const restore = await backUp(cloud.database)
  expect((await ours.courier.open(dongle, 'clinic')).body).toMatchObject({ result: 'temporary-subscription' })
  await restore()
  await startNext()
  for (const { courier } of [ours, theirs]) {
    expect((await courier.preview(dongle, 'clinic')).body.outcome).toBe('no-subscription')
    expect((await courier.open(dongle, 'clinic')).body).toMatchObject({ result: 'no-subscription' })
  }
})

test('[Q98] [Q91] a lost dongle stays blocked and is not bridged twice, and no lease looks like a replay', async () => {
  const { ours, cloud, sell } = world
  const [lost, found] = [
    await sell(ours.company, [licenseOf('lab-design')]),
    await sell(ours.company, [licenseOf('lab-design')]),
  ]
  const restore = await backUp(cloud.database)
  await reportLost(lost.serial)
  const { body } = await reportLost(found.serial)
  const support = (await operatorOf(cloud, 'sue@vendor.example')).page
  await support.call('POST', `/v1/cases/${body.id}/decision`, { decision: { decision: 'found' }, words: 'It is here.' })
  const before = { list: await blockList(), status: await statusVersion('lab-design') }
  await restore()
  await startNext()
  const after = await blockList()
  expect(after.version).toBeGreaterThan(before.list.version)
  expect(after.dongles).toEqual([blockedName(lost.serial)])
  expect(problemCode(await ours.courier.preview(lost, 'lab'))).toBe('dongle-lost')
  expect((await ours.courier.preview(found, 'lab')).status).toBe(200)
  for (const dongle of [lost, found]) expect((await reportLost(dongle.serial)).body.facts.bridge).toEqual([])
  const sold = contractFile(ours.company, [{ license: licenseOf('clinic-design'), dongle: null }], {
    number: 'C-later',
  })
  expect((await world.operator.import(sold)).status).toBe(200)
  expect(await statusVersion('clinic-design')).toBeGreaterThan(before.status)
})

test('[Q98] [Q93] what support replaced is learned again from its certificates', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, [licenseOf('ortho-plan')])
  const restore = await backUp(cloud.database)
  const { body } = await reportLost(dongle.serial)
  const support = (await operatorOf(cloud, 'sid@vendor.example')).page
  await support.call('POST', `/v1/cases/${body.id}/decision`, { decision: { decision: 'replaced' }, words: 'Gone.' })
  await cloud.certificateLog.sequence()
  const held = async () => {
    const { licenses } = (await ours.courier.call('GET', '/v1/licenses?limit=200')).body
    return licenses.filter((entry: { dongle: string }) => entry.dongle === dongle.serial).map(placeOf)
  }
  expect(await held()).toEqual(['cloud'])
  await restore()
  expect(await held()).toEqual(['dongle'])
  await startNext()
  expect(await replayCertificates(cloud.deps, 0)).toMatchObject({ left: [] })
  expect(await held()).toEqual(['cloud'])
  expect(problemCode(await ours.courier.preview(dongle, 'ortho'))).toBe('dongle-lost')
})

const placeOf = ({ place }: { place: string }) => place
