import { openLease } from '@undongle/core/document/lease'
import { makeId } from '@undongle/core/id'
import { waitingMs } from '@undongle/core/lease/renewal'
import { random, verifySignature } from '@undongle/core/node/crypto'
import { dayMs, hourMs, minuteMs } from '@undongle/core/time'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { signedIn } from '../auth/auth.fixture.ts'
import { type Courier, contractFile, courierOf, licenseOf, newCompany, problemCode } from '../testing/cloud.fixture.ts'
import { startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
beforeEach(() => {
  world.cloud.clock.aheadMs = 0
})
afterAll(() => world.cloud.stop())

/** Access tokens last ten minutes. */
const step = 3 * minuteMs
const newLease = () => makeId('lease', new Date(), random)
const ask = (courier: Courier, id: string, more: { previous?: string; waits?: boolean } = {}) =>
  courier.call('PUT', `/v1/leases/${id}`, { product: 'clinic-scan', version: '6.0', previous: null, ...more })
const later = (ms: number) => {
  world.cloud.clock.aheadMs += ms
}
const moment = (ms: number) => new Date(world.cloud.deps.now().getTime() + ms).toISOString()

/** A company with so many seats, an administrator, and License Servers. */
async function customer(quantity: number, machines: number) {
  const company = newCompany()
  await world.operator.import(
    contractFile(company, [{ license: licenseOf('clinic-scan', { quantity }), dongle: null }]),
  )
  const couriers: Courier[] = []
  for (let made = 0; made < machines; made++) couriers.push(await courierOf(world.cloud, company))
  const { page } = await signedIn(world.cloud, [[company, 'company-admin']])
  return { couriers: couriers as [Courier, Courier, Courier], page }
}

test('[Q99] the list says who holds which seat, on which machine, since when and until when, through all renewals', async () => {
  const { couriers, page } = await customer(2, 1)
  const [courier] = couriers
  const [first, renewed] = [newLease(), newLease()]
  const since = Date.parse(moment(0))
  await ask(courier, first)
  later(step)
  await ask(courier, renewed, { previous: first })
  const { body } = await page.call('GET', '/v1/seats')
  expect(body).toMatchObject({
    seats: [{ lease: first, product: 'clinic-scan', user: { id: courier.user }, freed: null }],
    waiting: [],
    next: null,
  })
  const [seat] = body.seats
  expect(seat.machine.name).not.toBeNull()
  expect(seat.user.name).not.toBeNull()
  expect(Math.abs(Date.parse(seat.since) - since)).toBeLessThan(minuteMs)
  expect(Date.parse(seat.until) - Date.parse(seat.since)).toBeGreaterThan(10 * dayMs)
  await courier.call('DELETE', `/v1/leases/${renewed}`)
  expect((await page.call('GET', '/v1/seats')).body.seats).toEqual([])
})

test('[Q99] a seat that an administrator frees is another one’s at that time, and its holder hears why at its renewal', async () => {
  const { couriers, page } = await customer(1, 2)
  const [holder, other] = couriers
  const [first, renewed, next] = [newLease(), newLease(), newLease()]
  await ask(holder, first)
  const at = moment(2 * step)
  const freed = await page.call('PUT', `/v1/seats/${first}/end`, { at, words: 'Moved to another office' })
  expect(freed.body).toMatchObject({ freeAt: at })
  expect(Date.parse(freed.body.mayWorkUntil)).toBeGreaterThan(Date.parse(at))

  later(step)
  const renewal = await ask(holder, renewed, { previous: first })
  const opened = openLease(renewal.body.lease, world.cloud.deps.keys.believed, verifySignature)
  expect(opened.ok && opened.claims.exp).toBe(Math.floor(Date.parse(at) / 1000))
  expect((await page.call('GET', '/v1/seats')).body.seats).toMatchObject([{ lease: first, freed: { at } }])
  expect(problemCode(await ask(other, newLease()))).toBe('no-seat-free')

  later(step)
  expect((await ask(other, next)).status).toBe(200)
  expect((await page.call('PUT', `/v1/seats/${first}/end`, { at, words: 'again' })).status).toBe(404)
})

test('[Q99] a holder that was away is told once that its seat was freed, and then asks like any other', async () => {
  const { couriers, page } = await customer(1, 2)
  const [holder, other] = couriers
  const first = newLease()
  await ask(holder, first)
  await page.call('PUT', `/v1/seats/${first}/end`, { at: moment(-hourMs), words: 'Left the company' })
  expect((await ask(other, newLease())).status).toBe(200)
  expect(problemCode(await ask(holder, first))).toBe('seat-freed')
  expect(problemCode(await ask(holder, newLease(), { previous: first }))).toBe('seat-freed')
  expect(problemCode(await ask(holder, newLease(), { previous: first }))).toBe('no-seat-free')
})

test('[Q99] who asks first is served first: nobody overtakes, the place is told, and whoever stops asking leaves', async () => {
  const { couriers, page } = await customer(1, 3)
  const [holder, first, second] = couriers
  const [held, one, two] = [newLease(), newLease(), newLease()]
  await ask(holder, held)
  const answers = [await ask(first, one, { waits: true }), await ask(second, two, { waits: true })]
  expect(answers.map(({ body }) => [body.code, body.position])).toEqual([
    ['no-seat-free', 1],
    ['no-seat-free', 2],
  ])
  for (const { headers } of answers) expect(Number(headers.get('retry-after')) * 1000).toBeLessThan(waitingMs)
  expect((await page.call('GET', '/v1/seats')).body.waiting).toMatchObject([
    { lease: one, position: 1 },
    { lease: two, position: 2 },
  ])

  await holder.call('DELETE', `/v1/leases/${held}`)
  expect((await ask(second, two, { waits: true })).body).toMatchObject({ code: 'no-seat-free', position: 2 })
  expect(problemCode(await ask(holder, newLease()))).toBe('no-seat-free')
  expect((await ask(first, one, { waits: true })).status).toBe(200)

  await first.call('DELETE', `/v1/leases/${one}`)
  expect(problemCode(await ask(holder, newLease()))).toBe('no-seat-free')
  later(waitingMs)
  expect((await ask(holder, newLease())).status).toBe(200)
  expect((await page.call('GET', '/v1/seats')).body.waiting).toEqual([])
})

test('[Q99] a renewal is not behind those who wait', async () => {
  const { couriers } = await customer(1, 2)
  const [holder, other] = couriers
  const first = newLease()
  await ask(holder, first)
  await ask(other, newLease(), { waits: true })
  expect((await ask(holder, newLease(), { previous: first })).status).toBe(200)
})

test('[Q99] each refusal is recorded, once for each lease that was asked for', async () => {
  const { couriers, page } = await customer(1, 2)
  const [holder, other] = couriers
  await ask(holder, newLease())
  const refused = newLease()
  for (let times = 0; times < 3; times++) await ask(other, refused)
  const { body } = await page.call('GET', '/v1/seat-refusals')
  expect(body.refusals).toMatchObject([{ lease: refused, product: 'clinic-scan', code: 'no-seat-free', times: 3 }])
})
