import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { dayMs } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { signedIn } from '../auth/auth.fixture.ts'
import { type Courier, contractFile, courierOf, licenseOf, newCompany } from '../testing/cloud.fixture.ts'
import { startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

/** A machine with its company's seats; whoever calls with its token is that machine, or a copy of its disk. */
async function customer() {
  const company = newCompany()
  await world.operator.import(
    contractFile(company, [{ license: licenseOf('clinic-scan', { quantity: 20 }), dongle: null }]),
  )
  const courier = await courierOf(world.cloud, company)
  const { page } = await signedIn(world.cloud, [[company, 'company-admin']])
  const told = () =>
    world.cloud.database.query(
      `select facts ->> 'how' as how from outbox where company_id = $1 and kind = 'machine-copied'`,
      [company],
    )
  const copiedAt = async () => (await page.call('GET', '/v1/license-servers')).body.machines[0].copiedAt
  return { company, courier, told, copiedAt }
}

async function take(courier: Courier, previous: string | null): Promise<string> {
  const id = makeId('lease', new Date(), random)
  const body = { product: 'clinic-scan', version: '6.0', previous }
  expect((await courier.call('PUT', `/v1/leases/${id}`, body)).status).toBe(200)
  return id
}

test('two copies of one machine are noticed when both renew: neither is cut off, each counts, and company and vendor are told', async () => {
  const { company, courier, told, copiedAt } = await customer()
  const first = await take(courier, null)
  const original = await take(courier, first)
  const copy = await take(courier, first) // its disk was copied while it had the first lease
  expect(await told()).toEqual([])
  const again = await take(courier, original)
  expect(await told()).toEqual([{ how: 'two-leases' }])
  expect(await copiedAt()).not.toBeNull()
  const { alerts } = (await world.operator.page.call('GET', '/v1/alerts')).body
  expect(alerts).toContainEqual(expect.objectContaining({ company, kind: 'machine-copied' }))

  // Both go on, are told of once, and take a seat each.
  await take(courier, copy)
  await take(courier, again)
  expect(await told()).toHaveLength(1)
  const [row] = await world.cloud.database.query(
    'select count(*)::int as seats from lease where company_id = $1 and ended_at is null',
    [company],
  )
  expect(row).toEqual({ seats: 2 })
})

test('a machine that died with an answer it never kept is no copy, however long it goes on', async () => {
  const { courier, told, copiedAt } = await customer()
  const first = await take(courier, null)
  await take(courier, first) // never reached its disk
  await take(courier, first) // nor did this one
  let newest = await take(courier, first)
  for (let renewals = 0; renewals < 3; renewals++) newest = await take(courier, newest)
  expect(await told()).toEqual([])
  expect(await copiedAt()).toBeNull()
})

test('who goes on being copied is told of again another day', async () => {
  const { courier, told } = await customer()
  const fork = async () => {
    const first = await take(courier, null)
    const original = await take(courier, first)
    await take(courier, first)
    await take(courier, original)
  }
  await fork()
  await fork()
  expect(await told()).toHaveLength(1)
  await world.cloud.database.query('update license_server set copied_at = $1', [new Date(Date.now() - 2 * dayMs)])
  await fork()
  expect(await told()).toHaveLength(2)
})
