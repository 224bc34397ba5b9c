import { makeActivationCode, showActivationCode } from '@undongle/core/activation/code'
import type { CompanyRole } from '@undongle/core/api/sign-in'
import { type ActivationBatchId, makeId, type ResellerId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { dayMs, hourMs } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { signedIn } from '../auth/auth.fixture.ts'
import { catalog, newCompany, newLicense, problemCode } from '../testing/cloud.fixture.ts'
import { startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

type Page = Awaited<ReturnType<typeof signedIn>>['page']

const newBatch = (): ActivationBatchId => makeId('activationBatch', new Date(), random)
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString()
const planned = (changes: object = {}) => ({
  product: 'lab-design',
  generation: '3.0',
  term: { kind: 'perpetual' },
  codes: 1,
  expiresAt: inDays(300),
  ...changes,
})
const make = (changes: object = {}, by: Pick<Page, 'call'> = world.operator.page, batch = newBatch()) =>
  by.call('PUT', `/v1/activation-batches/${batch}`, planned(changes))
const codeOf = async (changes: object = {}): Promise<string> => (await make(changes)).body.codes[0]

/** A customer of the vendor who never had a dongle, and one of its people. */
async function customer(role: CompanyRole = 'company-admin') {
  const company = newCompany()
  const companies = [{ id: company, name: 'New' }]
  const file = { ...catalog, lines: [], products: [], companies, contracts: [], dongles: [] }
  expect((await world.operator.import(file)).status).toBe(200)
  const { page } = await signedIn(world.cloud, [[company, role]])
  return {
    company,
    page,
    redeem: (code: string, license = newLicense()) =>
      page.call('PUT', `/v1/activations/${license}?company=${company}`, { code }),
  }
}

test('[Q11] a code becomes a license in the company’s cloud, which a License Server then serves', async () => {
  const { ours } = world
  const code = await codeOf({ quantity: 3, priceReference: 'P-7', renewalReference: 'R-7' })
  const license = newLicense()
  const done = await ours.courier.call('PUT', `/v1/activations/${license}`, { code: code.toLowerCase() })
  expect(done).toMatchObject({ status: 200, body: { license: { id: license, product: 'lab-design', quantity: 3 } } })
  const { body } = await ours.courier.call('GET', '/v1/licenses')
  expect(body.licenses).toMatchObject([{ license: { id: license }, place: 'cloud', dongle: null }])
  const lease = `/v1/leases/${makeId('lease', new Date(), random)}`
  expect(
    (await ours.courier.call('PUT', lease, { product: 'lab-design', version: '3.0', previous: null })).status,
  ).toBe(200)
  const [stored] = await world.cloud.database.query(
    'select price_reference, renewal_reference from license where id = $1',
    [license],
  )
  expect(stored).toEqual({ price_reference: 'P-7', renewal_reference: 'R-7' })
  expect((await world.operator.page.call('GET', '/v1/ledger/verification')).body.faults).toEqual([])
})

test('[Q11] a code with one use is redeemed exactly once, however many companies race for it', async () => {
  const code = await codeOf()
  const racers = await Promise.all(Array.from({ length: 5 }, () => customer()))
  const answers = await Promise.all(racers.flatMap(({ redeem }) => [redeem(code), redeem(code)]))
  const won = answers.filter(({ status }) => status === 200)
  expect(new Set(won.map(({ body }) => body.license.id)).size).toBe(1)
  expect(answers.filter(({ status }) => status !== 200).map(problemCode)).toEqual(
    Array(answers.length - won.length).fill('activation-code-used'),
  )
  const rows = await world.cloud.database.query('select count(*)::int as sold from activation')
  const [before] = rows
  const late = await customer()
  expect(problemCode(await late.redeem(code))).toBe('activation-code-used')
  expect(await world.cloud.database.query('select count(*)::int as sold from activation')).toEqual([before])
})

test('[Q11] a code with n uses is redeemed n times; the same id again, at once or later, is the same redemption', async () => {
  const code = await codeOf({ usesEach: 3 })
  const { redeem } = await customer()
  const license = newLicense()
  const [one, same] = await Promise.all([redeem(code, license), redeem(code, license)])
  expect(same.body).toEqual(one.body)
  expect((await redeem(code, license)).body).toEqual(one.body)
  expect((await redeem(code)).body.license.id).not.toBe(license)
  const other = await customer()
  expect((await other.redeem(code)).status).toBe(200)
  const third = await customer()
  expect(problemCode(await third.redeem(code))).toBe('activation-code-used')
})

test('[Q11] what is mistyped is told place by place and never counted as guessing', async () => {
  const code = await codeOf()
  const { redeem } = await customer()
  const wrong = code.startsWith('A') ? `B${code.slice(1)}` : `A${code.slice(1)}`
  for (let time = 0; time < 8; time++) expect(problemCode(await redeem(wrong))).toBe('activation-code-mistyped')
  const zero = await redeem(`0${code.slice(1)}`)
  expect(zero.body.errors).toEqual([{ pointer: '/code', detail: 'has a character that no code has, at place 1' }])
  expect((await redeem(code)).status).toBe(200)
})

test('[Q11] guessing gets slower, is noticed, and a right code then has to wait as well', async () => {
  const { clock } = world.cloud
  const { redeem, company } = await customer()
  const guess = () => redeem(showActivationCode(makeActivationCode(random)))
  for (let time = 0; time < 5; time++) expect(problemCode(await guess())).toBe('activation-code-unknown')
  const code = await codeOf()
  const slowed = await redeem(code)
  expect(problemCode(slowed)).toBe('rate-limited')
  for (let time = 5; time < 10; time++) {
    clock.aheadMs += hourMs
    expect(problemCode(await guess())).toBe('activation-code-unknown')
  }
  const { alerts } = (await world.operator.page.call('GET', '/v1/alerts')).body
  expect(alerts).toMatchObject([{ kind: 'activation-codes-guessed', company }, ...alerts.slice(1)])
  clock.aheadMs += hourMs
  expect((await redeem(code)).status).toBe(200)
})

test('[Q11] a code ends with its batch, or when that is withdrawn; what was redeemed stays', async () => {
  const { redeem, page } = await customer()
  const batch = newBatch()
  const { codes } = (await make({ codes: 2, usesEach: 1 }, undefined, batch)).body
  const license = newLicense()
  expect((await redeem(codes[0], license)).status).toBe(200)
  const withdrawn = await world.operator.page.call('POST', `/v1/activation-batches/${batch}/withdrawal`, {})
  expect(withdrawn.body.batch).toMatchObject({ usesLeft: 1, withdrawnAt: expect.any(String) })
  expect(problemCode(await redeem(codes[1]))).toBe('activation-code-expired')
  expect((await redeem(codes[0], license)).status).toBe(200)
  const short = await codeOf({ expiresAt: inDays(2) })
  world.cloud.clock.aheadMs += 3 * dayMs
  expect(problemCode(await redeem(short))).toBe('activation-code-expired')
  expect(problemCode(await make({ expiresAt: inDays(-1) }))).toBe('request-invalid')
  expect(problemCode(await page.call('PUT', `/v1/activation-batches/${newBatch()}`, planned()))).toBe('not-allowed')
})

test('[Q11] a reseller makes codes within its quota, also in a race, and sees its own batches only', async () => {
  const reseller: ResellerId = makeId('reseller', new Date(), random)
  const resellers = [{ id: reseller, name: 'East', email: 'hi@east.example' }]
  const file = { ...catalog, lines: [], products: [], companies: [], contracts: [], dongles: [], resellers }
  expect((await world.operator.import(file)).status).toBe(200)
  const { page } = await signedIn(world.cloud, [], reseller)
  expect(problemCode(await make({}, page))).toBe('activation-quota-used-up')
  const quota = (uses: number) =>
    world.operator.page.call('PUT', `/v1/resellers/${reseller}/activation-quotas/lab-design`, { uses })
  expect((await quota(10)).body).toEqual({ product: 'lab-design', uses: 10, made: 0 })
  const made = await Promise.all(Array.from({ length: 4 }, () => make({ codes: 2, usesEach: 2 }, page)))
  expect(made.map(({ status }) => status).toSorted()).toEqual([200, 200, 409, 409])
  expect(problemCode(await quota(7))).toBe('activation-quota-used-up')
  const seen = (await page.call('GET', '/v1/activation-batches')).body.batches
  expect(seen.map((batch: { reseller: string; usesLeft: number }) => [batch.reseller, batch.usesLeft])).toEqual([
    [reseller, 4],
    [reseller, 4],
  ])
  const foreign = newBatch()
  await make({}, undefined, foreign)
  expect(problemCode(await page.call('POST', `/v1/activation-batches/${foreign}/withdrawal`, {}))).toBe('not-found')
})

test('of a code only the hash is kept, and its batch shows it once', async () => {
  const batch = newBatch()
  const { codes } = (await make({}, undefined, batch)).body
  expect(problemCode(await make({}, undefined, batch))).toBe('activation-id-reused')
  const plain = codes[0].replaceAll('-', '').toLowerCase()
  const rows = await world.cloud.database.query('select row_to_json(activation_code)::text as row from activation_code')
  expect(rows.some(({ row }) => String(row).toLowerCase().includes(plain))).toBe(false)
})

test('a license id that belongs to something else is refused', async () => {
  const [mine, theirs] = [await customer(), await customer()]
  const license = newLicense()
  expect((await mine.redeem(await codeOf(), license)).status).toBe(200)
  expect(problemCode(await mine.redeem(await codeOf(), license))).toBe('activation-id-reused')
  const code = await codeOf()
  expect(problemCode(await theirs.redeem(code, license))).toBe('activation-id-reused')
  expect((await theirs.redeem(code)).status).toBe(200)
})

test('[Q11] days count from the day of redemption', async () => {
  const { redeem } = await customer()
  const { body } = await redeem(await codeOf({ term: { kind: 'days', days: 1 } }))
  expect(body.license.term).toEqual({ kind: 'until', until: body.redeemedAt.slice(0, 10) })
})
