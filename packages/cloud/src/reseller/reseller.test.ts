import { type CompanyId, makeId, type ResellerId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { browser, signedIn } from '../auth/auth.fixture.ts'
import { contractFile, licenseOf, newCompany, problemCode } from '../testing/cloud.fixture.ts'
import { startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const newReseller = (): ResellerId => makeId('reseller', new Date(), random)
const named = (id: ResellerId, changes: object = {}) => ({ id, name: 'North', email: 'hi@north.example', ...changes })

/** A customer whose contract names the reseller. */
async function sellThrough(reseller: ResellerId | null, resellers: object[], company = newCompany()) {
  const file = contractFile(company, [{ license: licenseOf('clinic-scan'), dongle: null }], { reseller })
  expect((await world.operator.import({ ...file, resellers })).status).toBe(200)
  return company
}

const licensesOf = (page: { call: ReturnType<typeof browser>['call'] }, company: CompanyId) =>
  page.call('GET', `/v1/licenses?company=${company}`)

test('[Q82] a reseller’s person sets a password by link and sees the companies whose contracts name it, and no others', async () => {
  const reseller = newReseller()
  const people = [{ email: 'rita@north.example', name: 'Rita' }]
  const company = newCompany()
  const file = contractFile(company, [{ license: licenseOf('clinic-scan'), dongle: null }], { reseller })
  const { body } = await world.operator.import({ ...file, resellers: [named(reseller, { people })] })
  expect(body.setUpLinks.map(({ email }: { email: string }) => email)).toEqual(['rita@north.example'])
  const page = browser(world.cloud)
  const token = new URL(body.setUpLinks[0]?.link ?? '').hash.replace('#token=', '')
  const session = await page.call('POST', '/v1/set-up', { token, password: 'a long enough password' })
  expect(session.body).toMatchObject({ reseller, memberships: [] })
  expect((await page.call('GET', '/v1/me')).body).toMatchObject({ role: 'reseller', company: null })
  expect((await licensesOf(page, company)).body.licenses).toHaveLength(1)
  const anothers = newReseller()
  const another = await sellThrough(anothers, [named(anothers)])
  for (const foreign of [another, world.ours.company, newCompany()])
    expect(problemCode(await licensesOf(page, foreign))).toBe('not-allowed')
  expect(problemCode(await page.call('GET', '/v1/licenses'))).toBe('company-not-chosen')
})

test('a contract that names another reseller from now on ends what the first one sees', async () => {
  const [first, second] = [newReseller(), newReseller()]
  const company = await sellThrough(first, [named(first)])
  const { page } = await signedIn(world.cloud, [], first)
  expect((await licensesOf(page, company)).status).toBe(200)
  const taken = contractFile(company, [{ license: licenseOf('clinic-scan'), dongle: null }], { reseller: second })
  expect((await world.operator.import({ ...taken, resellers: [named(second)] })).body.changed.contracts).toBe(1)
  expect(problemCode(await licensesOf(page, company))).toBe('not-allowed')
})

test('customers are listed to their reseller and to the vendor, page by page', async () => {
  const reseller = newReseller()
  const sold = [await sellThrough(reseller, [named(reseller)]), await sellThrough(reseller, [])].toSorted()
  const { page } = await signedIn(world.cloud, [], reseller)
  for (const { call } of [page, world.operator.page]) {
    const first = (await call('GET', `/v1/resellers/${reseller}/customers?limit=1`)).body
    expect(first.customers).toEqual([{ company: sold[0], name: `Company ${sold[0]?.slice(-4)}`, contracts: 1 }])
    const rest = (await call('GET', `/v1/resellers/${reseller}/customers?after=${first.next}`)).body
    expect([rest.customers.map((row: { company: string }) => row.company), rest.next]).toEqual([[sold[1]], null])
  }
  const { page: other } = await signedIn(world.cloud, [], newReseller())
  expect(problemCode(await other.call('GET', `/v1/resellers/${reseller}/customers`))).toBe('not-allowed')
})

test('[Q24] a reseller is told with how to reach it; a contract names one that is known', async () => {
  const reseller = newReseller()
  await sellThrough(reseller, [named(reseller, { phone: '+46 8 555' })])
  const { page } = await signedIn(world.cloud, [], reseller)
  expect((await page.call('GET', '/v1/resellers')).body).toEqual({
    resellers: [{ id: reseller, name: 'North', email: 'hi@north.example', phone: '+46 8 555' }],
    next: null,
  })
  const unknown = contractFile(newCompany(), [{ license: licenseOf('clinic-scan'), dongle: null }], {
    reseller: newReseller(),
  })
  const refused = await world.operator.import(unknown)
  expect(refused.body).toMatchObject({ errors: [{ pointer: '/contracts/0/reseller' }] })
})
