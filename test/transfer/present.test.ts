import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUp } from '../../packages/cloud/src/testing/backup.fixture.ts'
import { licenseOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { listCertificates } from '../../packages/license-server/src/journal/certificates.ts'
import { listStates } from '../../packages/license-server/src/journal/states.ts'
import type { Pause } from '../../packages/license-server/src/transfer/pause.ts'
import { CertificatePresenter } from '../../packages/license-server/src/transfer/presenter.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { type Dongles, type Fault, openCourier, openDongles, type TestCourier } from './courier.ts'

let world: World
let dongles: Dongles
let courier: TestCourier
/** Another machine of the same company. */
let other: TestCourier
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  dongles = openDongles()
  courier = openCourier(world, world.ours)
  other = openCourier(world, world.ours)
})
afterAll(async () => {
  courier.close()
  other.close()
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
      ...courier.cloud,
      present: (certificates) =>
        isThere ? courier.cloud.present(certificates) : Promise.reject(new Error('no network')),
    },
    now: () => new Date(),
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

/** Everything this machine holds is brought once. */
async function presentAll(): Promise<void> {
  const { wait, next } = heldPauses()
  const { store, cloud } = courier
  const log = () => undefined
  const presenter = new CertificatePresenter({ store, cloud, now: () => new Date(), chance: () => 0.5, wait, log })
  presenter.start()
  await next()
  await presenter.stop()
}

async function transfersOf(serial: string): Promise<ReadonlyMap<unknown, unknown>> {
  const rows = await world.cloud.database.query('select id, state from transfer where serial = $1', [serial])
  return new Map(rows.map(({ id, state }) => [id, state]))
}

test('[Q91] a state that names another machine’s order is on disk before the cloud hears of it, whatever I/O this one dies at', async () => {
  let heard = 0
  for (let at = 0, isOver = false; !isOver; at++) {
    const dongle = await dongles.sell(world, world.ours, [licenseOf('clinic-scan'), licenseOf('lab-design')])
    const retired = await other.intend(dongle, 'lab')
    await other.runTo(retired, dongle, ['retired'])
    const id = await courier.intend(dongle, 'clinic')
    const restore = await backUp(world.cloud.database)
    const done: string[] = []
    const fault: Fault = (when, what) => {
      if (done.length === at) throw new Error('crash')
      done.push(`${when} ${what}`)
    }
    isOver = await courier.runTo(id, dongle, ['ordered'], fault).then(
      () => true,
      () => false,
    )
    // The dongle dies, and the other machine's journal with it; the cloud is put back to before it heard of anything.
    if ((await transfersOf(dongle.serial)).get(retired) !== 'moved') continue
    heard++
    await restore()
    expect((await transfersOf(dongle.serial)).get(retired)).toBe('ordered')
    await presentAll()
    // By the state, or where the answer was kept, by the certificate in it.
    expect(['moved', 'certified'], done.at(-1)).toContain((await transfersOf(dongle.serial)).get(retired))
  }
  expect(heard).toBeGreaterThan(1)
})

test('[Q91] a state is let go when its certificates are here', async () => {
  await presentAll()
  expect(listStates(courier.store)).toEqual([])
  expect(listCertificates(courier.store).length).toBeGreaterThan(2)
})
