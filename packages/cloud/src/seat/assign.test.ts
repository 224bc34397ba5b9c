import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { dayMs } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { signedIn } from '../auth/auth.fixture.ts'
import type { Machine } from '../lease/ask.ts'
import { grantWanted } from '../permit/leases.ts'
import {
  type Courier,
  catalog,
  contractFile,
  courierOf,
  licenseOf,
  newCompany,
  problemCode,
} from '../testing/cloud.fixture.ts'
import { startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const newLease = () => makeId('lease', new Date(), random)
const moveDays = 30
const anna = 'anna@studio.example'
const bert = 'bert@studio.example'
const cleo = 'cleo@studio.example'

/** A company with seats that are machines' or persons', its administrator, and License Servers. */
async function customer(
  to: 'machine' | 'person',
  {
    machines = 1,
    quantity = 1,
    users = [],
    metered = false,
  }: { machines?: number; quantity?: number; users?: string[]; metered?: boolean } = {},
) {
  const company = newCompany()
  const license = licenseOf('render-node', { quantity })
  const file = contractFile(company, [{ license, dongle: null }]) as { contracts: [{ licenses: [object] }] }
  const products = catalog.products.map((product) =>
    product.id === 'render-node' ? { ...product, metered, binding: { to, moveDays } } : product,
  )
  const [contract] = file.contracts
  const contracts = [{ ...contract, licenses: [{ ...contract.licenses[0], users }] }]
  expect((await world.operator.import({ ...file, products, contracts })).status).toBe(200)
  const couriers: Courier[] = []
  for (let made = 0; made < machines; made++) couriers.push(await courierOf(world.cloud, company))
  const { page } = await signedIn(world.cloud, [[company, 'company-admin']])
  const seatOf = (holder: string) => `/v1/licenses/${license.id}/seats/${holder}`
  return {
    couriers: couriers as [Courier, Courier],
    company,
    page,
    license,
    assign: (holder: string) => page.call('PUT', seatOf(holder)),
    unassign: (holder: string) => page.call('DELETE', seatOf(holder)),
    list: async () => (await page.call('GET', '/v1/assigned-seats')).body.seats,
  }
}

const ask = (courier: Courier, user: string | null, more: { id?: string; previous?: string } = {}) =>
  courier.call('PUT', `/v1/leases/${more.id ?? newLease()}`, {
    product: 'render-node',
    version: '6.0',
    previous: more.previous ?? null,
    user,
  })
const machineOf = ({ token }: Courier): string =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).license_server

test('a seat that is a person’s is lent to that person alone, on one machine at a time', async () => {
  const { couriers, assign, list } = await customer('person', { machines: 2, quantity: 2 })
  const [desk, laptop] = couriers
  expect(problemCode(await ask(desk, null))).toBe('user-needed')
  expect(problemCode(await ask(desk, anna))).toBe('seat-not-assigned')
  expect((await assign(anna)).body).toMatchObject({ holder: anna, seats: 2, freeAt: null, inUse: null })
  const [first, renewed] = [newLease(), newLease()]
  expect((await ask(desk, anna.toUpperCase(), { id: first })).status).toBe(200)
  expect(problemCode(await ask(desk, bert))).toBe('seat-not-assigned')
  expect(problemCode(await ask(laptop, anna))).toBe('seat-in-use')
  expect((await ask(desk, anna, { id: renewed, previous: first })).status).toBe(200)
  expect(await list()).toMatchObject([{ holder: anna, product: 'render-node', inUse: { lease: renewed } }])
  await desk.call('DELETE', `/v1/leases/${renewed}`)
  expect((await ask(laptop, anna)).status).toBe(200)
})

test('who has a seat of their own is listed page by page, each once', async () => {
  const { page, assign } = await customer('person', { quantity: 4, users: [anna, bert] })
  for (const holder of [anna, cleo]) await assign(holder)
  const read = async (after?: string): Promise<string[]> => {
    const query = new URLSearchParams({ limit: '1', ...(after !== undefined && { after }) })
    const { seats, next } = (await page.call('GET', `/v1/assigned-seats?${query}`)).body
    const holders = seats.map(({ holder }: { holder: string }) => holder)
    return next === null ? holders : [...holders, ...(await read(next))]
  }
  expect(await read()).toEqual([anna, bert, cleo])
})

test('[Q87] a lease that comes with a transfer is lent to the person who worked with the dongle’s seat', async () => {
  const { couriers, assign, company } = await customer('person')
  const [desk] = couriers
  await assign(anna)
  const { deps } = world.cloud
  const machine = { company, licenseServer: machineOf(desk), jkt: 'k'.repeat(43) } as Machine
  const carried = (user: string | null) =>
    deps.ledger.inCompany(company, async (tx) => {
      const leases = await grantWanted(deps, tx, machine, [
        { lease: newLease(), product: 'render-node', version: '6.0', user },
      ])
      await tx.commit()
      return leases.length
    })
  expect([await carried(null), await carried(bert), await carried(anna)]).toEqual([0, 0, 1])
})

test('a seat that is taken from a person is another one’s after the days between two moves and the end of what is out', async () => {
  const { couriers, assign, unassign } = await customer('person', { machines: 1 })
  const [desk] = couriers
  const lease = newLease()
  await assign(anna)
  await ask(desk, anna, { id: lease })
  expect(problemCode(await assign(bert))).toBe('seats-all-assigned')
  const given = world.cloud.deps.now().getTime()
  const { body } = await unassign(anna)
  expect(Math.abs(Date.parse(body.freeAt) - given - moveDays * dayMs)).toBeLessThan(dayMs)
  expect((await unassign(anna)).body.freeAt).toBe(body.freeAt)
  expect(problemCode(await ask(desk, anna, { previous: lease }))).toBe('seat-not-assigned')
  expect(problemCode(await assign(bert))).toBe('seats-all-assigned')
  // Its own again, and the days go on counting from when it was given first.
  expect((await assign(anna)).body.freeAt).toBeNull()
  expect((await unassign(anna)).body.freeAt).toBe(body.freeAt)
  expect(problemCode(await unassign(cleo))).toBe('seat-not-assigned')

  await world.cloud.database.query(`update bound_seat set free_at = now() - interval '1 second' where holder = $1`, [
    anna,
  ])
  expect((await assign(bert)).status).toBe(200)
  expect(problemCode(await assign(anna))).toBe('seats-all-assigned')
})

test('points limit no seats of one’s own: as many persons have one as an administrator names', async () => {
  const { assign, list } = await customer('person', { metered: true, users: [anna] })
  expect((await assign(bert)).body).toMatchObject({ holder: bert, seats: null })
  expect((await list()).map(({ seats }: { seats: number | null }) => seats)).toEqual([null, null])
})

test('a lease that is out is waited for, also where a seat was its holder’s for long', async () => {
  const { couriers, assign, unassign } = await customer('person')
  const [desk] = couriers
  await assign(anna)
  await world.cloud.database.query(`update bound_seat set since = since - interval '90 days' where holder = $1`, [anna])
  const answer = await ask(desk, anna)
  const { exp } = JSON.parse(Buffer.from(answer.body.lease.split('.')[1], 'base64url').toString())
  expect(Date.parse((await unassign(anna)).body.freeAt)).toBe(exp * 1000)
})

test('whom the contract names has a seat from the first day on, and never more work than there are seats', async () => {
  const { couriers, assign, unassign, list } = await customer('person', { machines: 2, users: [anna, bert] })
  const [desk, laptop] = couriers
  expect(await list()).toMatchObject([
    { holder: anna, by: 'contract', since: null },
    { holder: bert, by: 'contract' },
  ])
  expect(problemCode(await unassign(anna))).toBe('seat-named-by-vendor')
  expect(problemCode(await assign(cleo))).toBe('seats-all-assigned')
  expect((await ask(desk, anna)).status).toBe(200)
  expect(problemCode(await ask(laptop, bert))).toBe('no-seat-free')
})

test('a node-locked license is the first machine’s that takes it, until an administrator moves it', async () => {
  const { couriers, assign, unassign, list } = await customer('machine', { machines: 2 })
  const [desk, laptop] = couriers
  const first = newLease()
  expect((await ask(desk, null, { id: first })).status).toBe(200)
  expect(await list()).toMatchObject([{ holder: machineOf(desk), by: 'first-use', inUse: { lease: first } }])
  await desk.call('DELETE', `/v1/leases/${first}`)
  expect(problemCode(await ask(laptop, null))).toBe('bound-elsewhere')
  expect((await ask(desk, null)).status).toBe(200)

  await world.cloud.database.query(`update bound_seat set since = since - interval '90 days' where holder = $1`, [
    machineOf(desk),
  ])
  await world.cloud.database.query('update lease set ended_at = now() where license_server_id = $1', [machineOf(desk)])
  await unassign(machineOf(desk))
  // Whom it was taken from does not get it back by asking first.
  expect(problemCode(await ask(desk, null))).toBe('bound-elsewhere')
  expect(problemCode(await assign(anna))).toBe('holder-refused')
  expect(problemCode(await assign(machineOf((await customer('machine')).couriers[0])))).toBe('holder-refused')
  expect((await assign(machineOf(laptop))).status).toBe(200)
  expect((await ask(laptop, null)).status).toBe(200)
  expect(problemCode(await ask(desk, null))).toBe('bound-elsewhere')
})

test('two machines that ask for one node-locked license at once: one gets it', async () => {
  const { couriers } = await customer('machine', { machines: 2 })
  const answers = await Promise.all(couriers.map((courier) => ask(courier, null)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
})

test('seats of floating licenses, and of other companies’, are assigned to nobody', async () => {
  const { page } = await customer('person')
  const other = await customer('machine')
  expect(problemCode(await page.call('PUT', `/v1/licenses/${other.license.id}/seats/${anna}`))).toBe('license-unknown')
  const company = newCompany()
  const license = licenseOf('clinic-scan')
  await world.operator.import(contractFile(company, [{ license, dongle: null }]))
  const floating = (await signedIn(world.cloud, [[company, 'company-admin']])).page
  expect(problemCode(await floating.call('PUT', `/v1/licenses/${license.id}/seats/${anna}`))).toBe('license-floating')
})
