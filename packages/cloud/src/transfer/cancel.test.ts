import type { CompanyId, TransferId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { browser } from '../auth/auth.fixture.ts'
import { catalog, licenseOf, newTransfer, problemCode } from '../testing/cloud.fixture.ts'
import type { VirtualDongle } from '../testing/virtual-dongle.ts'
import { openOrder, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const clinic = () => [licenseOf('clinic-scan'), licenseOf('clinic-design')]

/** Nobody is signed in: the dongle's signature is the authority. */
function tell(dongle: VirtualDongle, transfer: TransferId, company: CompanyId, order: string | null = null) {
  const body = { company, evidence: dongle.evidence(), order }
  return browser(world.cloud).call('PUT', `/v1/transfers/${transfer}/cancel`, body)
}

async function readTransfer(transfer: TransferId) {
  return (await world.ours.courier.call('GET', `/v1/transfers/${transfer}`)).body
}

test('[Q91] a dongle that signed its cancel ends the transfer, and the next order takes its place', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, clinic())
  const { transfer, order } = await openOrder(ours, dongle, 'clinic')
  dongle.cancel(transfer)
  const told = await tell(dongle, transfer, ours.company, order)
  expect(told).toMatchObject({ status: 200, body: { answer: 'cancelled' } })
  expect((await tell(dongle, transfer, ours.company)).body).toEqual(told.body)
  expect(await readTransfer(transfer)).toMatchObject({ state: 'answered', result: 'cancelled', moved: 2 })
  expect(problemCode(await ours.courier.open(dongle, 'clinic', { transfer }))).toBe('superseded')
  const next = await openOrder(ours, dongle, 'clinic')
  expect((await ours.courier.commit(dongle, next.order, dongle.retire(next.order))).status).toBe(200)
  expect((await tell(dongle, transfer, ours.company)).body).toEqual(told.body)
})

test('without the dongle’s word nothing is cancelled', async () => {
  const { ours, sell } = world
  const [dongle, other] = [await sell(ours.company, clinic()), await sell(ours.company, clinic())]
  const { transfer, order } = await openOrder(ours, dongle, 'clinic')
  const second = await openOrder(ours, other, 'clinic')
  other.cancel(second.transfer)
  expect(problemCode(await tell(dongle, transfer, ours.company, order))).toBe('cancel-unproven')
  expect(problemCode(await tell(other, transfer, ours.company))).toBe('cancel-unproven')
  expect(problemCode(await tell(other, transfer, ours.company, second.order))).toBe('order-refused')
  expect(problemCode(await tell(dongle, newTransfer(), ours.company))).toBe('cancel-unproven')
  expect(await readTransfer(transfer)).toMatchObject({ state: 'ordered' })
})

test('[Q91] what the dongle has given away is credited, not cancelled', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, clinic())
  const { transfer, order } = await openOrder(ours, dongle, 'clinic')
  dongle.retire(order)
  expect(problemCode(await tell(dongle, transfer, ours.company, order))).toBe('cancel-too-late')
  expect(await readTransfer(transfer)).toMatchObject({ state: 'moved' })
  dongle.cancel(transfer)
  expect(problemCode(await tell(dongle, transfer, ours.company))).toBe('cancel-too-late')
})

test('a restored cloud that has forgotten an order believes the dongle that it is dead', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, clinic())
  const { transfer, order } = await openOrder(ours, dongle, 'clinic')
  dongle.cancel(newTransfer())
  await cloud.database.query('delete from transfer where id = $1', [transfer])
  await cloud.database.query('delete from dongle_claim where key_thumbprint = $1', [dongle.thumbprint])
  expect(problemCode(await tell(dongle, transfer, ours.company))).toBe('cancel-unproven')
  expect((await tell(dongle, transfer, ours.company, order)).body).toEqual({ answer: 'cancelled' })
})

test.each([
  'tells the cloud',
  'only opens again',
])('[Q91] who holds the dongle cancels another company’s order [K11] and %s', async (way) => {
  const { ours, theirs, cloud, sell } = world
  const [mine, yours] = [licenseOf('clinic-scan'), licenseOf('clinic-design')]
  const dongle = await sell(ours.company, [mine], { onDongle: [mine, yours] })
  const first = await openOrder(ours, dongle, 'clinic')
  await reassign(dongle, theirs.company, yours)
  expect(problemCode(await theirs.courier.open(dongle, 'clinic'))).toBe('busy')
  const asked = newTransfer()
  dongle.cancel(asked)
  if (way === 'tells the cloud') expect((await tell(dongle, asked, theirs.company)).status).toBe(200)
  const { order } = await openOrder(theirs, dongle, 'clinic')
  expect(await readTransfer(first.transfer)).toMatchObject({ state: 'answered', result: 'cancelled' })
  expect((await theirs.courier.commit(dongle, order, dongle.retire(order))).status).toBe(200)
  const rows = await cloud.database.query('select open_transfer_id from dongle_claim where key_thumbprint = $1', [
    dongle.thumbprint,
  ])
  expect(rows).toEqual([{ open_transfer_id: null }])
})

/** The vendor gives the dongle, and a license on it, to another company. */
async function reassign(dongle: VirtualDongle, company: CompanyId, license: License): Promise<void> {
  const { line: _line, name: _name, ...sold } = license
  const answer = await world.operator.import({
    ...catalog,
    companies: [{ id: company, name: 'Theirs' }],
    contracts: [
      { number: `C-${dongle.serial}`, company, kind: 'commercial', licenses: [{ ...sold, dongle: dongle.serial }] },
    ],
    dongles: [{ serial: dongle.serial, company }],
  })
  expect(answer.body).toMatchObject({ unchanged: 0 })
}
