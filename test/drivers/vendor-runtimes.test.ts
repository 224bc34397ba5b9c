import { afterAll, beforeAll, expect, test } from 'vitest'
import { contractFile, licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import {
  content,
  type FakeCommand,
  hardware,
  makeFakeCommand,
} from '../../packages/license-server/src/dongle/drivers/codemeter-cmu/fake-command.ts'
import { FakeRuntime, fakeKey } from '../../packages/license-server/src/dongle/drivers/sentinel-acc/fake-runtime.ts'
import { isFinished, type Machine, offline, openMachine, until, untilTransfer } from '../permit/world.ts'
import { testDatabase } from '../postgres/test-database.ts'

// A dongle that only its maker's runtime reads moves as one of class B: the contract says what is on it. The runtimes are fakes.

let world: World
let machine: Machine
let command: FakeCommand
const runtime = new FakeRuntime()
beforeAll(async () => {
  await runtime.start()
  command = await makeFakeCommand()
  world = await startWorld(await testDatabase())
  const runtimes = {
    sysfsRoot: null,
    sentinelUrl: runtime.url,
    codeMeterCommand: command.path,
    timeoutMs: 5000,
    lookMs: 0,
  }
  machine = openMachine(world, 'front desk', { drivers: [{ driver: 'readers', ...runtimes }] })
  await machine.signIn(world.ours)
})
afterAll(async () => {
  await machine.close()
  await world.cloud.stop()
  await command.remove()
  await runtime.stop()
})

/** The vendor's record of a dongle that was sold long ago. */
async function record(serial: string, product: Parameters<typeof licenseOf>[0]): Promise<void> {
  const { company } = world.ours
  const file = contractFile(company, [{ license: licenseOf(product), dongle: serial }], { number: `C-${serial}` })
  const imported = await world.operator.import({ ...file, dongles: [{ serial, company }] })
  expect(imported.status).toBe(200)
}

async function plugSentinel(serial: string): Promise<void> {
  runtime.keys.set(serial, fakeKey(serial))
}

async function plugCodeMeter(serial: string): Promise<void> {
  command.containers.set(serial, { rest: hardware, lines: content })
  await command.print()
}

test.each([
  ['sentinel-acc', '1000000001', 'clinic-scan', plugSentinel],
  ['codemeter-cmu', '3-6903986', 'clinic-design', plugCodeMeter],
] as const)('[Q81] [Q91] a dongle read by %s serves by its permit, moves, and the cloud serves on, also offline', async (driver, serial, product, plug) => {
  await record(serial, product)
  await plug(serial)
  const permit = () =>
    machine.server.permits.list().find(({ usable, dongle }) => usable && dongle === `serial:${serial}`)
  await until('a permit', permit)
  const shown = (await machine.server.dongles.read()).find((dongle) => dongle.shown.serial === serial)?.shown
  expect(shown).toMatchObject({ state: 'ready', key: null, driver: { name: driver }, grade: { class: 'B' } })
  expect(await machine.seat(product)).toBe('dongle')

  const id = await machine.start({ serial, key: `serial:${serial}`, folder: '' }, 'clinic')
  expect(await untilTransfer(machine, id, isFinished)).toMatchObject({ result: 'all-moved', phase: 'certified' })
  await until('the cloud', async () => ((await machine.seat(product)) === 'cloud' ? true : undefined))
  machine.wire = offline
  expect(await machine.seat(product)).toBe('cloud, offline')
  machine.wire = undefined
  expect(await machine.releaseSeat()).toBe(true)
})
