import type { DrainCertificate } from '@undongle/core/document/certificate'
import type { Lease } from '@undongle/core/document/lease'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { dayMs, hourMs, toSeconds } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { claimsOf, licenseOf, newTransfer, problemCode } from '../testing/cloud.fixture.ts'
import { bareDongle, type Station, sellReadable } from '../testing/readable.fixture.ts'
import { type Stations, startStations } from '../testing/stations.fixture.ts'
import type { World } from '../testing/world.fixture.ts'

let world: World
let here: Station
let there: Station
let later: Stations['later']
let finish: Stations['finish']
let sold = 0

beforeAll(async () => {
  ;({ world, here, there, later, finish } = await startStations(await testDatabase()))
})
afterAll(() => world.cloud.stop())

const nowSeconds = () => toSeconds(world.cloud.deps.now())
const wanted = (product: string) => ({ lease: makeId('lease', new Date(), random), product, version: '6.0' })

/** A dongle without key or list, of which the contract says what is on it. */
async function newDongle(product: 'clinic-scan' | 'lab-design', assigned = true) {
  const serial = `T-${++sold}`
  await sellReadable(world, world.ours.company, serial, [licenseOf(product)], { assigned })
  return bareDongle(serial)
}

test('[Q91] a machine that is gone for ever is waited for until its permit is dead, then the cloud finishes by itself [K14]', async () => {
  const dongle = await newDongle('clinic-scan')
  const transfer = newTransfer()
  const permit = await there.permitted(dongle)
  await here.move(dongle, 'clinic', { transfer })
  later(10 * dayMs + 3 * hourMs - 1000)
  expect(await finish()).toBe(0)
  expect((await here.move(dongle, 'clinic', { transfer })).body).toMatchObject({
    answer: 'draining',
    holders: [{ until: new Date((permit.exp + 3 * 3600) * 1000).toISOString() }],
  })
  later(1000)
  expect(await finish()).toBe(1)
  const { body } = await here.move(dongle, 'clinic', { transfer })
  if (body.answer !== 'moved') expect.fail(JSON.stringify(body))
  expect(claimsOf<DrainCertificate>(body.certificate)).toMatchObject({
    possession: { proof: 'assigned', statement: null },
    permits: [{ machine: there.licenseServer, ended: 'expired' }],
  })
  expect(await finish()).toBe(0)
})

test('[Q92] the asking machine’s own last permit is waited for as well, when it never answers', async () => {
  const dongle = await newDongle('clinic-scan')
  const transfer = newTransfer()
  await here.permitted(dongle)
  await here.move(dongle, 'clinic', { transfer })
  later(10 * dayMs)
  expect(await finish()).toBe(0)
  later(3 * hourMs)
  expect(await finish()).toBe(1)
})

test('[Q92] a give-back that comes after the timer finished is answered with the certificate [K13]', async () => {
  const dongle = await newDongle('clinic-scan')
  const transfer = newTransfer()
  await here.permitted(dongle)
  await here.move(dongle, 'clinic', { transfer })
  later(10 * dayMs + 3 * hourMs)
  await finish()
  expect((await here.giveBack(dongle, 1, { transfer })).body).toMatchObject({ answer: 'moved', result: 'all-moved' })
})

test('[Q54] a serial that nobody knows here waits 72 hours, and provisional leases serve meanwhile', async () => {
  const dongle = await newDongle('clinic-scan', false)
  const transfer = newTransfer()
  const leases = [wanted('clinic-scan')]
  await here.permitted(dongle)
  const notBefore = new Date(world.cloud.deps.now().getTime() + 72 * hourMs).toISOString()
  const asked = await here.move(dongle, 'clinic', { transfer, leases })
  expect(asked.body).toMatchObject({ answer: 'draining', last: 1, notBefore, leases: [] })
  const alerts = await world.cloud.database.query(`select kind, detail from alert where detail like $1`, [
    `%${transfer}%`,
  ])
  expect(alerts).toEqual([{ kind: 'possession-weak', detail: expect.stringContaining(dongle.serial) }])
  const waiting = await here.giveBack(dongle, 1, { transfer, leases })
  if (waiting.body.answer !== 'draining') expect.fail(JSON.stringify(waiting.body))
  expect(waiting.body).toMatchObject({ last: null, notBefore })
  const lease = claimsOf<Lease>(waiting.body.leases[0] ?? '')
  expect(lease).toMatchObject({ jti: leases[0]?.lease, provisional: true, exp: nowSeconds() + 75 * 3600 })
  later(72 * hourMs - 1000)
  expect(await finish()).toBe(0)
  later(1000)
  expect(await finish()).toBe(1)
  const { body } = await here.move(dongle, 'clinic', { transfer })
  if (body.answer !== 'moved') expect.fail(JSON.stringify(body))
  expect(claimsOf<DrainCertificate>(body.certificate).possession).toEqual({ proof: 'waited', statement: null })
})

test('[Q92] after a cancel the dongle is served again only when the provisional leases are back, or over', async () => {
  const dongle = await newDongle('clinic-scan', false)
  const transfer = newTransfer()
  const leases = [wanted('clinic-scan')]
  await here.permitted(dongle)
  await here.move(dongle, 'clinic', { transfer })
  await here.giveBack(dongle, 1, { transfer, leases })
  expect((await here.cancel(transfer)).body).toEqual({ answer: 'cancelled' })
  expect(problemCode(await there.permit(dongle))).toBe('permit-provisional')
  expect((await here.call('DELETE', `/v1/leases/${leases[0]?.lease}`)).body).toEqual({ released: true })
  expect((await there.permitted(dongle)).number).toBe(1)
})

test('[Q54] a dongle that was in use here for three days needs no wait', async () => {
  const dongle = await newDongle('clinic-scan', false)
  await here.permitted(dongle)
  later(72 * hourMs)
  const { body } = await here.move(dongle, 'clinic')
  expect(body).toMatchObject({ answer: 'draining', last: 1, notBefore: null })
})

test('[Q70] under a grace the cloud is credited at once, and the dongle is served until its end, less the margin', async () => {
  const dongle = await newDongle('lab-design')
  const leases = [wanted('lab-design')]
  const [transfer, before] = [newTransfer(), await there.permitted(dongle)]
  const begun = nowSeconds()
  const { body } = await here.move(dongle, 'lab', { transfer, leases })
  if (body.answer !== 'moved') expect.fail(JSON.stringify(body))
  expect(body.leases).toHaveLength(1)
  const { until, permits } = claimsOf<DrainCertificate>(body.certificate)
  const graceDays = (await here.call('GET', '/v1/lines')).body.lines.find((line: { id: string }) => line.id === 'lab')
    .policy.graceDays
  expect(until).toBe(begun + graceDays * 24 * 3600)
  expect(permits).toEqual([{ machine: there.licenseServer, number: before.number, ended: 'until' }])
  expect((await here.move(dongle, 'lab', { transfer, leases })).body).toEqual(body)
  later(graceDays * dayMs - 5 * dayMs)
  expect((await there.permitted(dongle, 1)).exp).toBe((until ?? 0) - 3 * 3600)
  later(5 * dayMs - 3 * hourMs)
  expect(problemCode(await there.permit(dongle, 2))).toBe('permit-moved')
  // Used up for good, also where the database forgets it.
  expect([...world.cloud.deps.register.graces]).toContainEqual([`${dongle.name} lab`, until])
})

test('[Q70] a grace does not begin on a weak proof: the dongle keeps working', async () => {
  const dongle = await newDongle('lab-design', false)
  await here.permitted(dongle)
  expect(problemCode(await here.move(dongle, 'lab'))).toBe('possession-unproven')
  expect((await here.permitted(dongle, 1)).number).toBe(2)
  later(72 * hourMs)
  expect((await here.move(dongle, 'lab')).body).toMatchObject({ answer: 'moved' })
})

test('[Q70] there is one grace of a dongle and line, never restarted: what comes later is drained', async () => {
  const serial = `T-${++sold}`
  const [first, second] = [licenseOf('lab-design'), licenseOf('lab-design')]
  await sellReadable(world, world.ours.company, serial, [first])
  const dongle = bareDongle(serial)
  expect((await here.move(dongle, 'lab')).body).toMatchObject({ answer: 'moved' })
  later(400 * dayMs)
  await sellReadable(world, world.ours.company, serial, [first, second])
  await there.permitted(dongle)
  expect((await here.move(dongle, 'lab')).body).toMatchObject({ answer: 'draining', holders: [{}] })
})
