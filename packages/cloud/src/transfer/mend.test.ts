import { isMending, orderSchema } from '@undongle/core/document/order'
import { licenseStateAt } from '@undongle/core/dongle/state'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { browser } from '../auth/auth.fixture.ts'
import { claimsOf, licenseOf, newTransfer, problemCode } from '../testing/cloud.fixture.ts'
import type { VirtualDongle } from '../testing/virtual-dongle.ts'
import { move, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const licenses = () => [licenseOf('clinic-scan'), licenseOf('clinic-design'), licenseOf('lab-design')]

/** Whoever sees the dongle may ask: nobody is signed in. */
const ask = (dongle: VirtualDongle) =>
  browser(world.cloud).call('POST', '/v1/dongles/mend', { evidence: dongle.evidence() })

/** What a License Server does at such a dongle. @returns the orders it carried out */
async function mend(dongle: VirtualDongle): Promise<string[]> {
  const orders: string[] = []
  for (;;) {
    const { status, body } = await ask(dongle)
    expect(status).toBe(200)
    if (body.answer === 'whole') return orders
    if (body.answer === 'cancel') {
      expect(body.generation).toBe(dongle.state().body.generation)
      dongle.cancel(body.transfer)
    } else dongle.retire(body.order)
    orders.push(body.order ?? body.transfer)
    expect(orders.length).toBeLessThan(6)
  }
}

const custody = (dongle: VirtualDongle) =>
  world.cloud.database.query(
    `select license_id, sequence, debit, credit, transfer_id from custody
     where license_id in (select id from license where dongle_serial = $1) order by license_id, sequence`,
    [dongle.serial],
  )

test('a dongle that is as the cloud knows it needs nothing', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, licenses())
  expect((await ask(dongle)).body).toEqual({ answer: 'whole' })
  await move(ours, dongle, 'clinic')
  expect((await ask(dongle)).body).toEqual({ answer: 'whole' })
})

test('[Q91] a dongle that lost its last retire gets the same order, and is where it was', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, licenses())
  const lost = dongle.copy()
  const { order } = await move(ours, dongle, 'clinic')
  const before = await custody(dongle)
  expect(await mend(lost)).toEqual([order])
  expect(lost.state().bodyHash).toBe(dongle.state().bodyHash)
  expect(await custody(dongle)).toEqual(before)
  expect((await move(ours, lost, 'lab')).result).toBe('all-moved')
})

test('[Q91] where the lost order does not fit, a mending order takes off what is credited, and credits nothing', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, licenses())
  const lost = dongle.copy()
  const { transfer } = await move(ours, dongle, 'clinic')
  lost.cancel(newTransfer())
  const before = await custody(dongle)
  const [order = ''] = await mend(lost)
  expect(isMending(orderSchema.parse(claimsOf(order)))).toBe(true)
  const receipt = lost.evidence().state
  expect(problemCode(await ours.courier.commit(lost, order, receipt))).toBe('superseded')
  expect(await custody(dongle)).toEqual(before)
  expect(licenseStateAt(lost.state().body, 0).state).toBe('off')
  expect((await ours.courier.call('GET', `/v1/transfers/${transfer}`)).body).toMatchObject({ state: 'moved' })
  const rows = await cloud.database.query('select count(*)::int as count from certificate where transfer_id = $1', [
    transfer,
  ])
  expect(rows).toEqual([{ count: 1 }])
  expect((await move(ours, lost, 'lab')).result).toBe('all-moved')
})

test('[Q91] put right on a lower state than the cloud had seen, it goes on from there', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, licenses())
  const lost = dongle.copy()
  await move(ours, dongle, 'clinic')
  for (let index = 0; index < 3; index++) dongle.cancel(newTransfer())
  await ours.courier.open(dongle, 'ortho')
  lost.cancel(newTransfer())
  expect(await mend(lost)).toHaveLength(1)
  expect(lost.state().body.generation).toBeLessThan(dongle.state().body.generation)
  expect((await move(ours, lost, 'lab')).result).toBe('all-moved')
})

test('the same mending order, byte for byte, for whoever asks at this state', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, licenses())
  const lost = dongle.copy()
  await move(ours, dongle, 'clinic')
  lost.cancel(newTransfer())
  expect((await ask(lost)).body).toEqual((await ask(lost)).body)
})

test('a restored cloud knows it by custody alone', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, licenses())
  const lost = dongle.copy()
  const { order } = await move(ours, dongle, 'clinic')
  await cloud.database.query('delete from dongle_claim where key_thumbprint = $1', [dongle.thumbprint])
  expect(await mend(lost)).toEqual([order])
})

test('[Q91] a dongle that lost a cancel writes the same one again, and is served as before', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, licenses())
  const lost = dongle.copy()
  const transfer = newTransfer()
  dongle.cancel(transfer)
  await ours.courier.open(dongle, 'clinic')
  expect(await mend(lost)).toEqual([transfer])
  expect(lost.state().bodyHash).toBe(dongle.state().bodyHash)
  expect((await move(ours, lost, 'clinic')).result).toBe('partly-moved')
})

test('the same where the dongle is nobody’s yet', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, licenses())
  const lost = dongle.copy()
  const transfer = newTransfer()
  dongle.cancel(transfer)
  await ours.courier.open(dongle, 'clinic')
  await cloud.database.query('update dongle_assignment set company_id = null where serial = $1', [dongle.serial])
  expect(await mend(lost)).toEqual([transfer])
})

test('an older state that no known cancel leads on from is for support', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, licenses())
  const lost = dongle.copy()
  dongle.cancel(newTransfer())
  dongle.cancel(newTransfer())
  await ours.courier.open(dongle, 'clinic')
  expect(problemCode(await ask(lost))).toBe('dongle-rolled-back')
})

test('[Q91] law: whatever old state is put back, and whatever is cancelled on it, it ends off and nothing is credited twice', async () => {
  const acts = fc.array(fc.constantFrom('clinic', 'lab', 'cancel'), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(acts, fc.nat(3), fc.nat(2), async (history, back, cancels) => {
      const { ours, sell } = world
      const dongle = await sell(ours.company, licenses())
      const states = [dongle.copy()]
      for (const act of history) {
        if (act === 'cancel') dongle.cancel(newTransfer())
        else if (dongle.state().body.away.length < 2) await tryMove(dongle, act)
        states.push(dongle.copy())
      }
      const lost = states[Math.min(back, states.length - 1)]?.copy() ?? dongle
      for (let index = 0; index < cancels; index++) lost.cancel(newTransfer())
      const before = await custody(dongle)
      await mend(lost).catch(() => undefined)
      expect(await custody(dongle)).toEqual(before)
      for (const [position, id] of licenseIds(lost).entries()) {
        const place = before.findLast((row) => row.license_id === id)?.credit
        if (place !== `dongle:${dongle.serial}`)
          expect(licenseStateAt(lost.state().body, position).state).not.toBe('on')
      }
    }),
    { numRuns: 12, seed: 91 },
  )
})

async function tryMove(dongle: VirtualDongle, line: string): Promise<void> {
  const { body } = await world.ours.courier.open(dongle, line)
  if (body.answer !== 'ordered') return
  await world.ours.courier.commit(dongle, body.order, dongle.retire(body.order))
}

const licenseIds = ({ list }: VirtualDongle): string[] =>
  claimsOf<{ licenses: { id: string }[] }>(list).licenses.map(({ id }) => id)
