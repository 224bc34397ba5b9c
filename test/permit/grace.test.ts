import { dayMs } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { isFinished, type Machine, offline, openMachine, openShelf, until, untilTransfer } from './world.ts'

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

test('[Q70] the way back: at once, also offline, and only as long as the declared days last', async () => {
  const dongle = await shelf.sell(world.ours, [licenseOf('lab-design')])
  const { dongle: address } = await machine.plug(dongle)
  expect(await machine.seat('lab-design')).toBe('dongle')
  const id = await machine.start(dongle, 'lab')
  expect(await untilTransfer(machine, id, isFinished)).toMatchObject({ result: 'all-moved' })
  expect(await machine.seat('lab-design')).toBe('cloud')

  const { wayBack, permits } = machine.server
  const [source] = await wayBack.list()
  expect(source).toMatchObject({ dongle: address, line: 'lab', source: 'cloud' })
  await until('a permit of the grace', () => permits.list().find(({ usable }) => usable))
  machine.wire = offline
  await wayBack.switch(address, 'lab', 'dongle')
  expect(await machine.seat('lab-design')).toBe('dongle')
  await wayBack.switch(address, 'lab', 'cloud')
  expect(await machine.seat('lab-design')).toBe('cloud, offline')

  machine.wire = undefined
  await wayBack.switch(address, 'lab', 'dongle')
  expect(await machine.seat('lab-design')).toBe('dongle')
  await until('its cloud seat is given back', async () => {
    const held = await world.cloud.database.query('select id from lease where ended_at is null')
    return held.length === 0 ? true : undefined
  })

  world.cloud.clock.aheadMs += 31 * dayMs
  expect(await machine.seat('lab-design')).toBe('cloud')
  expect(await wayBack.list()).toEqual([])
  await expect(wayBack.switch(address, 'lab', 'dongle')).rejects.toMatchObject({ code: 'no-way-back' })
})

test('[Q70] a dongle that did not move has no way back', async () => {
  const dongle = await shelf.sell(world.ours, [licenseOf('clinic-scan')])
  const { dongle: address } = await machine.plug(dongle)
  await expect(machine.server.wayBack.switch(address, 'clinic', 'dongle')).rejects.toMatchObject({
    code: 'no-way-back',
  })
})
