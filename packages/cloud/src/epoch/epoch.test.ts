import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { dayMs, hourMs } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { backUp } from '../testing/backup.fixture.ts'
import { contractFile, licenseOf, newTransfer, problemCode } from '../testing/cloud.fixture.ts'
import { bareDongle, type Station, sellReadable } from '../testing/readable.fixture.ts'
import { type Stations, startStations } from '../testing/stations.fixture.ts'
import { move, openOrder, type World } from '../testing/world.fixture.ts'
import { checkIn as keepCheckIn } from './check-in.ts'
import { startEpochAfterRestore } from './start.ts'

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

const current = () => world.cloud.deps.register.epoch()

async function newDongle(product: 'clinic-scan' | 'clinic-design' | 'lab-design' = 'clinic-scan') {
  const serial = `E-${++sold}`
  await sellReadable(world, world.ours.company, serial, [licenseOf(product)])
  return bareDongle(serial)
}

/** The vendor's operator says that the database was put back. */
const start = async () => {
  const epoch = current() + 1
  const { body } = await world.operator.page.call('PUT', `/v1/epochs/${epoch}`)
  expect(body).toEqual({
    epoch,
    endsAt: new Date(world.cloud.deps.now().getTime() + 10 * dayMs + 3 * hourMs).toISOString(),
  })
  return epoch
}
const checkIn = (station: Station, permits: string[] = [], leases: string[] = []) =>
  station.call('PUT', '/v1/check-in', { epoch: current(), permits, leases })
/** Every machine that was ever registered has checked in, also those that hold nothing. */
async function everybody() {
  const { deps } = world.cloud
  for (const [licenseServer, company] of deps.register.machines)
    await keepCheckIn(deps, { licenseServer, company, jkt: '' }, { epoch: current(), permits: [], leases: [] })
}

test('[Q92] a message from before the restore is refused, and says which epoch it is now', async () => {
  const dongle = await newDongle()
  await here.permitted(dongle, 0, current())
  const before = current()
  const epoch = await start()
  for (const answer of [
    await here.permit(dongle, 1, before),
    await here.move(dongle, 'clinic', { epoch: before }),
    await here.giveBack(dongle, 1, { epoch: before }),
  ])
    expect(answer.body).toMatchObject({ code: 'epoch-changed', errors: [{ pointer: '/epoch', detail: `${epoch}` }] })
  // The same word again changes nothing.
  expect((await world.operator.page.call('PUT', `/v1/epochs/${epoch}`)).body).toMatchObject({ epoch })
  expect(problemCode(await world.operator.page.call('PUT', `/v1/epochs/${epoch + 2}`))).toBe('epoch-changed')
  await everybody()
})

test('[Q91] a dongle without a hardware counter gets no new order in the epoch, while what was ordered goes on', async () => {
  const { ours, sell } = world
  const [dongle, ordered] = [
    await sell(ours.company, [licenseOf('clinic-scan')]),
    await sell(ours.company, [licenseOf('clinic-scan')]),
  ]
  const { transfer, order } = await openOrder(ours, ordered, 'clinic')
  await start()
  const { body } = await ours.courier.open(dongle, 'clinic')
  expect(body).toMatchObject({ code: 'epoch-running', errors: [{ pointer: '/evidence/grade' }] })
  expect((await openOrder(ours, ordered, 'clinic', { transfer })).order).toBe(order)
  expect((await openOrder(ours, ordered, 'clinic')).order).toBe(order)
  expect((await ours.courier.commit(ordered, order, ordered.retire(order))).body).toMatchObject({ result: 'all-moved' })
  await everybody()
  expect((await move(ours, dongle, 'clinic')).result).toBe('all-moved')
})

test('[Q92] while an epoch runs nothing new is promised and nothing moves; it ends when everybody has checked in', async () => {
  const [dongle, grace] = [await newDongle(), await newDongle('lab-design')]
  const held = await there.permit(dongle, 0, current())
  const epoch = await start()
  const transfer = newTransfer()
  expect(problemCode(await here.permit(dongle, 0, epoch))).toBe('epoch-running')
  expect(problemCode(await here.move(grace, 'lab', { epoch }))).toBe('epoch-running')
  expect((await here.move(dongle, 'clinic', { transfer, epoch })).body).toMatchObject({
    answer: 'draining',
    last: null,
  })
  expect((await there.giveBack(dongle, 1, { epoch })).body).toEqual({ answer: 'returned' })
  expect(await finish()).toBe(0)
  expect((await here.move(dongle, 'clinic', { transfer, epoch })).body).toMatchObject({
    answer: 'draining',
    last: null,
    holders: [],
  })
  expect((await checkIn(there, [held.body.permit])).body).toMatchObject({ epoch, endsAt: expect.any(String) })
  const told = await world.operator.page.call('GET', '/v1/epoch')
  expect(told.body).toEqual({ epoch, endsAt: expect.any(String), missing: world.cloud.deps.register.machines.size - 1 })
  await everybody()
  expect((await world.operator.page.call('GET', '/v1/epoch')).body).toEqual({ epoch, endsAt: null, missing: 0 })
  expect((await checkIn(here)).body).toEqual({ epoch, endsAt: null })
  expect(await finish()).toBe(1)
  expect((await here.move(grace, 'lab', { epoch })).body).toMatchObject({ answer: 'moved' })
})

test('[Q92] it ends after ten days and three hours, though a machine never came back', async () => {
  const dongle = await newDongle()
  const epoch = await start()
  later(10 * dayMs + 3 * hourMs - 1000)
  expect(problemCode(await here.permit(dongle, 0, epoch))).toBe('epoch-running')
  later(1000)
  expect((await here.permitted(dongle, 0, epoch)).epoch).toBe(epoch)
})

test('[Q92] a permit that the backup forgot is reported, and waited for', async () => {
  const dongle = await newDongle()
  const restore = await backUp(world.cloud.database)
  const held = await there.permit(dongle, 0, current())
  await restore()
  const epoch = await start()
  expect((await checkIn(there, [held.body.permit])).status).toBe(200)
  await everybody()
  const transfer = newTransfer()
  expect((await here.move(dongle, 'clinic', { transfer, epoch })).body).toMatchObject({
    answer: 'draining',
    holders: [{ licenseServer: there.licenseServer }],
  })
  expect((await there.giveBack(dongle, 1, { epoch })).body).toEqual({ answer: 'returned' })
  expect((await here.move(dongle, 'clinic', { transfer, epoch })).body).toMatchObject({ answer: 'moved' })
})

test('[Q92] a lease that the backup forgot keeps the dongle from being used beside it', async () => {
  const dongle = await newDongle('clinic-design')
  const restore = await backUp(world.cloud.database)
  const leases = [{ lease: makeId('lease', new Date(), random), product: 'clinic-design', version: '6.0' }]
  const { body } = await here.move(dongle, 'clinic', { leases, epoch: current() })
  if (body.answer !== 'moved') expect.fail(JSON.stringify(body))
  await restore()
  const epoch = await start()
  expect(body.leases).toHaveLength(1)
  await everybody()
  expect((await checkIn(here, [], [...body.leases])).status).toBe(200)
  expect(problemCode(await there.permit(dongle, 0, epoch))).toBe('permit-provisional')
  later(10 * dayMs)
  expect((await there.permitted(dongle, 0, epoch)).licenses).toHaveLength(1)
})

test('[Q92] [Q102] a lease that was renewed or given back since the backup takes nobody’s seat', async () => {
  const { ours, cloud } = world
  const own = licenseOf('render-node', { quantity: 2 })
  await world.operator.import(contractFile(ours.company, [{ license: own, dongle: null }], { number: 'E-seats' }))
  const take = async (previous: string | null) => {
    const id = makeId('lease', new Date(cloud.deps.now()), random)
    const asked = { product: 'render-node', version: '6.0', previous }
    return { id, answer: await here.call('PUT', `/v1/leases/${id}`, asked) }
  }
  const [first, second] = [await take(null), await take(null)]
  const restore = await backUp(cloud.database)
  later(hourMs)
  const renewed = await take(first.id)
  await here.call('DELETE', `/v1/leases/${second.id}`)
  await restore()
  later(1000)
  await start()
  expect((await checkIn(here, [], [renewed.answer.body.lease])).status).toBe(200)
  // Of two seats the one that goes on is taken, and the one that was given back is free.
  expect((await take(renewed.id)).answer.status).toBe(200)
  expect((await take(null)).answer.status).toBe(200)
  expect(problemCode((await take(null)).answer)).toBe('no-seat-free')
  await everybody()
})

test('[Q92] a drain found in the backup does not go on by itself: its machine asks again', async () => {
  const dongle = await newDongle()
  const transfer = newTransfer()
  await there.permitted(dongle, 0, current())
  await here.move(dongle, 'clinic', { transfer, epoch: current() })
  const restore = await backUp(world.cloud.database)
  expect((await here.cancel(transfer)).body).toEqual({ answer: 'cancelled' })
  await restore()
  const epoch = await start()
  await everybody()
  later(10 * dayMs + 3 * hourMs)
  expect(await finish()).toBe(0)
  expect((await there.permitted(dongle, 1, epoch)).number).toBe(2)
  expect((await here.move(dongle, 'clinic', { transfer, epoch })).body).toMatchObject({ answer: 'draining' })
})

/** Moves a dongle after the backup was made, and puts that back. */
async function moveAndForget(product: 'clinic-design' | 'lab-design' = 'clinic-design') {
  const dongle = await newDongle(product)
  const restore = await backUp(world.cloud.database)
  const [transfer, line] = [newTransfer(), product === 'lab-design' ? 'lab' : 'clinic']
  const { body } = await here.move(dongle, line, { transfer, epoch: current() })
  if (body.answer !== 'moved') expect.fail(JSON.stringify(body))
  await restore()
  return { dongle, transfer, line, certificate: body.certificate }
}
const present = (certificate: string) => here.call('POST', '/v1/certificates/present', { certificates: [certificate] })

test('[Q91] a certificate that is presented in the epoch proves custody at once [K10]', async () => {
  const { dongle, transfer, certificate } = await moveAndForget()
  const epoch = await start()
  expect((await present(certificate)).body).toEqual({ learned: 1, known: 0 })
  expect((await present(certificate)).body).toEqual({ learned: 0, known: 1 })
  const again = await here.move(dongle, 'clinic', { transfer, epoch })
  expect(again.body).toMatchObject({ answer: 'moved', certificate })
  await everybody()
  expect(problemCode(await there.permit(dongle, 0, epoch))).toBe('permit-moved')
})

test('[Q91] after the epoch the permits given out since come first, and nobody can cancel that', async () => {
  const { dongle, transfer, certificate } = await moveAndForget()
  const epoch = await start()
  await everybody()
  const held = await there.permitted(dongle, 0, epoch)
  expect((await present(certificate)).body).toEqual({ learned: 0, known: 0 })
  expect(problemCode(await there.permit(dongle, held.number, epoch))).toBe('permit-draining')
  expect(problemCode(await here.cancel(transfer))).toBe('cancel-refused')
  // A restart of the cloud forgets the drains of a backup, not this one.
  expect(await startEpochAfterRestore(world.cloud.deps)).toBeUndefined()
  expect((await there.giveBack(dongle, held.number, { epoch })).body).toEqual({ answer: 'returned' })
  expect((await here.move(dongle, 'clinic', { transfer, epoch })).body).toMatchObject({ answer: 'moved', certificate })
  expect((await present(certificate)).body).toEqual({ learned: 0, known: 1 })
})

test('[Q70] a grace that is presented again ends on the day it always did', async () => {
  const { dongle, transfer, certificate } = await moveAndForget('lab-design')
  const epoch = await start()
  expect((await present(certificate)).body).toEqual({ learned: 1, known: 0 })
  const permit = await there.permitted(dongle, 0, epoch)
  later(30 * dayMs - 3 * hourMs)
  expect(problemCode(await there.permit(dongle, permit.number, epoch))).toBe('permit-moved')
  expect((await here.move(dongle, 'lab', { transfer, epoch })).body).toMatchObject({ answer: 'moved', certificate })
})

test('[Q92] a transfer begun in the epoch ends with the certificate that was presented meanwhile', async () => {
  const { dongle, certificate } = await moveAndForget()
  const epoch = await start()
  const transfer = newTransfer()
  expect((await here.move(dongle, 'clinic', { transfer, epoch })).body).toMatchObject({ answer: 'draining' })
  expect((await present(certificate)).body).toEqual({ learned: 1, known: 0 })
  await everybody()
  expect((await here.move(dongle, 'clinic', { transfer, epoch })).body).toMatchObject({
    answer: 'moved',
    result: 'already-moved',
    certificate,
  })
})

test('[Q92] the cloud notices at its start that the database is older than the register', async () => {
  const { deps, database } = world.cloud
  expect(await startEpochAfterRestore(deps)).toBeUndefined()
  const restore = await backUp(database)
  const epoch = await start()
  await restore()
  expect(await startEpochAfterRestore(deps)).toBe(epoch + 1)
  expect(await startEpochAfterRestore(deps)).toBeUndefined()
  const dongle = await newDongle()
  expect(problemCode(await here.permit(dongle, 0, epoch))).toBe('epoch-changed')
  await everybody()
})

test('what this cloud did not sign is no report, and another machine’s is not this one’s', async () => {
  const dongle = await newDongle()
  const held = await there.permit(dongle, 0, current())
  expect(problemCode(await checkIn(here, [`${held.body.permit.slice(0, -4)}AAAA`]))).toBe('document-refused')
  await checkIn(here, [held.body.permit])
  const rows = await world.cloud.database.query(`select license_server_id from permit where dongle = $1`, [dongle.name])
  expect(rows).toEqual([{ license_server_id: there.licenseServer }])
})
