import { rmSync } from 'node:fs'
import path from 'node:path'
import { dayMs, minuteMs } from '@undongle/core/time'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { testDatabase } from '../postgres/test-database.ts'
import {
  isFinished,
  type Machine,
  offline,
  openMachine,
  openShelf,
  pathOfOperation,
  read,
  until,
  untilTransfer,
} from './world.ts'

let world: World
let shelf: ReturnType<typeof openShelf>
const machines: Machine[] = []
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  shelf = openShelf(world)
})
afterEach(async () => {
  for (const machine of machines.splice(0)) await machine.close()
})
afterAll(async () => {
  shelf.close()
  await world.cloud.stop()
})

async function signedInMachine(name: string): Promise<Machine> {
  const machine = openMachine(world, name)
  machines.push(machine)
  await machine.signIn(world.ours)
  return machine
}

/** An application that never rests. @returns what it got, each change once */
function askOnAndOn(machine: Machine, product: string) {
  const seen: string[] = []
  let isOver = false
  const asking = (async () => {
    while (!isOver || !seen.includes('cloud, offline')) {
      const answer = await machine.seat(product)
      if (seen.at(-1) !== answer) seen.push(answer)
    }
  })()
  return {
    async stop() {
      isOver = true
      await asking
      return seen
    },
  }
}

const sell = () =>
  shelf.sell(world.ours, [licenseOf('clinic-scan'), licenseOf('clinic-design'), licenseOf('lab-design')])

const heldPermits = (machine: Machine) => machine.server.permits.list().filter(({ usable }) => usable)

test('[Q91] one machine: an application works on, from the dongle, then from the cloud, also offline', async () => {
  const machine = await signedInMachine('front desk')
  const dongle = await sell()
  await machine.plug(dongle)
  expect(await machine.seat('clinic-scan')).toBe('dongle')
  const id = await machine.start(dongle, 'clinic')
  const asking = askOnAndOn(machine, 'clinic-scan')
  const ended = await untilTransfer(machine, id, isFinished)
  machine.wire = offline
  expect(await asking.stop()).toEqual(['dongle', 'cloud', 'cloud, offline'])
  expect(ended).toMatchObject({ result: 'partly-moved', phase: 'certified', unavailable: false })
  expect(await machine.seat('clinic-scan')).toBe('cloud, offline')
})

test('[Q92] two machines: the drain shows who holds a permit, goes on meanwhile, and ends when it is given back', async () => {
  const before = await signedInMachine('old workshop')
  const now = await signedInMachine('front desk')
  const dongle = await sell()
  await before.plug(dongle)
  expect(await before.seat('clinic-scan')).toBe('dongle')
  await before.unplug(dongle)
  await now.plug(dongle)
  expect(await now.seat('clinic-scan')).toBe('dongle')

  const id = await now.start(dongle, 'clinic')
  const draining = await untilTransfer(now, id, ({ waitingFor }) => waitingFor === 'permits')
  expect(draining.drain?.holders).toMatchObject([{ name: 'old workshop' }])
  expect(await now.seat('clinic-scan')).toBe('dongle')

  const [held] = heldPermits(before)
  expect(await before.server.permits.giveBack(held?.dongle ?? '')).toBe('returned')
  expect(await untilTransfer(now, id, isFinished)).toMatchObject({ result: 'partly-moved', drain: null })
  expect(await now.seat('clinic-scan')).toBe('cloud')
  expect(await now.seat('lab-design')).toBe('dongle')
})

test('[Q92] a machine without the dongle gives its permit back by itself', async () => {
  const before = await signedInMachine('old workshop')
  const now = await signedInMachine('front desk')
  const dongle = await sell()
  await before.plug(dongle)
  await until('a permit', () => heldPermits(before)[0])
  await before.unplug(dongle)
  await now.plug(dongle)
  await until('a permit', () => heldPermits(now)[0])
  const id = await now.start(dongle, 'clinic')
  await untilTransfer(now, id, ({ state, waitingFor }) => state === 'finished' || waitingFor === 'permits')
  before.server.permits.wake()
  expect(await untilTransfer(now, id, isFinished)).toMatchObject({ result: 'partly-moved' })
  expect(heldPermits(before)).toEqual([])
})

test('[Q92] crash between the give-back and its answer: it is sent again, and the permit stays gone (K13)', async () => {
  const machine = await signedInMachine('front desk')
  const dongle = await sell()
  await machine.plug(dongle)
  expect(await machine.seat('clinic-scan')).toBe('dongle')
  let lost = 0
  machine.wire = async (path, send) => {
    const answer = await send()
    if (!pathOfOperation('permit.give-back').test(path)) return answer
    lost++
    throw new Error('the answer was lost')
  }
  const id = await machine.start(dongle, 'clinic')
  await until('two answers lost', () => (lost >= 2 ? true : undefined))
  expect(read(machine, id)).toMatchObject({ state: 'waiting', waitingFor: 'cloud' })
  await machine.restart()
  expect(heldPermits(machine)).toEqual([])
  machine.wire = undefined
  expect(await untilTransfer(machine, id, isFinished)).toMatchObject({ result: 'partly-moved', resumed: true })
})

test('a drain that is called off gives the dongle back to its machine at once', async () => {
  const before = await signedInMachine('old workshop')
  const now = await signedInMachine('front desk')
  const dongle = await sell()
  await before.plug(dongle)
  await until('a permit', () => heldPermits(before)[0])
  await before.unplug(dongle)
  await now.plug(dongle)
  await until('a permit', () => heldPermits(now)[0])
  const id = await now.start(dongle, 'clinic')
  await untilTransfer(now, id, ({ waitingFor }) => waitingFor === 'permits')
  await now.server.transfers.cancel(id, { pin: null, confirmLastTry: false })
  expect(await untilTransfer(now, id, isFinished)).toMatchObject({ result: 'cancelled' })
  expect(await now.seat('clinic-scan')).toBe('dongle')
  expect(await now.seat('lab-design')).toBe('dongle')
})

test('a serial that proves little: provisional leases serve for three days, then the licenses are in the account', async () => {
  const machine = await signedInMachine('front desk')
  const dongle = await shelf.sell(world.ours, [licenseOf('render-node')], 'unassigned')
  rmSync(path.join(dongle.folder, '.undongle', 'device.key')) // it can't sign that it is there
  await machine.plug(dongle)
  expect(await machine.seat('render-node')).toBe('dongle')
  const id = await machine.start(dongle, 'render')
  const waiting = await untilTransfer(machine, id, ({ waitingFor }) => waitingFor === 'owner')
  expect(waiting.drain?.notBefore).toEqual(expect.any(String))
  expect(await machine.seat('render-node')).toBe('cloud')
  expect(heldPermits(machine)).toEqual([])
  world.cloud.clock.aheadMs += 3 * dayMs
  await machine.server.transfers.resume(id, { pin: null, confirmLastTry: false, confirm: false })
  expect(await untilTransfer(machine, id, isFinished)).toMatchObject({ result: 'all-moved' })
  expect(await machine.seat('render-node')).toBe('cloud')
})

test('a dongle that can only be read is served by nobody without a permit', async () => {
  const stranger = openMachine(world, 'never signed in')
  machines.push(stranger)
  const dongle = await sell()
  await stranger.plug(dongle)
  expect(await stranger.seat('clinic-scan')).toBe('permit-needed')
  await stranger.signIn(world.ours)
  expect(await stranger.seat('clinic-scan')).toBe('dongle')
  stranger.wire = offline
  world.cloud.clock.aheadMs += 9 * dayMs // its wall clock and its boot clock run alike
  expect(await stranger.seat('clinic-scan')).toBe('dongle')
  world.cloud.clock.aheadMs += dayMs - 5 * minuteMs
  expect(await stranger.seatEnds('clinic-scan')).toBe(heldPermits(stranger)[0]?.until)
  world.cloud.clock.aheadMs += 6 * minuteMs
  expect(await stranger.seat('clinic-scan')).toBe('permit-ended')
})
