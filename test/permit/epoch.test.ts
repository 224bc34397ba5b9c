import { afterAll, beforeAll, expect, test } from 'vitest'
import { licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { isFinished, type Machine, openMachine, openShelf, until, untilTransfer } from './world.ts'

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

async function startEpoch(): Promise<number> {
  const epoch = world.cloud.deps.register.epoch() + 1
  expect((await world.operator.page.call('PUT', `/v1/epochs/${epoch}`)).status).toBe(200)
  return epoch
}

/** The other machines of this world hold nothing. */
async function othersCheckIn(epoch: number): Promise<unknown> {
  const report = { epoch, permits: [], leases: [] }
  await world.ours.courier.call('PUT', '/v1/check-in', report)
  return (await world.theirs.courier.call('PUT', '/v1/check-in', report)).body.endsAt
}

test('[Q92] a restored cloud: the machine checks in by itself, works on, and its transfer waits for the others', async () => {
  const dongle = await shelf.sell(world.ours, [licenseOf('clinic-scan')])
  await machine.plug(dongle)
  expect(await machine.seat('clinic-scan')).toBe('dongle')
  const before = await until('the permit of what is plugged in', () =>
    machine.server.permits.list().find(({ plugged }) => plugged),
  )

  const epoch = await startEpoch()
  const id = await machine.start(dongle, 'clinic')
  const waiting = await untilTransfer(machine, id, ({ state }) => state === 'waiting')
  expect(waiting).toMatchObject({ waitingFor: 'cloud', drain: { holders: [] } })
  expect(await machine.seat('clinic-scan')).toBe('dongle')
  expect(machine.server.permits.list()).toEqual([before])

  expect(await othersCheckIn(epoch - 1)).not.toBeNull()
  expect(await machine.seat('clinic-scan')).toBe('dongle')
  expect(await othersCheckIn(epoch)).toBeNull()
  await machine.server.transfers.resume(id, { pin: null, confirmLastTry: false, confirm: false })
  expect(await untilTransfer(machine, id, isFinished)).toMatchObject({ result: 'all-moved' })
  expect(await machine.seat('clinic-scan')).toBe('cloud')
})

test('[Q92] a permit that was on its way when the cloud was restored is not taken', async () => {
  const dongle = await shelf.sell(world.ours, [licenseOf('lab-design')])
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let isHeld = false
  machine.wire = async (path, send) => {
    const answer = await send()
    if (!path.startsWith('/v1/permits/') || isHeld) return answer
    isHeld = true
    await held
    return answer
  }
  await machine.plug(dongle)
  await until('the permit is on its way', () => (isHeld ? true : undefined))
  await startEpoch()
  const id = await machine.start(dongle, 'lab')
  const refused = await untilTransfer(machine, id, ({ state }) => state === 'waiting')
  expect(refused.problem).toMatchObject({ code: 'epoch-running' })
  release()
  expect(await machine.seat('lab-design')).toBe('permit-needed')
  expect(machine.server.permits.list().filter((permit) => permit.dongle === dongle.key)).toEqual([])
})
