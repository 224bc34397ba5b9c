import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUp } from '../../packages/cloud/src/testing/backup.fixture.ts'
import { licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { listCertificates } from '../../packages/license-server/src/journal/certificates.ts'
import type { Pause } from '../../packages/license-server/src/transfer/pause.ts'
import { CertificatePresenter } from '../../packages/license-server/src/transfer/presenter.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { type Dongles, openCourier, openDongles, type TestCourier } from './courier.ts'

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

const custody = () =>
  world.cloud.database.query('select license_id, sequence, debit, credit, transfer_id from custody order by 1, 2')

/** Lets time pass by hand. */
function heldPauses() {
  const pauses: { delayMs: number; pass: () => void }[] = []
  const waiting: (() => void)[] = []
  const wait = (delayMs: number): Pause => {
    let end = (): void => undefined
    const over = new Promise<void>((resolve) => {
      end = resolve
    })
    pauses.push({ delayMs, pass: end })
    for (const told of waiting.splice(0)) told()
    return { over, end }
  }
  const next = async () => {
    if (pauses.length === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    return pauses.shift() ?? expect.fail('nothing waits')
  }
  return { wait, next }
}

test('[Q91] a restored cloud learns by itself what a License Server still knows [K10]', async () => {
  const dongle = await dongles.sell(world, world.ours, [licenseOf('clinic-scan'), licenseOf('lab-design')])
  const restore = await backUp(world.cloud.database)
  for (const line of ['clinic', 'lab']) await courier.runTo(await courier.intend(dongle, line), dongle, ['moved'])
  const before = await custody()
  const { wait, next } = heldPauses()
  const told: object[] = []
  let isThere = true
  const presenter = new CertificatePresenter({
    store: courier.store,
    cloud: {
      present: (certificates) =>
        isThere ? courier.cloud.present(certificates) : Promise.reject(new Error('no network')),
    },
    chance: () => 0.5,
    wait,
    log: (_, detail) => told.push(detail),
  })
  expect(listCertificates(courier.store)).toHaveLength(2)
  presenter.start()
  const daily = await next()
  expect(daily.delayMs).toBe(86_400_000)
  expect(told).toEqual([])
  await restore()
  isThere = false
  daily.pass()
  const soon = await next()
  expect(soon.delayMs).toBeLessThan(60_000)
  isThere = true
  presenter.wake()
  await next()
  expect(await custody()).toEqual(before)
  expect(told.at(-1)).toEqual({ learned: 2 })
  await presenter.stop()
})
