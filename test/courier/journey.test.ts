import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import type { TransferId } from '@undongle/core/id'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import {
  type Dongle,
  isFinished,
  type Machine,
  offline,
  openMachine,
  openShelf,
  until,
  untilTransfer,
} from '../permit/world.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { answer, carry, signInByCourier, stateOf, take, write } from './carrier.ts'

// A courier may be sent at any step, and a network may come or go at any step: the transfer is the same one.

let world: World
let shelf: ReturnType<typeof openShelf>
let machine: Machine
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  shelf = openShelf(world)
  return async () => {
    shelf.close()
    await world.cloud.stop()
  }
})
let machines = 0
beforeEach(() => {
  machine = openMachine(world, `cellar ${++machines}`, { readOnly: false, hastens: false })
})
afterEach(() => machine.close())

const waitsFor = (operation: string) =>
  until(`${operation} waits`, async () =>
    (await stateOf(machine)).waiting.some((message) => message.operation === operation) ? true : undefined,
  )

async function soldAndPlugged(): Promise<Dongle> {
  const dongle = await shelf.sell(world.ours, [licenseOf('lab-design')])
  await machine.plug(dongle)
  return dongle
}

/** A transfer whose plan was carried, and whose OPEN waits. */
async function begun(dongle: Dongle): Promise<TransferId> {
  const { dongle: address } = await machine.plug(dongle).catch(() => ({ dongle: '' }))
  await machine.server.checkEligibility({ dongle: address, line: 'lab', targetUser: null }).catch(() => undefined)
  await carry(world, machine)
  const id = await machine.start(dongle, 'lab')
  await waitsFor('transfer.open')
  return id
}

const finished = (id: TransferId): Promise<LocalTransfer> => untilTransfer(machine, id, isFinished)

/** Where the ledger has the dongle's licenses now; each stands there once [I1, I2]. */
async function placesOf({ serial }: Dongle): Promise<unknown[]> {
  const { licenses } = (await world.ours.courier.call('GET', '/v1/licenses?limit=200')).body
  return licenses
    .filter((held: { dongle: { serial: string } | null; from?: unknown }) => JSON.stringify(held).includes(serial))
    .map((held: { place: string }) => held.place)
}

async function cutOff(): Promise<void> {
  machine.wire = offline
  await signInByCourier(world, world.ours, machine)
}

test('[Q97] begun by courier, finished over the network that came back, and the late answer changes nothing', async () => {
  await cutOff()
  const dongle = await shelf.sell(world.ours, [licenseOf('lab-design')])
  const id = await begun(dongle)
  const { letter } = await write(machine)
  machine.wire = undefined
  await machine.restart()
  expect(await finished(id)).toMatchObject({ result: 'all-moved' })
  expect(await placesOf(dongle)).toEqual(['cloud'])
  const late = await answer(world, letter)
  expect(late.status).toBe(200)
  expect((await take(machine, late.body.answer)).body).toMatchObject({ code: 'courier-read' })
  expect(await placesOf(dongle)).toEqual(['cloud'])
})

test('[Q97] begun over a network that went away, finished by courier', async () => {
  await machine.signIn(world.ours)
  const dongle = await soldAndPlugged()
  machine.wire = (path, send) => (path.endsWith('/receipt') ? Promise.reject(new Error('no network')) : send())
  const id = await machine.start(dongle, 'lab')
  await untilTransfer(machine, id, ({ phase }) => phase === 'retired')
  machine.wire = offline
  await machine.call('PUT', '/v1/courier', { enabled: true })
  await machine.call('POST', `/v1/transfers/${id}/resume`, { pin: null, confirmLastTry: false, confirm: false })
  await waitsFor('transfer.commit')
  await carry(world, machine)
  expect(await finished(id)).toMatchObject({ result: 'all-moved' })
  expect(await placesOf(dongle)).toEqual(['cloud'])
})

test('[Q97] a machine that crashes before and after each file finishes all the same', async () => {
  await cutOff()
  const dongle = await shelf.sell(world.ours, [licenseOf('lab-design')])
  const id = await begun(dongle)
  await machine.restart()
  await waitsFor('transfer.open')
  const { letter } = await write(machine)
  await machine.restart()
  const { body } = await answer(world, letter)
  await machine.restart()
  expect((await take(machine, body.answer)).status).toBe(200)
  await waitsFor('transfer.commit')
  await machine.restart()
  const request = await write(machine)
  const receipt = await answer(world, request.letter)
  await machine.restart()
  expect((await take(machine, receipt.body.answer)).status).toBe(200)
  expect(await finished(id)).toMatchObject({ result: 'all-moved' })
  expect(await placesOf(dongle)).toEqual(['cloud'])
})

test('[Q97] every file of a finished transfer may be brought again, and nothing moves', async () => {
  await cutOff()
  const dongle = await shelf.sell(world.ours, [licenseOf('lab-design')])
  const id = await begun(dongle)
  const open = await write(machine)
  const order = await answer(world, open.letter)
  await take(machine, order.body.answer)
  await waitsFor('transfer.commit')
  const commit = await write(machine)
  const certificate = await answer(world, commit.letter)
  await take(machine, certificate.body.answer)
  await finished(id)
  expect((await answer(world, open.letter)).body).toMatchObject({ code: 'courier-superseded' })
  expect((await answer(world, commit.letter)).body).toEqual(certificate.body)
  for (const { body } of [order, certificate])
    expect((await take(machine, body.answer)).body).toMatchObject({ code: 'courier-read' })
  expect(await placesOf(dongle)).toEqual(['cloud'])
})

test('[Q97] a lease and a certificate are carried too, and serve where there is no network', async () => {
  await cutOff()
  const dongle = await shelf.sell(world.ours, [licenseOf('lab-design')])
  const id = await begun(dongle)
  await carry(world, machine)
  await waitsFor('transfer.commit')
  await carry(world, machine)
  await finished(id)
  expect((await machine.call('GET', `/v1/transfers/${id}/certificate`)).status).toBe(200)
  expect(await machine.seat('lab-design')).toBe('courier-waiting')
  await carry(world, machine)
  expect(await machine.seat('lab-design')).toBe('cloud')
  expect(await machine.seat('lab-design')).toBe('cloud, offline')
})

test('[Q97] a dongle that can only be read moves by courier', async () => {
  await machine.close()
  machine = openMachine(world, 'cellar of class B', { readOnly: true, hastens: false })
  await cutOff()
  const dongle = await shelf.sell(world.ours, [licenseOf('lab-design')])
  await machine.plug(dongle)
  const { dongle: address } = await until('read', () => machine.server.dongles.read().then(([first]) => first?.shown))
  await machine.server.checkEligibility({ dongle: address, line: 'lab', targetUser: null })
  await carry(world, machine)
  const id = await machine.start(dongle, 'lab')
  await waitsFor('transfer.move')
  await carry(world, machine)
  for (let way = 0; way < 4 && !isFinished(machine.server.transfers.read(id)); way++) {
    await until('something waits, or it is done', async () => {
      const { waiting } = await stateOf(machine)
      return isFinished(machine.server.transfers.read(id)) || waiting.some(({ state }) => state === 'to-write')
        ? true
        : undefined
    })
    if (!isFinished(machine.server.transfers.read(id))) await carry(world, machine)
  }
  expect(await finished(id)).toMatchObject({ result: 'all-moved' })
  expect(await placesOf(dongle)).toEqual(['cloud'])
})
