import type { RunningWayBack } from '@undongle/core/api/way-back'
import { dayMs } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { claimsOf, licenseOf, operatorOf } from '../testing/cloud.fixture.ts'
import { type Customer, move, openOrder, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const running = async ({ courier }: Customer): Promise<RunningWayBack[]> =>
  (await courier.call('GET', '/v1/way-backs')).body.wayBacks

const day = 86_400

test('[Q96] what is only ordered has no way back yet, though its grace has an end and its dongle is this company’s', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, [licenseOf('lab-design'), licenseOf('clinic-scan')])
  await move(ours, dongle, 'clinic')
  await openOrder(ours, dongle, 'lab')
  expect(await running(ours)).toEqual([])
})

test('[Q96] a dongle that is blocked has no way back', async () => {
  const { ours, sell, cloud } = world
  const dongle = await sell(ours.company, [licenseOf('lab-design')])
  await move(ours, dongle, 'lab')
  expect(await running(ours)).toHaveLength(1)
  const { thumbprint, serial } = dongle
  const seen = { dongle: thumbprint, serial, generation: 2, stateHash: '' }
  await cloud.deps.ledger.inCompany(ours.company, async (tx) => {
    await tx.claims.lock(seen)
    await tx.claims.block(thumbprint, cloud.deps.now())
  })
  expect(await running(ours)).toEqual([])
})

test('[Q96] the return window is a countdown by the cloud’s time, for what has moved only, and ends by itself', async () => {
  const { ours, theirs, cloud, sell } = world
  const dongle = await sell(ours.company, [licenseOf('lab-design'), licenseOf('clinic-scan')])
  await move(ours, dongle, 'clinic')
  expect(await running(ours)).toEqual([])
  const { order } = await move(ours, dongle, 'lab')
  const until = new Date(claimsOf<{ until: number }>(order).until * 1000).toISOString()
  const [counting, ...others] = await running(ours)
  expect(others).toEqual([])
  expect(counting).toMatchObject({ serial: dongle.serial, line: 'lab', until })
  expect(counting?.secondsLeft).toBeGreaterThan(29 * day)
  expect(counting?.secondsLeft).toBeLessThanOrEqual(30 * day)
  expect(await running(theirs)).toEqual([])
  cloud.clock.aheadMs += 30 * dayMs + 1000
  const { page } = await operatorOf(cloud, 'later@vendor.example')
  expect((await page.call('GET', `/v1/way-backs?company=${ours.company}`)).body).toEqual({ wayBacks: [] })
})
