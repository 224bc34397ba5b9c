import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { hourMs } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { type Customer, startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import type { LicenseError } from '../../packages/sdk/src/license-error.ts'
import { open, type Seat } from '../../packages/sdk/src/node.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { type Dongle, isFinished, type Machine, openMachine, openShelf, read, until, untilTransfer } from './world.ts'

// A dongle moves while applications on the network work with it: the real SDK over TLS, a whole License Server, a whole cloud.

let world: World
let shelf: ReturnType<typeof openShelf>
const machines: Machine[] = []
/** Each with the dongles of its own tests; next door has none. */
let writing: Machine
let reading: Machine
let nextDoor: Machine
let theirs: Machine
const folder = mkdtempSync(path.join(tmpdir(), 'undongle-in-use-'))
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  shelf = openShelf(world)
  writing = await openFloor('front desk', { readOnly: false })
  reading = await openFloor('old workshop', { readOnly: true })
  nextDoor = await openFloor('next door', { readOnly: true })
  theirs = await openFloor('their desk', { readOnly: false, of: world.theirs })
})
afterAll(async () => {
  for (const machine of machines) await machine.close()
  shelf.close()
  await world.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function openFloor(name: string, { readOnly, of = world.ours }: { readOnly: boolean; of?: Customer }) {
  const machine = openMachine(world, name, { readOnly, hastens: false })
  machines.push(machine)
  await machine.signIn(of)
  return machine
}

/** A dongle with two seats of what moves, and what stays on it. */
async function plugIn(machine: Machine, product: Parameters<typeof licenseOf>[0], of = world.ours): Promise<Dongle> {
  const dongle = await shelf.sell(of, [licenseOf(product, { quantity: 2 }), licenseOf('lab-design')])
  await machine.plug(dongle)
  return dongle
}

/** An application on a machine of the network. It asks on and on; what it lost is kept. */
async function run(joinToken: string, { machine, product }: { machine: string; product: string }) {
  const place = path.join(folder, machine)
  const now = () => world.cloud.deps.now()
  const seat = await open({ product, version: '1.0', folder: place, joinToken, now }).checkout()
  const seen: string[] = [seat.right.source]
  const lost: LicenseError[] = []
  seat.on('lost', (error) => lost.push(error))
  seat.on('renewed', ({ source }) => {
    if (seen.at(-1) !== source) seen.push(source)
  })
  return { seat, seen, lost, untilFrom: (source: Seat['right']['source']) => untilFrom(seat, source) }
}

const untilFrom = (seat: Seat, source: Seat['right']['source']) =>
  until(`a seat from the ${source}`, async () => {
    await seat.renew()
    return seat.right.source === source || undefined
  })

const seatsInCloud = async (product: string): Promise<number> => {
  const query = `select seats from lease where product = $1 and ended_at is null`
  return (await world.cloud.database.query(query, [product])).length
}

test.each([
  ['one that can be written', () => writing, 'clinic-scan'],
  ['one that can only be read', () => reading, 'clinic-design'],
] as const)('[Q87] carried over from %s: who works, works on; not a moment without, never counted twice', async (name, floorOf, product) => {
  const floor = floorOf()
  const dongle = await plugIn(floor, product)
  const token = await floor.serveNetwork()
  const first = await run(token, { machine: `${name}-1`, product })
  const second = await run(token, { machine: `${name}-2`, product })
  const [{ dongle: address } = expect.fail('no dongle')] = (await floor.server.dongles.read()).map(({ shown }) => shown)
  const { seats } = await floor.server.checkEligibility({ dongle: address, line: 'clinic', targetUser: null })
  expect(seats).toMatchObject([
    { product, version: '1.0', machine: expect.any(String), since: expect.any(String) },
    { product },
  ])

  const working = untilFrom(first.seat, 'cloud') // it asks all the while
  const id = await floor.start(dongle, 'clinic')
  expect(await untilTransfer(floor, id, isFinished)).toMatchObject({ result: 'partly-moved' })
  await working
  // The second has not asked since, and its seat is nobody else's all the same.
  expect(await seatsInCloud(product)).toBe(2)
  await nextDoor.server.licenses() // as its page does: it knows of the account from here on
  expect(await nextDoor.seat(product)).toBe('no-seat-free')
  await second.untilFrom('cloud')
  expect([first.seen, second.seen]).toEqual([
    ['dongle', 'cloud'],
    ['dongle', 'cloud'],
  ])
  expect([...first.lost, ...second.lost]).toEqual([])
  expect(await seatsInCloud(product)).toBe(2)

  await second.seat.release()
  await until('the seat is free', async () => (await nextDoor.seat(product)) === 'cloud' || undefined)
  await first.seat.release()
  await nextDoor.releaseSeat()
  await floor.unplug(dongle)
})

test('[Q99] who waits for a seat has a place in the queue, is told it, and keeps it by asking again', async () => {
  const product = 'clinic-scan'
  await reading.server.licenses()
  expect([await writing.seat(product), await reading.seat(product)]).toEqual(['cloud', 'cloud'])
  const joinToken = await nextDoor.serveNetwork()
  const now = () => world.cloud.deps.now()
  const waiting = ['first', 'second'].map((machine) =>
    open({ product, version: '1.0', folder: path.join(folder, machine), joinToken, now, waits: true }),
  )
  const askedBy = (place: number) =>
    waiting[place]?.checkout().catch((error: LicenseError) => {
      expect(error.retryAfterMs).toBeGreaterThan(0)
      return `${error.code} ${error.position}`
    })
  expect([await askedBy(0), await askedBy(1), await askedBy(0)]).toEqual([
    'no-seat-free 1',
    'no-seat-free 2',
    'no-seat-free 1',
  ])
  await writing.releaseSeat()
  expect(await askedBy(1)).toBe('no-seat-free 2')
  const seat = await askedBy(0)
  expect(seat).toMatchObject({ right: { source: 'cloud' } })
  if (typeof seat === 'object') await seat.release()
  await reading.releaseSeat()
})

test('[Q87] a transfer that waits for the seats begins when the last is given back, and the dongle serves meanwhile', async () => {
  const floor = theirs
  const dongle = await plugIn(floor, 'clinic-scan', world.theirs)
  const worker = await run(await floor.serveNetwork(), { machine: 'waits-1', product: 'clinic-scan' })
  const id = await floor.start(dongle, 'clinic', { when: 'when-free' })
  const waiting = await untilTransfer(floor, id, ({ waitingFor }) => waitingFor === 'seats')
  expect(waiting).toMatchObject({ phase: 'checked', hold: { seats: [{ product: 'clinic-scan' }] }, cancel: 'possible' })
  await worker.seat.renew()
  expect(worker.seen).toEqual(['dongle'])
  expect(await floor.seat('clinic-scan')).toBe('dongle')
  await worker.seat.release()
  await floor.restart()
  await untilTransfer(floor, id, ({ waitingFor }) => waitingFor === 'seats')
  await floor.releaseSeat()
  expect(await untilTransfer(floor, id, isFinished)).toMatchObject({ result: 'partly-moved', hold: null })
  await floor.unplug(dongle)
})

test('[Q87] one that waits can be begun now, or be cancelled at once: nothing was asked for it', async () => {
  const floor = reading
  const dongle = await plugIn(floor, 'render-node')
  expect(await floor.seat('render-node')).toBe('dongle')
  const asked: string[] = []
  floor.wire = (address, send) => {
    if (address.startsWith('/v1/transfers/')) asked.push(address) // not the list, which is looked at for what others began
    return send()
  }
  const first = await floor.start(dongle, 'render', { when: 'when-free' })
  await floor.server.transfers.cancel(first, { pin: null, confirmLastTry: false })
  expect(await untilTransfer(floor, first, isFinished)).toMatchObject({ result: 'cancelled' })
  expect(asked).toEqual([])

  const second = await floor.start(dongle, 'render', { when: 'when-free' })
  await untilTransfer(floor, second, ({ waitingFor }) => waitingFor === 'seats')
  expect(read(floor, second).hold?.seats).toMatchObject([{ machine: 'old workshop' }])
  await floor.server.transfers.resume(second, { pin: null, confirmLastTry: false, confirm: true })
  expect(await untilTransfer(floor, second, isFinished)).toMatchObject({ result: 'all-moved' })
  expect(await floor.seat('render-node')).toBe('cloud')
})

test('[Q87] a transfer for a time begins then by itself, without a second confirmation, and carries over who works', async () => {
  const floor = theirs
  const dongle = await plugIn(floor, 'clinic-design', world.theirs)
  const at = new Date(world.cloud.deps.now().getTime() + 2 * hourMs).toISOString()
  const id = await floor.start(dongle, 'clinic', { when: 'at', at })
  await untilTransfer(floor, id, ({ waitingFor }) => waitingFor === 'time')
  world.cloud.clock.aheadMs += 2 * hourMs
  expect(await floor.seat('clinic-design')).toMatch(/dongle|cloud/)
  expect(await untilTransfer(floor, id, isFinished)).toMatchObject({ result: 'partly-moved' })
  expect(await floor.seat('clinic-design')).toBe('cloud')
})
