import { afterAll, beforeAll, expect, test } from 'vitest'
import { licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { DongleDesk } from '../../packages/license-server/src/dongle/desk.ts'
import { DongleError } from '../../packages/license-server/src/dongle/error.ts'
import { recordCancelling } from '../../packages/license-server/src/journal/transfers.ts'
import { Mender } from '../../packages/license-server/src/transfer/mender.ts'
import { keepNamedOrders } from '../../packages/license-server/src/transfer/named-orders.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { type Dongles, type Fault, openCourier, openDongles, type TestCourier, type TestDongle } from './courier.ts'

// Dongles without a hardware counter: power fails, and their newest state is gone (docs/decisions/0008).

let world: World
let dongles: Dongles
let here: TestCourier
let there: TestCourier
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  dongles = openDongles()
  here = openCourier(world, world.ours)
  there = openCourier(world, world.ours)
})
afterAll(async () => {
  here.close()
  there.close()
  dongles.remove()
  await world.cloud.stop()
})

const sell = () => dongles.sell(world, world.ours, [licenseOf('clinic-scan'), licenseOf('lab-design')])
const ended = ['cancelled', 'moved', 'refused'] as const

async function inspect(dongle: TestDongle) {
  const { generation, last } = await (await dongle.session()).inspect()
  return { generation, last }
}

/** Both machines hold the dongle's order. */
async function orderTwice(dongle: TestDongle) {
  const [first, second] = [await here.intend(dongle, 'clinic'), await there.intend(dongle, 'clinic')]
  await here.runTo(first, dongle, ['ordered'])
  await there.runTo(second, dongle, ['ordered'])
  return { first, second }
}

/** As the License Server does when a dongle comes. */
async function mend(): Promise<void> {
  const service = {
    enabled: true,
    list: () => dongles.driver.list(),
    open: (key: string) => dongles.driver.open(key),
    observe: async () => Promise.reject(new DongleError('unsupported')),
    status: async () => [],
    watch: () => () => undefined,
  }
  const desk = new DongleDesk(service, () => world.cloud.deps.keys.believed)
  const mender = new Mender({
    cloud: here.cloud,
    readDongles: () => desk.read(),
    keep: (evidence) => keepNamedOrders(here.store, evidence, new Date()),
    dongle: (key) => desk.session(key),
    note: () => undefined,
    mended: () => undefined,
    log: () => undefined,
  })
  await mender.look()
}

function listening(): { asked: string[]; fault: Fault } {
  const asked: string[] = []
  return { asked, fault: (when, what) => void (when === 'before' && asked.push(what)) }
}

test('[Q91] an order whose cancel the dongle has lost is never carried out: the cloud is asked first', async () => {
  const dongle = await sell()
  const { first, second } = await orderTwice(dongle)
  const losePower = dongle.copy()
  recordCancelling(there.store, second, null, new Date())
  await there.runTo(second, dongle, ended)
  losePower()
  await expect(here.runTo(first, dongle, ended)).rejects.toMatchObject({ code: 'dongle-rolled-back' })
  expect(await inspect(dongle)).toEqual({ generation: 1, last: 'made' })
  expect(here.find(first).state).toBe('ordered')
  await mend()
  expect(await inspect(dongle)).toEqual({ generation: 2, last: 'cancel' })
  await here.runTo(first, dongle, ended)
  expect(here.find(first).state).toBe('cancelled')
})

test('[Q92] an order from the journal waits for the cloud, and the dongle stays on', async () => {
  const dongle = await sell()
  const id = await here.intend(dongle, 'clinic')
  await here.runTo(id, dongle, ['ordered'])
  const offline: Fault = (when, what) => {
    if (when === 'before' && (what === 'preview' || what === 'OPEN')) throw new Error('no network')
  }
  await expect(here.runTo(id, dongle, ended, offline)).rejects.toThrow('no network')
  expect(await inspect(dongle)).toEqual({ generation: 1, last: 'made' })
  await here.runTo(id, dongle, ended)
  expect(here.find(id).state).toBe('moved')
})

test('an order that came in this session is not asked for twice', async () => {
  const dongle = await sell()
  const id = await here.intend(dongle, 'clinic')
  const { asked, fault } = listening()
  await here.runTo(id, dongle, ended, fault)
  expect(asked.filter((what) => what === 'OPEN')).toHaveLength(1)
})

test('[Q92] what the dongle has carried out needs no word of the cloud', async () => {
  const dongle = await sell()
  const id = await here.intend(dongle, 'clinic')
  await here.runTo(id, dongle, ['ordered'])
  const crash: Fault = (when, what) => {
    if (when === 'after' && what === 'RETIRE') throw new Error('crash')
  }
  await expect(here.runTo(id, dongle, ended, crash)).rejects.toThrow('crash')
  const { asked, fault } = listening()
  await here.runTo(id, dongle, ['retired'], fault)
  expect(asked).not.toContain('OPEN')
})

/** Cancelled on the dongle and in the journal, and the cloud has not heard of it: then the dongle is as before. */
async function cancelAndForget(dongle: TestDongle, id: Parameters<TestCourier['find']>[0]): Promise<void> {
  const losePower = dongle.copy()
  recordCancelling(here.store, id, null, new Date())
  const offline: Fault = (when, what) => {
    if (when === 'before' && what === 'CANCEL') throw new Error('no network')
  }
  await expect(here.runTo(id, dongle, ended, offline)).rejects.toThrow('no network')
  losePower()
}

test('[Q91] a cancel that the dongle has lost is never told from the journal: another machine may have carried out the order', async () => {
  const dongle = await sell()
  const { first, second } = await orderTwice(dongle)
  await cancelAndForget(dongle, first)
  await there.runTo(second, dongle, ['retired'])
  await here.runTo(first, dongle, ended)
  await there.runTo(second, dongle, ended)
  expect([here.find(first).state, there.find(second).state]).toEqual(['moved', 'moved'])
})

test('[Q91] a cancel that the dongle has lost is written again before the cloud hears of it', async () => {
  const dongle = await sell()
  const id = await here.intend(dongle, 'clinic')
  await here.runTo(id, dongle, ['ordered'])
  await cancelAndForget(dongle, id)
  await here.runTo(id, dongle, ended)
  expect(here.find(id).state).toBe('cancelled')
  expect(await inspect(dongle)).toEqual({ generation: 2, last: 'cancel' })
})
