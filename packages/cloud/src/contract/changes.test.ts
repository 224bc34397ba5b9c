import { dayMs } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { contractFile, licenseOf } from '../testing/cloud.fixture.ts'
import { move, startWorld, type World } from '../testing/world.fixture.ts'
import { applyWaiting } from './apply-waiting.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const held = async (id: string) => {
  const { licenses } = (await world.ours.courier.call('GET', '/v1/licenses?limit=200')).body
  return licenses.find((row: { license: { id: string } }) => row.license.id === id)?.license
}
const day = (days: number) => new Date(world.cloud.auth.now().getTime() + days * dayMs).toISOString().slice(0, 10)
const failing = (error: unknown) => expect.fail(String(error))

let contracts = 0
/** A license of ours in the cloud, and what its next import says. */
async function soldInCloud(changes: object = {}) {
  const license = licenseOf('clinic-design', changes)
  const number = `C-change-${++contracts}`
  const says = (next: object, contract: object = {}) =>
    world.operator.import(
      contractFile(world.ours.company, [{ license: { ...license, ...next }, dongle: null }], { number, ...contract }),
    )
  expect((await says({})).status).toBe(200)
  return { license, number, says }
}

test('[Q73] [Q78] a renewal and a new quantity reach a license that is in the cloud already', async () => {
  const { license, says } = await soldInCloud({ term: { kind: 'until', until: day(10) } })
  const next = { quantity: 5, term: { kind: 'until', until: day(375) } }
  expect((await says(next)).body).toMatchObject({ changed: { licenses: 1 }, unchanged: 0 })
  expect(await held(license.id)).toEqual({ ...license, ...next })
  expect((await says(next)).body).toMatchObject({ changed: { licenses: 0 }, unchanged: 1 })
})

test('a terminated contract ends its licenses on its day, those that the import does not name as well', async () => {
  const { license, number, says } = await soldInCloud()
  const second = licenseOf('clinic-scan')
  const both = contractFile(world.ours.company, [{ license: second, dongle: null }], { number })
  await world.operator.import(both)
  expect((await says({}, { endedOn: day(3) })).body).toMatchObject({ changed: { contracts: 1, licenses: 2 } })
  for (const { id } of [license, second])
    expect(await held(id)).toMatchObject({ term: { kind: 'until', until: day(3) } })
  expect((await says({}, { endedOn: null })).body).toMatchObject({ changed: { contracts: 1, licenses: 1 } })
  expect(await held(license.id)).toMatchObject({ term: { kind: 'perpetual' } })
})

test('[Q71] what an import asks of a frozen dongle waits until its grace has ended, and the newest word counts', async () => {
  const { ours, sell, operator, cloud } = world
  const license = licenseOf('lab-design')
  const dongle = await sell(ours.company, [license], { contract: { number: 'C-frozen' } })
  await move(ours, dongle, 'lab')
  const says = (quantity: number) =>
    operator.import(
      contractFile(ours.company, [{ license: { ...license, quantity }, dongle: dongle.serial }], {
        number: 'C-frozen',
      }),
    )
  expect((await says(3)).body).toMatchObject({ changed: { licenses: 0 }, waiting: 1 })
  expect((await says(4)).body).toMatchObject({ waiting: 1 })
  expect(await held(license.id)).toEqual(license)
  expect(await applyWaiting(cloud.deps, failing)).toBe(0)
  cloud.clock.aheadMs += 31 * dayMs
  try {
    expect(await applyWaiting(cloud.deps, failing)).toBe(1)
    expect(await applyWaiting(cloud.deps, failing)).toBe(0)
  } finally {
    cloud.clock.aheadMs -= 31 * dayMs
  }
  expect(await held(license.id)).toEqual({ ...license, quantity: 4 })
})

test('[Q71] the row of a frozen dongle waits like its licenses: its company, and whether it may move', async () => {
  const { ours, sell, operator, cloud } = world
  const dongle = await sell(ours.company, [licenseOf('lab-design')], { contract: { number: 'C-row' } })
  await move(ours, dongle, 'lab')
  const says = (enabled: boolean) =>
    operator.import({
      ...contractFile(ours.company, [], { number: 'C-row' }),
      contracts: [],
      dongles: [{ serial: dongle.serial, company: ours.company, enabled }],
    })
  const isEnabled = async () => {
    const rows = 'select enabled from dongle_assignment where serial = $1'
    return (await cloud.database.query(rows, [dongle.serial]))[0]?.enabled
  }
  expect((await says(false)).body).toMatchObject({ changed: { dongles: 0 }, waiting: 1 })
  expect(await isEnabled()).toBe(true)
  expect((await says(true)).body).toMatchObject({ waiting: 0 })
  const later = async () => {
    cloud.clock.aheadMs += 31 * dayMs
    try {
      return await applyWaiting(cloud.deps, failing)
    } finally {
      cloud.clock.aheadMs -= 31 * dayMs
    }
  }
  expect(await later()).toBe(0)
  expect((await says(false)).body).toMatchObject({ waiting: 1 })
  expect(await applyWaiting(cloud.deps, failing)).toBe(0)
  expect(await later()).toBe(1)
  expect(await isEnabled()).toBe(false)
})

test('[Q71] what was asked and then taken back is not taken over later', async () => {
  const { ours, sell, operator, cloud } = world
  const license = licenseOf('lab-design')
  const dongle = await sell(ours.company, [license], { contract: { number: 'C-back' } })
  await move(ours, dongle, 'lab')
  for (const quantity of [7, 1])
    await operator.import(
      contractFile(ours.company, [{ license: { ...license, quantity }, dongle: dongle.serial }], { number: 'C-back' }),
    )
  expect(
    await cloud.database.query('select 1 from waiting_change where company_id = $1 and license_id = $2', [
      ours.company,
      license.id,
    ]),
  ).toEqual([])
})
