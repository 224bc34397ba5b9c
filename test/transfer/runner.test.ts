import { ApiError } from '@undongle/core/api/error'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import type { JournaledTransfer } from '../../packages/license-server/src/journal/transfer.ts'
import { recordCancelling } from '../../packages/license-server/src/journal/transfers.ts'
import { Epochs } from '../../packages/license-server/src/permit/epochs.ts'
import { startPause } from '../../packages/license-server/src/transfer/pause.ts'
import { TransferRunner } from '../../packages/license-server/src/transfer/runner.ts'
import { viewOf } from '../../packages/license-server/src/transfer/view.ts'
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

const notOfClassB = (): Promise<never> => Promise.reject(new Error('class B is not asked'))

/** The runner of a License Server whose dongle is pulled and put back by hand. */
function openRunner(dongle: TestDongle) {
  let plugged = true
  let told: () => void = () => undefined
  const ended: JournaledTransfer['state'][] = []
  const deps = courier.deps(dongle)
  const cloud = {
    ...courier.cloud,
    preview: notOfClassB,
    move: notOfClassB,
    cancelDrain: notOfClassB,
    listDrains: notOfClassB,
    putPermit: notOfClassB,
    giveBack: notOfClassB,
    checkIn: notOfClassB,
  }
  const runner = new TransferRunner({
    ...deps,
    cloud,
    dongle: (key) => (plugged ? deps.dongle(key) : Promise.reject(new ApiError('dongle-not-found'))),
    epochs: new Epochs({ store: courier.store, cloud }),
    machine: () => makeId('licenseServer', new Date(), random),
    seatsInUse: () => [],
    chance: () => 1,
    wait: startPause,
    changed: () => told(),
    finished: ({ state }) => ended.push(state),
    log: () => undefined,
  })
  const until = async (holds: () => boolean) => {
    while (!holds())
      await new Promise<void>((resolve) => {
        told = resolve
      })
  }
  const plug = (isPlugged: boolean) => {
    plugged = isPlugged
    runner.wake()
  }
  return { runner, ended, until, plug }
}

test('[Q92] a transfer that waits for its dongle is cancelled as soon as that is back, and says so meanwhile', async () => {
  const dongle = await dongles.sell(world, world.ours, [licenseOf('clinic-scan'), licenseOf('lab-design')])
  const { runner, ended, until, plug } = openRunner(dongle)
  const id = await courier.intend(dongle, 'clinic')
  await courier.runTo(id, dongle, ['ordered'])
  plug(false)
  runner.run(id)
  const shown = () => viewOf(courier.find(id), runner.stateOf(id))
  await until(() => shown().waitingFor === 'dongle')
  expect(shown()).toMatchObject({ cancel: 'possible', unavailable: false })
  recordCancelling(courier.store, id, null, new Date())
  runner.run(id)
  await until(() => shown().cancel === 'asked' && shown().waitingFor === 'dongle')
  expect(shown()).toMatchObject({ state: 'waiting', result: null })
  plug(true)
  await until(() => ended.length > 0)
  expect(ended).toEqual(['cancelled'])
  expect(shown()).toMatchObject({ state: 'finished', result: 'cancelled', cancel: 'too-late' })
  await runner.stop()
})

test('[Q91] a wish to cancel that comes while the dongle writes finds the transfer retired, and it is finished', async () => {
  const dongle = await dongles.sell(world, world.ours, [licenseOf('clinic-scan'), licenseOf('lab-design')])
  const { runner, ended, until } = openRunner(dongle)
  const id = await courier.intend(dongle, 'clinic')
  await courier.runTo(id, dongle, ['ordered'])
  runner.run(id)
  // The run is at RETIRE by now, and the wish comes beside it.
  if (courier.find(id).state === 'ordered') recordCancelling(courier.store, id, null, new Date())
  await until(() => ended.length > 0)
  const [end] = ended
  expect(['moved', 'cancelled']).toContain(end)
  const { last } = await (await dongle.session()).inspect()
  expect(last).toBe(end === 'moved' ? 'retire' : 'cancel')
  await runner.stop()
})
