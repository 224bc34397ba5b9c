import { openLease } from '@undongle/core/document/lease'
import { makeId } from '@undongle/core/id'
import { random, verifySignature } from '@undongle/core/node/crypto'
import { presets } from '@undongle/core/policy/presets'
import { dayMs } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { startEpoch } from '../epoch/start.ts'
import { type Courier, contractFile, courierOf, licenseOf, newCompany, problemCode } from '../testing/cloud.fixture.ts'
import { move, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const newLease = () => makeId('lease', new Date(), random)
const ask = (courier: Courier, id: string, product: string, previous: string | null = null) =>
  courier.call('PUT', `/v1/leases/${id}`, { product, version: '6.0', previous })

/** A company of its own, so that seats of one test are not another's. */
async function customer(licenses: Parameters<typeof contractFile>[1]) {
  const company = newCompany()
  await world.operator.import(contractFile(company, licenses))
  return { company, courier: await courierOf(world.cloud, company) }
}

const leaseOf = (document: string) => {
  const opened = openLease(document, world.cloud.deps.keys.believed, verifySignature)
  return opened.ok ? opened.claims : expect.fail(opened.fault)
}

test('[Q74] a lease lasts ten days, names its machine, and comes again byte for byte', async () => {
  const license = licenseOf('clinic-scan')
  const { company, courier } = await customer([{ license, dongle: null }])
  const id = newLease()
  const first = await ask(courier, id, 'clinic-scan')
  const lease = leaseOf(first.body.lease)
  expect(lease).toMatchObject({
    jti: id,
    company: { id: company },
    source: 'cloud',
    seq: 1,
    prev: null,
    statusVersion: 0,
  })
  expect((lease.exp - lease.iat) * 1000).toBe(10 * dayMs)
  expect(lease.licenses).toMatchObject([{ license: license.id, product: 'clinic-scan', seats: 1 }])
  expect((await ask(courier, id, 'clinic-scan')).body).toEqual(first.body)
})

test('a renewal continues its lease in the same seat, with a higher number', async () => {
  const { courier } = await customer([{ license: licenseOf('clinic-scan'), dongle: null }])
  const [first, second] = [newLease(), newLease()]
  await ask(courier, first, 'clinic-scan')
  const renewed = await ask(courier, second, 'clinic-scan', first)
  expect(leaseOf(renewed.body.lease)).toMatchObject({ prev: first, seq: 2 })
  expect(problemCode(await ask(courier, first, 'clinic-scan'))).toBe('lease-unknown')
})

test('seats are never given out twice, however many ask at once, and come back', async () => {
  const { courier } = await customer([
    { license: licenseOf('clinic-scan', { quantity: 3 }), dongle: null },
    { license: licenseOf('clinic-scan', { quantity: 2 }), dongle: null },
  ])
  const ids = Array.from({ length: 12 }, newLease)
  const answers = await Promise.all(ids.map((id) => ask(courier, id, 'clinic-scan')))
  const granted = ids.filter((_, at) => answers[at]?.status === 200)
  expect(granted).toHaveLength(5)
  expect(new Set(answers.filter(({ status }) => status !== 200).map(problemCode))).toEqual(new Set(['no-seat-free']))
  expect((await courier.call('DELETE', `/v1/leases/${granted[0]}`)).body).toEqual({ released: true })
  expect((await courier.call('DELETE', `/v1/leases/${granted[0]}`)).body).toEqual({ released: false })
  expect((await ask(courier, newLease(), 'clinic-scan')).status).toBe(200)
  const numbers = answers.flatMap(({ status, body }) => (status === 200 ? [leaseOf(body.lease).seq] : []))
  expect(new Set(numbers).size).toBe(5)
})

test('a seat ends with its lease, and a lease with the term of its license', async () => {
  const now = world.cloud.deps.now()
  const until = new Date(now.getTime() + 3 * dayMs).toISOString().slice(0, 10)
  const { courier } = await customer([
    { license: licenseOf('clinic-scan', { term: { kind: 'until', until } }), dongle: null },
    { license: licenseOf('lab-design', { term: { kind: 'until', until: '2020-01-31' } }), dongle: null },
    { license: licenseOf('clinic-design'), dongle: 'L-1' },
  ])
  const lease = leaseOf((await ask(courier, newLease(), 'clinic-scan')).body.lease)
  expect(new Date(lease.exp * 1000).toISOString()).toBe(new Date(Date.parse(until) + dayMs).toISOString())
  expect(problemCode(await ask(courier, newLease(), 'lab-design'))).toBe('license-ended')
  expect(problemCode(await ask(courier, newLease(), 'clinic-design'))).toBe('product-unknown')
})

test('a lease is its machine’s: another one can neither fetch nor end it', async () => {
  const { company, courier } = await customer([{ license: licenseOf('clinic-scan'), dongle: null }])
  const other = await courierOf(world.cloud, company)
  const id = newLease()
  await ask(courier, id, 'clinic-scan')
  expect(problemCode(await ask(other, id, 'clinic-scan'))).toBe('lease-unknown')
  expect((await other.call('DELETE', `/v1/leases/${id}`)).body).toEqual({ released: false })
  expect(problemCode(await ask(other, newLease(), 'clinic-scan'))).toBe('no-seat-free')
})

test('[Q74] a lease keeps the offline days of the policy its transfer started under', async () => {
  const { ours, sell, operator } = world
  const moved = await sell(ours.company, [licenseOf('render-node')])
  await move(ours, moved, 'render')
  const publish = (offlineDays: number) =>
    operator.page.call('POST', '/v1/lines/render/policies', { policy: { ...presets.render, offlineDays } })
  const daysOf = async () => {
    const id = newLease()
    const { exp, iat } = leaseOf((await ask(ours.courier, id, 'render-node')).body.lease)
    await ours.courier.call('DELETE', `/v1/leases/${id}`)
    return ((exp - iat) * 1000) / dayMs
  }
  expect((await publish(3)).body.published).toBe(true)
  expect(await daysOf()).toBe(10)
  const { courier } = await customer([{ license: licenseOf('render-node'), dongle: null }])
  const bought = leaseOf((await ask(courier, newLease(), 'render-node')).body.lease)
  expect(((bought.exp - bought.iat) * 1000) / dayMs).toBe(3)
})

test('[Q91] a cloud that was put back lends above every number from before, though its counters went back', async () => {
  const { courier } = await customer([{ license: licenseOf('clinic-scan', { quantity: 2 }), dongle: null }])
  const before = leaseOf((await ask(courier, newLease(), 'clinic-scan')).body.lease)
  const { deps } = world.cloud
  await startEpoch(deps, (await deps.ledger.readEpoch()).epoch + 1)
  const after = leaseOf((await ask(courier, newLease(), 'clinic-scan')).body.lease)
  expect(after.seq).toBeGreaterThan(before.seq + 1_000_000) // more than a machine is lent between a backup and its restore
})
