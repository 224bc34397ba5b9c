import type { DrainCertificate } from '@undongle/core/document/certificate'
import type { Lease } from '@undongle/core/document/lease'
import { verifyCertificateBundle } from '@undongle/core/document/verify-bundle'
import { makeId } from '@undongle/core/id'
import { random, verifySignature } from '@undongle/core/node/crypto'
import { dayMs } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { claimsOf, licenseOf, newTransfer, problemCode } from '../testing/cloud.fixture.ts'
import {
  bareDongle,
  keyedDongle,
  type ReadableDongle,
  type Station,
  sellReadable,
  stationOf,
} from '../testing/readable.fixture.ts'
import { openOrder, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
let here: Station
let there: Station
let theirs: Station
let sold = 0

beforeAll(async () => {
  world = await startWorld(await testDatabase())
  const { cloud, ours } = world
  here = await stationOf(cloud, ours.company)
  there = await stationOf(cloud, ours.company)
  theirs = await stationOf(cloud, world.theirs.company)
})
afterAll(() => world.cloud.stop())

/** A dongle of ours with a key, two clinic licenses and one for the lab. */
async function newDongle(): Promise<ReadableDongle> {
  const licenses = [licenseOf('clinic-scan'), licenseOf('clinic-design'), licenseOf('lab-design')]
  const serial = `R-${++sold}`
  await sellReadable(world, world.ours.company, serial, licenses)
  return keyedDongle(world.cloud, serial, licenses)
}

const wanted = (product: string) => ({ lease: makeId('lease', new Date(), random), product, version: '6.0' })
const linesOf = (permit: { licenses: readonly { line: string }[] }) =>
  permit.licenses.map(({ line }) => line).toSorted()

test('[Q91] a dongle that can only be read moves without a gap: LAST, one give-back, and the lease in the answer', async () => {
  const dongle = await newDongle()
  const permit = await here.permitted(dongle)
  expect(permit).toMatchObject({ number: 1, epoch: 0, dongle: dongle.name, machine: here.licenseServer })
  expect((permit.exp - permit.iat) * 1000).toBe(10 * dayMs)
  expect(linesOf(permit)).toEqual(['clinic', 'clinic', 'lab'])
  const transfer = newTransfer()
  const leases = [wanted('clinic-scan')]
  const asked = await here.move(dongle, 'clinic', { transfer, leases })
  expect(asked.body).toEqual({ answer: 'draining', holders: [], last: 1, notBefore: null, leases: [] })
  // Asking again is the poll: nothing else came of it.
  expect((await here.move(dongle, 'clinic', { transfer, leases })).body).toEqual(asked.body)
  const done = await here.giveBack(dongle, 1, { transfer, leases })
  if (done.body.answer !== 'moved') expect.fail(JSON.stringify(done.body))
  expect(done.body.result).toBe('partly-moved')
  expect(claimsOf<Lease>(done.body.leases[0] ?? '')).toMatchObject({ jti: leases[0]?.lease, source: 'cloud' })
  const certificate = claimsOf<DrainCertificate>(done.body.certificate)
  expect(certificate).toMatchObject({
    transfer,
    until: null,
    possession: { proof: 'signed' },
    permits: [{ machine: here.licenseServer, number: 1, ended: 'given-back' }],
    dongle: { key: dongle.name, grade: { class: 'B' } },
  })
  expect(certificate).not.toHaveProperty('order')
  // A repeat answers with the same bytes, whichever message asks.
  expect((await here.giveBack(dongle, 1, { transfer, leases })).body).toEqual(done.body)
  expect((await here.move(dongle, 'clinic', { transfer, leases })).body).toEqual(done.body)
  const bundle = (await here.call('GET', `/v1/transfers/${transfer}/certificate`)).body
  expect(verifyCertificateBundle(bundle, undefined, verifySignature)).toMatchObject({ verified: true })
  // What is still on it is served on, what moved is not.
  expect(linesOf(await here.permitted(dongle, 1))).toEqual(['lab'])
})

test('[Q92] nothing is credited while another machine may still use the dongle, and who asked works on meanwhile', async () => {
  const dongle = await newDongle()
  const transfer = newTransfer()
  const [mine, other] = [await here.permitted(dongle), await there.permitted(dongle)]
  const drained = await here.move(dongle, 'clinic', { transfer })
  expect(drained.body).toMatchObject({
    answer: 'draining',
    last: null,
    holders: [{ licenseServer: there.licenseServer, name: 'reception' }],
  })
  expect(linesOf(await here.permitted(dongle, mine.number))).toEqual(['clinic', 'clinic', 'lab'])
  // Who only joined keeps what it may serve and gets nothing new, or the drain would never end.
  expect((await there.move(dongle, 'clinic')).body).toMatchObject({ answer: 'draining', last: null })
  expect(problemCode(await there.permit(dongle, other.number))).toBe('permit-draining')
  expect((await there.giveBack(dongle, other.number)).body).toEqual({ answer: 'returned' })
  const last = await here.move(dongle, 'clinic', { transfer })
  expect(last.body).toMatchObject({ answer: 'draining', last: mine.number + 1, holders: [] })
  // Said to be the last, it is neither renewed nor replaced by one that lists less, until it is handed over.
  expect(problemCode(await here.permit(dongle, mine.number + 1))).toBe('permit-draining')
  expect((await here.giveBack(dongle, mine.number, { transfer })).body).toMatchObject({ answer: 'draining' })
  expect((await here.giveBack(dongle, mine.number + 1, { transfer })).body).toMatchObject({ answer: 'moved' })
  expect(linesOf(await here.permitted(dongle, mine.number + 1))).toEqual(['lab'])
})

test('[Q92] a give-back that overtook a newer permit clears nothing', async () => {
  const dongle = await newDongle()
  await here.permitted(dongle)
  await here.permitted(dongle, 1)
  const transfer = newTransfer()
  expect((await here.move(dongle, 'clinic', { transfer })).body).toMatchObject({ last: 2 })
  expect((await here.giveBack(dongle, 1, { transfer })).body).toMatchObject({ answer: 'draining', last: 2 })
})

test('a lost answer is the same permit again; a machine that gave it back gets a new number', async () => {
  const dongle = await newDongle()
  const first = await here.permit(dongle)
  expect((await here.permit(dongle)).body).toEqual(first.body)
  await here.giveBack(dongle, 1)
  expect((await here.permitted(dongle, 1)).number).toBe(2)
})

test('[Q92] a permit whose answer never came is named to the machine that gives back, and clears nothing by itself', async () => {
  const dongle = await newDongle()
  await here.permit(dongle)
  expect((await here.giveBack(dongle, 0)).body).toEqual({ answer: 'newer', number: 1 })
  expect((await there.move(dongle, 'clinic', { transfer: newTransfer() })).body).toMatchObject({ last: null })
  expect((await here.giveBack(dongle, 1)).body).toEqual({ answer: 'returned' })
  expect((await here.giveBack(dongle, 0)).body).toEqual({ answer: 'returned' })
  expect((await there.giveBack(dongle, 0)).body).toEqual({ answer: 'returned' })
})

test('[Q91] cancelling a drain cancels whoever joined it, for good, and the dongle is served as before', async () => {
  const dongle = await newDongle()
  const [opened, joined] = [newTransfer(), newTransfer()]
  await there.permitted(dongle)
  await here.move(dongle, 'clinic', { transfer: opened })
  await there.move(dongle, 'clinic', { transfer: joined })
  expect(problemCode(await theirs.cancel(joined))).toBe('transfer-unknown')
  expect((await there.cancel(joined)).body).toEqual({ answer: 'cancelled' })
  expect((await there.cancel(opened)).body).toEqual({ answer: 'cancelled' })
  for (const [station, transfer] of [
    [here, opened],
    [there, joined],
  ] as const)
    expect((await station.move(dongle, 'clinic', { transfer })).body).toEqual({ answer: 'cancelled' })
  expect((await there.giveBack(dongle, 1, { transfer: joined })).body).toEqual({ answer: 'cancelled' })
  expect(linesOf(await here.permitted(dongle))).toEqual(['clinic', 'clinic', 'lab'])
})

test('what is finished is not cancelled', async () => {
  const dongle = await newDongle()
  const transfer = newTransfer()
  expect((await here.move(dongle, 'clinic', { transfer })).body).toMatchObject({ answer: 'moved' })
  expect(problemCode(await here.cancel(transfer))).toBe('cancel-refused')
})

test('[Q92] a second machine of the company gets the certificate of the first', async () => {
  const dongle = await newDongle()
  const [opened, joined] = [newTransfer(), newTransfer()]
  await here.permitted(dongle)
  await here.move(dongle, 'clinic', { transfer: opened })
  await there.move(dongle, 'clinic', { transfer: joined })
  const done = await here.giveBack(dongle, 1, { transfer: opened })
  expect((await there.move(dongle, 'clinic', { transfer: joined })).body).toEqual({
    ...done.body,
    result: 'already-moved',
  })
  expect((await there.move(dongle, 'clinic')).body).toMatchObject({ answer: 'moved', result: 'already-moved' })
})

test('[Q92] after a lost journal the same machine goes on under a new transfer', async () => {
  const dongle = await newDongle()
  await here.permitted(dongle)
  await here.move(dongle, 'clinic')
  const transfer = newTransfer()
  expect((await here.move(dongle, 'clinic', { transfer })).body).toMatchObject({ answer: 'draining', last: 1 })
  expect((await here.giveBack(dongle, 1, { transfer })).body).toMatchObject({ answer: 'moved' })
})

test('[Q54] another company is told to wait while it drains, and that it is gone when it has moved', async () => {
  const serial = `R-${++sold}`
  const licenses = [licenseOf('clinic-scan')]
  await sellReadable(world, world.ours.company, serial, licenses, { assigned: false })
  const dongle = keyedDongle(world.cloud, serial, licenses)
  await there.permitted(dongle)
  await here.move(dongle, 'clinic')
  expect(problemCode(await theirs.move(dongle, 'clinic'))).toBe('busy')
  await there.giveBack(dongle, 1)
  expect((await theirs.move(dongle, 'clinic')).body).toMatchObject({ answer: 'refused', result: 'other-company' })
  expect(problemCode(await theirs.permit(dongle))).toBe('dongle-of-other-company')
})

test('[Q92] while its licenses are on their way no machine begins to use the dongle, and none when they have moved', async () => {
  const serial = `R-${++sold}`
  await sellReadable(world, world.ours.company, serial, [licenseOf('clinic-scan')])
  const dongle = bareDongle(serial)
  await there.permitted(dongle)
  const transfer = newTransfer()
  await here.move(dongle, 'clinic', { transfer })
  expect(problemCode(await there.permit(dongle, 1))).toBe('permit-draining')
  await there.giveBack(dongle, 1)
  expect((await here.move(dongle, 'clinic', { transfer })).body).toMatchObject({ answer: 'moved', result: 'all-moved' })
  expect(problemCode(await there.permit(dongle, 1))).toBe('permit-moved')
})

test('what is not what it says is refused', async () => {
  const dongle = await newDongle()
  const other = await newDongle()
  const transfer = newTransfer()
  const put = (evidence: object, more: object = {}) =>
    here.call('PUT', `/v1/permits/${dongle.name}`, { evidence, proof: null, have: 0, epoch: 0, ...more })
  expect(problemCode(await put(other.evidence()))).toBe('reading-malformed')
  expect(problemCode(await put(dongle.evidence({ list: other.evidence().list })))).toBe('list-refused')
  expect(problemCode(await put(dongle.evidence(), { proof: other.attest(null, '') }))).toBe('attestation-refused')
  expect((await put(dongle.evidence(), { proof: dongle.attest(null, '') })).status).toBe(200)
  expect(problemCode(await here.move(dongle, 'clinic', { transfer, nonce: 'old' }))).toBe('nonce-stale')
  expect(problemCode(await here.move(dongle, 'clinic', { transfer, planHash: 'A'.repeat(43) }))).toBe('plan-changed')
  await here.move(dongle, 'clinic', { transfer })
  expect(problemCode(await here.move(other, 'clinic', { transfer }))).toBe('transfer-id-reused')
  expect(problemCode(await here.giveBack(dongle, 1, { transfer: newTransfer() }))).toBe('transfer-unknown')
  const changed = await here.move(dongle, 'clinic', { transfer, epoch: 7 })
  expect(changed.body).toMatchObject({ code: 'epoch-changed', errors: [{ pointer: '/epoch', detail: '0' }] })
})

test('[Q92] a class A dongle is served with a permit too, until it has given its licenses away', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, [licenseOf('clinic-scan'), licenseOf('lab-design')])
  const put = (have: number, evidence = dongle.evidence()) =>
    here.call('PUT', `/v1/permits/${dongle.thumbprint}`, { evidence, proof: null, have, epoch: 0 })
  const read = dongle.copy()
  const licensesOf = async (have: number) => {
    const { status, body } = await put(have)
    if (status !== 200) expect.fail(JSON.stringify(body))
    return claimsOf<{ licenses: object[] }>(body.permit).licenses
  }
  expect(await licensesOf(0)).toHaveLength(2)
  const { order } = await openOrder(ours, dongle, 'clinic')
  expect(await licensesOf(1)).toHaveLength(2)
  await ours.courier.commit(dongle, order, dongle.retire(order))
  expect(await licensesOf(2)).toMatchObject([{ line: 'lab' }])
  expect(problemCode(await put(3, read.evidence()))).toBe('dongle-rolled-back')
})
