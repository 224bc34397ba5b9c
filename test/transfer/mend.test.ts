import type { DongleEvidence } from '@undongle/core/dongle/evidence'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { DongleDesk } from '../../packages/license-server/src/dongle/desk.ts'
import type { DongleSession } from '../../packages/license-server/src/dongle/driver.ts'
import { DongleError } from '../../packages/license-server/src/dongle/error.ts'
import { readStatedEvidence } from '../../packages/license-server/src/transfer/evidence.ts'
import { type MendCloud, Mender } from '../../packages/license-server/src/transfer/mender.ts'
import { keepNamedOrders } from '../../packages/license-server/src/transfer/named-orders.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { type Dongles, openCourier, openDongles, type TestCourier, type TestDongle } from './courier.ts'

let world: World
let dongles: Dongles
let courier: TestCourier
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  dongles = openDongles()
  courier = openCourier(world, world.ours)
})
afterAll(async () => {
  courier.close()
  dongles.remove()
  await world.cloud.stop()
})

const licenses = () => [licenseOf('clinic-scan'), licenseOf('clinic-design'), licenseOf('lab-design')]
const sell = () => dongles.sell(world, world.ours, licenses())

/** The dongles of this machine as its pages see them, with the one who puts them right. */
function openMachine(change: { cloud?: Partial<MendCloud>; session?: (session: DongleSession) => DongleSession } = {}) {
  const { driver } = dongles
  const service = {
    enabled: true,
    list: () => driver.list(),
    open: async (key: string) => (change.session ?? ((session) => session))(await driver.open(key)),
    observe: async () => Promise.reject(new DongleError('unsupported')),
    status: async () => [],
    watch: () => () => undefined,
  }
  const desk = new DongleDesk(service, () => world.cloud.deps.keys.believed)
  const told: string[] = []
  const mended: string[] = []
  const mender = new Mender({
    cloud: { ...courier.cloud, ...change.cloud },
    readDongles: () => desk.read(),
    keep: (evidence) => keepNamedOrders(courier.store, evidence, new Date()),
    dongle: (key) => desk.session(key),
    note: (key, isRolledBack) => desk.noteRolledBack(key, isRolledBack),
    mended: (key) => mended.push(key),
    log: (message) => told.push(message),
  })
  const read = async (dongle: TestDongle) => {
    const found = (await desk.read()).find(({ shown }) => shown.serial === dongle.serial)
    return {
      state: found?.shown.generation,
      problem: found?.shown.problem?.code ?? null,
      list: found?.list !== undefined,
    }
  }
  return { mender, read, mended, told }
}

/** Moves a line, then puts back what was on the dongle before. */
async function rollBack(dongle: TestDongle, line: string): Promise<void> {
  const putBack = dongle.copy()
  await courier.runTo(await courier.intend(dongle, line), dongle, ['moved'])
  putBack()
}

test('[Q91] a dongle that lost its last retire is put off again by itself', async () => {
  const dongle = await sell()
  await rollBack(dongle, 'clinic')
  const machine = openMachine()
  await machine.mender.look()
  expect(await machine.read(dongle)).toEqual({ state: 2, problem: null, list: true })
  expect(machine.mended).toEqual([dongle.key])
  await courier.runTo(await courier.intend(dongle, 'lab'), dongle, ['moved'])
})

test('[Q91] while it waits for its PIN nothing is served from it, and then it is put right', async () => {
  const dongle = await sell()
  await rollBack(dongle, 'clinic')
  let locked = true
  const machine = openMachine({
    session: (session) => ({
      ...session,
      retire: (order) => (locked ? Promise.reject(new DongleError('pin-needed')) : session.retire(order)),
    }),
  })
  await machine.mender.look()
  expect(await machine.read(dongle)).toEqual({ state: 1, problem: 'dongle-rolled-back', list: false })
  locked = false
  await machine.mender.look()
  expect(await machine.read(dongle)).toEqual({ state: 2, problem: null, list: true })
})

test('a cloud that is away is asked again, and one that answers is asked once for each state', async () => {
  const dongle = await sell()
  await rollBack(dongle, 'clinic')
  let asked = 0
  let away = true
  const mend = (evidence: DongleEvidence) => {
    asked++
    return away ? Promise.reject(new Error('no network')) : courier.cloud.mend(evidence)
  }
  const machine = openMachine({ cloud: { mend } })
  await machine.mender.look()
  away = false
  machine.mender.retry()
  await machine.mender.look()
  expect(await machine.read(dongle)).toMatchObject({ state: 2 })
  const before = asked
  await machine.mender.look()
  expect(asked).toBe(before)
})

test('[Q91] an order that this cloud has not signed is never carried out, nor one for another dongle', async () => {
  const [dongle, other] = [await sell(), await sell()]
  await rollBack(dongle, 'clinic')
  await rollBack(other, 'clinic')
  const orderFor = async ({ session }: TestDongle) => {
    const evidence = await readStatedEvidence(await session(), { name: 'file', version: '1' })
    const reply = await courier.cloud.mend(evidence)
    return reply.answer === 'ordered' ? reply.order : expect.fail('it was rolled back')
  }
  const own = await orderFor(dongle)
  const forged = own.slice(0, -20) + own.slice(-20, -2).replace(/[A-Za-z]/g, 'b') + own.slice(-2)
  for (const order of [forged, await orderFor(other)]) {
    const machine = openMachine({ cloud: { mend: async () => ({ answer: 'ordered', order }) } })
    await machine.mender.look()
    expect(await machine.read(dongle)).toMatchObject({ state: 1, problem: 'dongle-rolled-back' })
  }
})
