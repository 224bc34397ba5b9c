import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contractFile, licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { type Machine, offline, openMachine, openShelf } from '../permit/world.ts'
import { testDatabase } from '../postgres/test-database.ts'

let world: World
let shelf: ReturnType<typeof openShelf>
let machine: Machine
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  shelf = openShelf(world)
  machine = openMachine(world, 'front desk')
  await machine.signIn(world.ours)
})
afterAll(async () => {
  await machine.close()
  shelf.close()
  await world.cloud.stop()
})

const report = (serial: string) =>
  world.ours.courier.call('PUT', `/v1/lost-dongles/${makeId('case', new Date(), random)}`, {
    serial,
    what: 'lost',
    words: 'Not in the drawer.',
  })

test('[Q98] a License Server hears of a lost dongle with its next lease, and refuses it from then on, also offline', async () => {
  const { ours, operator } = world
  const inCloud = [{ license: licenseOf('clinic-scan'), dongle: null }]
  const file = contractFile(ours.company, inCloud, { number: 'C-cloud' })
  expect((await operator.import(file)).status).toBe(200)
  const dongle = await shelf.sell(ours, [licenseOf('lab-design')])
  await machine.plug(dongle)
  expect(await machine.seat('lab-design')).toBe('dongle')
  expect((await report(dongle.serial)).status).toBe(200)
  await machine.server.cloud.refreshLicenses()
  expect(await machine.seat('clinic-scan')).toBe('cloud')
  expect(await machine.seat('lab-design')).toBe('cloud')
  machine.wire = offline
  expect(await machine.seat('lab-design')).toBe('cloud, offline')
})

test('[Q98] what is bridged nowhere is refused on the blocked dongle with that reason, after a restart too', async () => {
  const { ours, cloud } = world
  machine.wire = undefined
  const dongle = await shelf.sell(ours, [licenseOf('render-node')])
  await machine.plug(dongle)
  expect(await machine.seat('render-node')).toBe('dongle')
  await cloud.database.query('update dongle_assignment set bridged_at = now() where serial = $1', [dongle.serial])
  expect((await report(dongle.serial)).body.facts.bridge).toEqual([])
  expect(await machine.seat('clinic-scan')).toBe('cloud')
  machine.wire = offline
  await machine.restart()
  expect(await machine.seat('render-node')).toBe('dongle-lost')
})
