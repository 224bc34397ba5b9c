import { afterAll, beforeAll, expect, test } from 'vitest'
import { licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { recordCancelling } from '../../packages/license-server/src/journal/transfers.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { type Dongles, type Fault, openCourier, openDongles, type TestCourier, type TestDongle } from './courier.ts'

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
const ended = ['cancelled', 'moved', 'refused'] as const

function askCancel(id: Parameters<TestCourier['find']>[0]): void {
  recordCancelling(courier.store, id, null, new Date())
}

async function inspect(dongle: TestDongle) {
  const { generation, last } = await (await dongle.session()).inspect()
  return { generation, last }
}

async function readCloud(id: string) {
  return (await world.ours.courier.call('GET', `/v1/transfers/${id}`)).body
}

class Crash extends Error {}

/** The process dies at the nth I/O. */
function crashAt(nth: number, when: 'before' | 'after'): { fault: Fault; passed: string[] } {
  const passed: string[] = []
  return {
    passed,
    fault: (at, what) => {
      if (at !== when) return
      passed.push(what)
      if (passed.length === nth) throw new Crash(`${when} ${what}`)
    },
  }
}

test('[Q92] crashed before or after any I/O of a cancel, it goes on, and the dongle is on as before', async () => {
  const reached = new Set<string>()
  for (const when of ['before', 'after'] as const) {
    for (let nth = 1; ; nth++) {
      const dongle = await sell()
      const id = await courier.intend(dongle, 'clinic')
      await courier.runTo(id, dongle, ['ordered'])
      const { fault, passed } = crashAt(nth, when)
      const crashed = await askAndRun(id, dongle, fault)
      for (const what of passed) reached.add(what)
      await courier.runTo(id, dongle, ended)
      expect([when, nth, courier.find(id).state]).toEqual([when, nth, 'cancelled'])
      expect(await inspect(dongle)).toEqual({ generation: 2, last: 'cancel' })
      expect(await readCloud(id)).toMatchObject({ state: 'answered', result: 'cancelled' })
      if (!crashed) break
    }
  }
  expect([...reached].toSorted()).toEqual(['CANCEL', 'cancel on the dongle', 'clean', 'fsync'])
})

async function askAndRun(id: Parameters<TestCourier['find']>[0], dongle: TestDongle, fault: Fault): Promise<boolean> {
  askCancel(id)
  try {
    await courier.runTo(id, dongle, ended, fault)
    return false
  } catch (error) {
    if (error instanceof Crash) return true
    throw error
  }
}

test('[Q91] after a crash in RETIRE a cancel comes too late, and the transfer is finished', async () => {
  const dongle = await sell()
  const id = await courier.intend(dongle, 'clinic')
  await courier.runTo(id, dongle, ['ordered'])
  const fault: Fault = (when, what) => {
    if (when === 'after' && what === 'RETIRE') throw new Crash(what)
  }
  await expect(courier.runTo(id, dongle, ended, fault)).rejects.toThrow(Crash)
  askCancel(id)
  await courier.runTo(id, dongle, ended)
  expect(courier.find(id)).toMatchObject({ state: 'moved' })
  expect(await inspect(dongle)).toEqual({ generation: 2, last: 'retire' })
})

test('[Q91] the answer to OPEN was lost and another machine carried it out: the cancel comes too late', async () => {
  const other = openCourier(world, world.ours)
  const dongle = await sell()
  const id = await courier.intend(dongle, 'clinic')
  const lost: Fault = (when, what) => {
    if (when === 'after' && what === 'OPEN') throw new Crash(what)
  }
  await expect(courier.runTo(id, dongle, ['ordered'], lost)).rejects.toThrow(Crash)
  const joined = await other.intend(dongle, 'clinic')
  await other.runTo(joined, dongle, ['retired'])
  askCancel(id)
  await courier.runTo(id, dongle, ended)
  await other.runTo(joined, dongle, ended)
  expect([courier.find(id).state, other.find(joined).state]).toEqual(['moved', 'moved'])
  other.close()
})

test('[Q91] a retire before this one is never overwritten without its certificate, which the cloud gives again', async () => {
  const elsewhere = openCourier(world, world.ours)
  const dongle = await sell()
  const first = await elsewhere.intend(dongle, 'clinic')
  await elsewhere.runTo(first, dongle, ['retired'])
  // This machine has never seen that transfer; the cloud learns of it by OPEN, and hands out its certificate.
  const id = await courier.intend(dongle, 'lab')
  askCancel(id)
  const offline: Fault = (when, what) => {
    if (when === 'before' && what === 'COMMIT') throw new Crash(what)
  }
  await expect(courier.runTo(id, dongle, ended, offline)).rejects.toThrow(Crash)
  expect(await inspect(dongle)).toEqual({ generation: 2, last: 'retire' })
  await courier.runTo(id, dongle, ended)
  expect(courier.find(id).state).toBe('cancelled')
  await elsewhere.runTo(first, dongle, ended)
  expect(elsewhere.find(first).state).toBe('moved')
  elsewhere.close()
})

test('[Q92] a machine whose order another one cancelled ends by itself', async () => {
  const other = openCourier(world, world.ours)
  const dongle = await sell()
  const [first, second] = [await courier.intend(dongle, 'clinic'), await other.intend(dongle, 'clinic')]
  await courier.runTo(first, dongle, ['ordered'])
  await other.runTo(second, dongle, ['ordered'])
  recordCancelling(other.store, second, null, new Date())
  await other.runTo(second, dongle, ended)
  await courier.runTo(first, dongle, ended)
  expect([courier.find(first).state, other.find(second).state]).toEqual(['cancelled', 'cancelled'])
  other.close()
})
