import { rmSync } from 'node:fs'
import path from 'node:path'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { dayMs, minuteMs } from '@undongle/core/time'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { testDatabase } from '../postgres/test-database.ts'
import {
  type Dongle,
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
/** Where the dongles were used before, and where their licenses are moved. */
let before: Machine
let now: Machine
const plugged: (() => Promise<void>)[] = []
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  shelf = openShelf(world)
  before = openMachine(world, 'old workshop')
  now = openMachine(world, 'front desk')
  for (const machine of [before, now]) await machine.signIn(world.ours)
})
afterEach(async () => {
  for (const machine of [before, now]) machine.wire = undefined
  for (const unplug of plugged.splice(0)) await unplug()
})
afterAll(async () => {
  for (const machine of [before, now]) await machine.close()
  shelf.close()
  await world.cloud.stop()
})

async function plugIn(machine: Machine, dongle: Dongle): Promise<void> {
  await machine.plug(dongle)
  plugged.push(() => machine.unplug(dongle))
}

/** The dongle is used on the one machine, then carried to the other. */
async function carry(dongle: Dongle): Promise<void> {
  await before.plug(dongle)
  await until('a permit', () => permitOf(before, dongle))
  await before.unplug(dongle)
  await plugIn(now, dongle)
  await until('a permit', () => permitOf(now, dongle))
}

const permitOf = (machine: Machine, { key }: Dongle) =>
  machine.server.permits.list().find(({ usable, dongle }) => usable && dongle === key)

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

/** A dongle with what moves in its test, and one license of another line. */
const sell = (product: Parameters<typeof licenseOf>[0]) =>
  shelf.sell(world.ours, [licenseOf(product), licenseOf('lab-design')])

test('[Q91] one machine: an application works on, from the dongle, then from the cloud, also offline', async () => {
  const dongle = await sell('clinic-scan')
  await plugIn(now, dongle)
  expect(await now.seat('clinic-scan')).toBe('dongle')
  const id = await now.start(dongle, 'clinic')
  const asking = askOnAndOn(now, 'clinic-scan')
  const ended = await untilTransfer(now, id, isFinished)
  now.wire = offline
  expect(await asking.stop()).toEqual(['dongle', 'cloud', 'cloud, offline'])
  expect(ended).toMatchObject({ result: 'partly-moved', phase: 'certified', unavailable: false })
})

test('[Q92] two machines: the drain shows who holds a permit, goes on meanwhile, and ends when it is given back', async () => {
  const dongle = await sell('clinic-design')
  await carry(dongle)
  expect(await now.seat('clinic-design')).toBe('dongle')

  const id = await now.start(dongle, 'clinic')
  const draining = await untilTransfer(now, id, ({ waitingFor }) => waitingFor === 'permits')
  expect(draining.drain?.holders).toMatchObject([{ name: 'old workshop' }])
  expect(await now.seat('clinic-design')).toBe('dongle')

  expect(await before.server.permits.giveBack(dongle.key)).toBe('returned')
  expect(await untilTransfer(now, id, isFinished)).toMatchObject({ result: 'partly-moved', drain: null })
  expect(await now.seat('clinic-design')).toBe('cloud')
  expect(await now.seat('lab-design')).toBe('dongle')
})

test('[Q92] a machine without the dongle gives its permit back by itself', async () => {
  const dongle = await sell('clinic-design')
  await carry(dongle)
  const id = await now.start(dongle, 'clinic')
  await untilTransfer(now, id, ({ state, waitingFor }) => state === 'finished' || waitingFor === 'permits')
  before.server.permits.wake()
  expect(await untilTransfer(now, id, isFinished)).toMatchObject({ result: 'partly-moved' })
  expect(permitOf(before, dongle)).toBeUndefined()
})

test('[Q91] a machine that joined a drain serves on, and gives its permit back by itself when nobody uses it', async () => {
  const dongle = await sell('clinic-scan')
  await before.plug(dongle)
  expect(await before.seat('clinic-scan')).toBe('dongle')
  await before.unplug(dongle)
  await now.plug(dongle)
  const opened = await now.start(dongle, 'clinic')
  await untilTransfer(now, opened, ({ waitingFor }) => waitingFor === 'permits')
  await now.unplug(dongle)

  await plugIn(before, dongle)
  const joined = await before.start(dongle, 'clinic')
  const waiting = await untilTransfer(before, joined, ({ waitingFor }) => waitingFor === 'permits')
  expect(waiting.drain?.holders).toMatchObject([{ name: before.name }])
  expect(before.server.permits.list()).toMatchObject([{ dongle: dongle.key, awaited: true }])
  expect(await before.seat('clinic-scan')).toBe('dongle')
  expect(await before.seat('lab-design')).toBe('dongle')

  await before.releaseSeat()
  expect(await untilTransfer(before, joined, isFinished)).toMatchObject({ result: 'already-moved' })
  expect(await untilTransfer(now, opened, isFinished)).toMatchObject({ result: 'partly-moved' })
  expect(await before.seat('clinic-scan')).toBe('cloud')
  expect(await before.seat('lab-design')).toBe('dongle')
})

test('[Q91] a permit is kept while an application has a seat by it, though its dongle was pulled', async () => {
  const dongle = await sell('clinic-scan')
  await before.plug(dongle)
  await before.releaseSeat()
  expect(await before.seat('lab-design')).toBe('dongle') // what stays on it: the cloud has no seat of that
  await before.unplug(dongle)
  await plugIn(now, dongle)
  const id = await now.start(dongle, 'clinic')
  await untilTransfer(now, id, ({ waitingFor }) => waitingFor === 'permits')

  let looks = 0
  before.wire = async (path, send) => {
    if (pathOfOperation('transfer.list').test(path)) looks++
    return send()
  }
  await until('it has looked who waits, and again', () => {
    before.server.permits.wake()
    return looks >= 2 || undefined
  })
  expect(permitOf(before, dongle)).toBeDefined()
  expect(read(now, id)).toMatchObject({ waitingFor: 'permits' })

  await before.releaseSeat()
  before.server.permits.wake()
  expect(await untilTransfer(now, id, isFinished)).toMatchObject({ result: 'partly-moved' })
})

test('[Q92] a permit whose answer was lost holds nobody up: its machine gives it back by hand, and by itself', async () => {
  for (const giveBack of [
    (dongle: Dongle) => before.server.permits.giveBack(dongle.key),
    async () => before.server.permits.wake(),
  ]) {
    const dongle = await sell('clinic-design')
    before.wire = async (path, send) => {
      const answer = await send()
      if (!pathOfOperation('permit.put').test(path)) return answer
      throw new Error('the answer was lost')
    }
    await before.plug(dongle)
    await until('it is on record', async () => {
      const query = 'select number from permit where dongle = $1'
      return (await world.cloud.database.query(query, [dongle.key])).length > 0 || undefined
    })
    await before.unplug(dongle)
    before.wire = undefined
    expect(permitOf(before, dongle)).toBeUndefined()
    await plugIn(now, dongle)
    const id = await now.start(dongle, 'clinic')
    const draining = await untilTransfer(now, id, ({ waitingFor }) => waitingFor === 'permits')
    expect(draining.drain?.holders).toMatchObject([{ name: 'old workshop' }])
    await giveBack(dongle)
    expect(await untilTransfer(now, id, isFinished)).toMatchObject({ result: 'partly-moved' })
    for (const unplug of plugged.splice(0)) await unplug()
  }
})

test('[Q92] crash between the give-back and its answer: it is sent again, and the permit stays gone (K13)', async () => {
  const dongle = await sell('clinic-design')
  await plugIn(now, dongle)
  await until('a permit', () => permitOf(now, dongle))
  let lost = 0
  now.wire = async (path, send) => {
    const answer = await send()
    if (!pathOfOperation('permit.give-back').test(path)) return answer
    lost++
    throw new Error('the answer was lost')
  }
  const id = await now.start(dongle, 'clinic')
  await until('two answers lost', () => (lost >= 2 ? true : undefined))
  expect(read(now, id)).toMatchObject({ state: 'waiting', waitingFor: 'cloud', unavailable: true })
  await now.restart()
  expect(permitOf(now, dongle)).toBeUndefined()
  now.wire = undefined
  expect(await untilTransfer(now, id, isFinished)).toMatchObject({ result: 'partly-moved', resumed: true })
})

test('a drain that is called off gives the dongle back to its machine at once', async () => {
  const dongle = await shelf.sell(world.ours, [licenseOf('render-node')])
  await carry(dongle)
  const id = await now.start(dongle, 'render')
  await untilTransfer(now, id, ({ waitingFor }) => waitingFor === 'permits')
  await now.server.transfers.cancel(id, { pin: null, confirmLastTry: false })
  expect(await untilTransfer(now, id, isFinished)).toMatchObject({ result: 'cancelled' })
  expect(await now.seat('render-node')).toBe('dongle')
})

test('who finds every seat taken is told that, and not of the dongle it has moved from', async () => {
  const desk = openMachine(world, 'their desk')
  await desk.signIn(world.theirs)
  const dongle = await shelf.sell(world.theirs, [licenseOf('clinic-design')])
  await desk.plug(dongle)
  await untilTransfer(desk, await desk.start(dongle, 'clinic'), isFinished)
  const asked = { product: 'clinic-design', version: '1.0', previous: null }
  const taken = await world.theirs.courier.call('PUT', `/v1/leases/${makeId('lease', new Date(), random)}`, asked)
  expect(taken.status).toBe(200)
  const answer = await until('the account is known', async () => {
    const got = await desk.seat('clinic-design')
    return got === 'product-unknown' ? undefined : got
  })
  expect(answer).toBe('no-seat-free')
  await desk.close()
})

test('a dongle that can only be read is served by nobody without a permit', async () => {
  const stranger = openMachine(world, 'never signed in')
  const dongle = await shelf.sell(world.theirs, [licenseOf('clinic-scan')])
  await stranger.plug(dongle)
  expect(await stranger.seat('clinic-scan')).toBe('permit-needed')
  await stranger.signIn(world.theirs)
  expect(await stranger.seat('clinic-scan')).toBe('dongle')
  stranger.wire = offline
  world.cloud.clock.aheadMs += 9 * dayMs // its wall clock and its boot clock run alike
  expect(await stranger.seat('clinic-scan')).toBe('dongle')
  world.cloud.clock.aheadMs += dayMs - 5 * minuteMs
  expect(await stranger.seatEnds('clinic-scan')).toBe(permitOf(stranger, dongle)?.until)
  world.cloud.clock.aheadMs += 6 * minuteMs
  expect(await stranger.seat('clinic-scan')).toBe('permit-ended')
  await stranger.close()
})

test('a serial that proves little: provisional leases serve for three days, then the licenses are in the account', async () => {
  const dongle = await shelf.sell(world.ours, [licenseOf('render-node')], 'unassigned')
  rmSync(path.join(dongle.folder, '.undongle', 'device.key')) // it can't sign that it is there
  await plugIn(now, dongle)
  expect(await now.seat('render-node')).toBe('dongle')
  const id = await now.start(dongle, 'render')
  const waiting = await untilTransfer(now, id, ({ waitingFor }) => waitingFor === 'owner')
  expect(waiting.drain?.notBefore).toEqual(expect.any(String))
  expect(await now.seat('render-node')).toBe('cloud')
  expect(permitOf(now, dongle)).toBeUndefined()
  world.cloud.clock.aheadMs += 3 * dayMs
  await now.server.transfers.resume(id, { pin: null, confirmLastTry: false, confirm: false })
  expect(await untilTransfer(now, id, isFinished)).toMatchObject({ result: 'all-moved' })
  expect(await now.seat('render-node')).toBe('cloud')
  plugged.length = 0 // this line's policy switches the dongle service off
})
