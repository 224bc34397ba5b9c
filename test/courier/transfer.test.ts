import { afterAll, beforeAll, expect, test } from 'vitest'
import { licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { isFinished, type Machine, offline, openMachine, openShelf, until, untilTransfer } from '../permit/world.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { carry, signInByCourier, stateOf } from './carrier.ts'

let world: World
let shelf: ReturnType<typeof openShelf>
let machine: Machine
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  shelf = openShelf(world)
  machine = openMachine(world, 'cellar', { readOnly: false, hastens: false })
  machine.wire = offline
})
afterAll(async () => {
  await machine.close()
  shelf.close()
  await world.cloud.stop()
})

/** The dongle's plan, as its page asks for it: the courier has to be sent once. */
async function planned(dongle: Parameters<Machine['start']>[0]) {
  const { dongle: address } = await machine.plug(dongle)
  const asked = { dongle: address, line: 'lab', targetUser: null }
  expect((await machine.server.checkEligibility(asked)).problem).toMatchObject({ code: 'courier-waiting' })
  await carry(world, machine)
  expect(await machine.server.checkEligibility(asked)).toMatchObject({ eligible: true, problem: null })
}

const waitsForCourier = (operation: string) =>
  until(`${operation} waits`, async () => {
    const { waiting } = await stateOf(machine)
    return waiting.some((message) => message.operation === operation && message.state === 'to-write') ? true : undefined
  })

test('[Q97] a machine that never had a network signs in and moves a dongle, by four files there and back', async () => {
  await signInByCourier(world, world.ours, machine)
  expect((await machine.call('GET', '/v1/status')).body.signIn).toMatchObject({ state: 'signed-in' })
  const dongle = await shelf.sell(world.ours, [licenseOf('lab-design')])
  await planned(dongle)
  const id = await machine.start(dongle, 'lab')
  await waitsForCourier('transfer.open')
  expect(machine.server.transfers.read(id)).toMatchObject({ waitingFor: 'cloud', problem: { code: 'courier-waiting' } })
  await carry(world, machine)
  await waitsForCourier('transfer.commit')
  expect(machine.server.transfers.read(id)).toMatchObject({ phase: 'retired' })
  await carry(world, machine)
  expect(await untilTransfer(machine, id, isFinished)).toMatchObject({ result: 'all-moved' })
  const held = (await world.ours.courier.call('GET', '/v1/licenses')).body.licenses
  expect(held).toMatchObject([{ place: 'cloud' }])
})
