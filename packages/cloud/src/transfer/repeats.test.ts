import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { claimsOf, commit, licenseOf, newTransfer, problemCode } from '../testing/cloud.fixture.ts'
import { forgetTransfers, move, openOrder, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const clinic = () => [licenseOf('clinic-scan'), licenseOf('clinic-design')]
const transferOf = (document: string) => claimsOf<{ transfer: string }>(document).transfer

test('an OPEN sent again gets the same order, byte for byte [K2]', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, clinic())
  const { planHash, nonce } = (await ours.courier.preview(dongle, 'clinic')).body
  const first = await openOrder(ours, dongle, 'clinic', { planHash, nonce })
  const again = await openOrder(ours, dongle, 'clinic', { planHash, nonce, transfer: first.transfer })
  expect(again.order).toBe(first.order)
})

test('another machine of the company joins with an old nonce and another plan [K9]', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, clinic())
  const first = await openOrder(ours, dongle, 'clinic')
  const joined = await openOrder(ours, dongle, 'clinic', { nonce: '', planHash: 'x'.repeat(43) })
  expect(joined.order).toBe(first.order)
})

test('two machines that open at once get one order', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, clinic())
  const orders = await Promise.all([1, 2, 3, 4].map(() => openOrder(ours, dongle, 'clinic')))
  expect(new Set(orders.map(({ order }) => order)).size).toBe(1)
  const transfer = transferOf(orders[0]?.order ?? '')
  const rows = await cloud.database.query('select id from transfer where dongle_key = $1', [dongle.thumbprint])
  expect(rows).toEqual([{ id: transfer }])
})

test('receipts brought at once, by anybody, get one certificate [K7] [K8]', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, clinic())
  const { order } = await openOrder(ours, dongle, 'clinic')
  const receipt = dongle.retire(order)
  const replies = await Promise.all([1, 2, 3, 4].map(() => commit(cloud, dongle, order, receipt)))
  expect(new Set(replies.map(({ body }) => body.certificate)).size).toBe(1)
  const later = await commit(cloud, dongle, order, receipt)
  expect(later.body).toEqual(replies[0]?.body)
})

test('the dongle alone finishes a transfer whose receipt never arrived [K6] [K9]', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, [...clinic(), licenseOf('lab-design')])
  const { order } = await openOrder(ours, dongle, 'clinic')
  const receipt = dongle.retire(order)
  const opened = await openOrder(ours, dongle, 'lab')
  expect(opened.certificates).toHaveLength(1)
  expect((await commit(cloud, dongle, order, receipt)).body.certificate).toBe(opened.certificates[0])
  dongle.retire(opened.order)
})

test('another company that opens a dongle credits its owner first, and is refused', async () => {
  const { ours, theirs, sell } = world
  const dongle = await sell(ours.company, clinic())
  dongle.retire((await openOrder(ours, dongle, 'clinic')).order)
  const { body } = await theirs.courier.open(dongle, 'clinic')
  expect(body).toMatchObject({ answer: 'refused', result: 'other-company' })
  const { licenses } = (await ours.courier.call('GET', '/v1/licenses?limit=200')).body
  expect(licenses.filter((held: { dongle: string }) => held.dongle === dongle.serial)).toMatchObject([
    { place: 'cloud' },
    { place: 'cloud' },
  ])
})

test('while another company has an open order the dongle is busy, until it is cancelled [K11]', async () => {
  const { ours, theirs, cloud, sell } = world
  const dongle = await sell(ours.company, clinic())
  const { transfer } = await openOrder(ours, dongle, 'clinic')
  // The vendor moves the dongle and its contract to the other company while the order is open.
  await cloud.database.query('update dongle_assignment set company_id = $1 where serial = $2', [
    theirs.company,
    dongle.serial,
  ])
  expect(problemCode(await theirs.courier.open(dongle, 'clinic'))).toBe('busy')
  dongle.cancel(transfer)
  expect((await theirs.courier.open(dongle, 'clinic')).body).toMatchObject({ answer: 'refused' })
})

test('a cancelled order is dead: another one takes its place, and its transfer cannot come back', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, clinic())
  const before = dongle.copy()
  const first = await openOrder(ours, dongle, 'clinic')
  dongle.cancel(first.transfer)
  const second = await openOrder(ours, dongle, 'clinic')
  expect(second.order).not.toBe(first.order)
  expect(problemCode(await ours.courier.open(dongle, 'clinic', { transfer: first.transfer }))).toBe('superseded')
  const late = before.retire(first.order)
  expect(problemCode(await ours.courier.commit(before, first.order, late))).toBe('superseded')
  const receipt = dongle.retire(second.order)
  expect((await ours.courier.commit(dongle, second.order, receipt)).status).toBe(200)
})

test('a cloud restored from an older backup learns the transfer again from order and receipt [K10]', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, [...clinic(), licenseOf('lab-design')])
  const { order, receipt, transfer } = await move(ours, dongle, 'clinic')
  await forgetTransfers(world, dongle)
  const again = await commit(cloud, dongle, order, receipt)
  expect(again.body.result).toBe('partly-moved')
  expect((await commit(cloud, dongle, order, receipt)).body).toEqual(again.body)
  expect((await ours.courier.call('GET', `/v1/transfers/${transfer}`)).body).toMatchObject({ state: 'moved', moved: 2 })
  expect((await ours.courier.open(dongle, 'clinic')).body).toMatchObject({ result: 'already-moved' })
})

test('a restored cloud learns it from the dongle alone as well [K10]', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, clinic())
  await move(ours, dongle, 'clinic')
  await forgetTransfers(world, dongle)
  expect((await ours.courier.open(dongle, 'clinic')).body).toMatchObject({ answer: 'moved', result: 'already-moved' })
})

test('[Q93] the bundle of a finished transfer holds what was handed out, byte for byte', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, clinic())
  const { transfer, order, receipt, certificate } = await move(ours, dongle, 'clinic')
  const bundle = await ours.courier.call('GET', `/v1/transfers/${transfer}/certificate`)
  expect(bundle.body).toEqual({ certificate, order, receipt, dongleKey: dongle.key, keys: cloud.deps.keys.keyFile })
})

test('a transfer id belongs to one dongle and one line', async () => {
  const { ours, sell } = world
  const [first, second] = [await sell(ours.company, clinic()), await sell(ours.company, clinic())]
  const transfer = newTransfer()
  await openOrder(ours, first, 'clinic', { transfer })
  expect(problemCode(await ours.courier.open(second, 'clinic', { transfer }))).toBe('transfer-id-reused')
  expect(problemCode(await ours.courier.open(first, 'lab', { transfer }))).toBe('transfer-id-reused')
})

test('a plan that changed after it was shown is shown again', async () => {
  const { ours, operator, sell } = world
  const dongle = await sell(ours.company, clinic())
  const { planHash, nonce } = (await ours.courier.preview(dongle, 'clinic')).body
  const { line: _line, name: _name, ...license } = licenseOf('clinic-design')
  const number = `C-${makeId('contract', new Date(), random).slice(-6)}`
  await operator.import({
    vendor: 'Vendor',
    lines: [],
    products: [],
    companies: [{ id: ours.company, name: 'Ours' }],
    contracts: [
      { number, company: ours.company, kind: 'commercial', licenses: [{ ...license, dongle: dongle.serial }] },
    ],
    dongles: [],
  })
  expect(problemCode(await ours.courier.open(dongle, 'clinic', { planHash, nonce }))).toBe('plan-changed')
})

test('[Q91] an older state put back is noticed: below, equal with another body, or on what is credited', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, [...clinic(), licenseOf('lab-design')])
  const fresh = dongle.copy()
  await move(ours, dongle, 'clinic')
  expect(problemCode(await ours.courier.preview(fresh, 'lab'))).toBe('dongle-rolled-back')
  const twin = fresh.copy()
  twin.cancel(newTransfer())
  expect(problemCode(await ours.courier.preview(twin, 'lab'))).toBe('dongle-rolled-back')
  // A restored cloud has forgotten the generation, but custody says what the dongle gave away.
  await cloud.database.query('delete from dongle_claim where key_thumbprint = $1', [dongle.thumbprint])
  expect(problemCode(await ours.courier.preview(fresh, 'lab'))).toBe('dongle-rolled-back')
})
