import type { AlignmentAnswer } from '@undongle/core/api/alignment'
import { type AlignmentId, makeId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { type Browser, signedIn } from '../auth/auth.fixture.ts'
import { verifyLedger } from '../ledger/verify/verify.ts'
import { contractFile, licenseOf, operatorOf, problemCode } from '../testing/cloud.fixture.ts'
import { type Customer, move, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
let ourAdmin: Browser
let theirAdmin: Browser
let support: Browser
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  const { cloud, ours, theirs } = world
  ourAdmin = (await signedIn(cloud, [[ours.company, 'company-admin']])).page
  theirAdmin = (await signedIn(cloud, [[theirs.company, 'company-owner']])).page
  support = (await operatorOf(cloud, 'sue@vendor.example')).page
})
afterAll(() => world.cloud.stop())

let contracts = 0
/** One dongle with a clinic license of ours and a lab license of theirs [Q28]. */
async function shareDongle() {
  const { ours, theirs, sell, operator } = world
  const [clinic, lab] = [licenseOf('clinic-scan'), licenseOf('lab-design')]
  const dongle = await sell(ours.company, [clinic], { onDongle: [clinic, lab], dongle: { company: null } })
  await sellTo(theirs, lab, dongle.serial)
  async function sellTo({ company }: Customer, license: License, serial: string) {
    const file = contractFile(company, [{ license, dongle: serial }], { number: `S-${++contracts}` })
    expect((await operator.import(file)).status).toBe(200)
  }
  return dongle
}

const newAlignment = (): AlignmentId => makeId('alignment', new Date(), random)
const propose = (page: Browser, serial: string, into: 'ours' | 'theirs', id = newAlignment()) =>
  page.call('PUT', `/v1/alignments/${id}`, { serial, into, words: 'We are one practice.' })
const settle = (page: Browser, id: string, agrees = true) =>
  page.call('POST', `/v1/alignments/${id}/settlement`, { agrees, words: 'Yes.' })
const faults = async () => (await verifyLedger(world.cloud.deps, { after: undefined, limit: 1000 })).faults

test('[Q28] two companies on one dongle: both admins agree, then each line moves into the same company', async () => {
  const { ours, theirs, cloud } = world
  const dongle = await shareDongle()
  const proposed = await propose(ourAdmin, dongle.serial, 'ours')
  expect(proposed.body).toMatchObject({ from: theirs.company, to: ours.company, outcome: 'waiting' })
  const { id } = proposed.body as AlignmentAnswer
  expect(problemCode(await settle(ourAdmin, id))).toBe('alignment-unknown')
  expect(
    problemCode(await theirs.courier.call('POST', `/v1/alignments/${id}/settlement`, { agrees: true, words: 'x' })),
  ).toBe('not-allowed')
  expect((await settle(theirAdmin, id)).body).toMatchObject({ outcome: 'agreed', settledWords: 'Yes.' })
  expect(problemCode(await settle(theirAdmin, id))).toBe('alignment-settled')
  expect((await theirs.courier.open(dongle, 'lab')).body).toMatchObject({ result: 'other-company' })
  const plan = (await theirs.courier.preview(dongle, 'lab')).body.plan.licenses
  expect(plan.map(({ reason }: { reason: string }) => reason)).not.toContain('moves')
  expect((await move(ours, dongle, 'clinic')).result).toBe('partly-moved')
  expect((await move(ours, dongle, 'lab')).result).toBe('all-moved')
  const told = await cloud.database.query(`select company_id from outbox where id = $1 order by 1`, [`${id}.settled`])
  expect(told).toEqual([ours.company, theirs.company].toSorted().map((company_id) => ({ company_id })))
  expect((await theirAdmin.call('GET', '/v1/alignments')).body.alignments).toMatchObject([{ id, outcome: 'agreed' }])
  expect(await faults()).toEqual([])
})

test('[Q28] a refusal changes nothing, and support decides where nobody agrees', async () => {
  const { ours, theirs } = world
  const dongle = await shareDongle()
  const first = await propose(ourAdmin, dongle.serial, 'ours')
  expect((await settle(theirAdmin, first.body.id, false)).body.outcome).toBe('refused')
  const before = await theirs.courier.preview(dongle, 'lab')
  expect(before.body.plan.licenses).toContainEqual(expect.objectContaining({ reason: 'moves' }))
  const second = await propose(ourAdmin, dongle.serial, 'theirs')
  expect(second.body).toMatchObject({ from: ours.company, to: theirs.company })
  expect((await settle(support, second.body.id)).body.outcome).toBe('decided')
  expect((await move(theirs, dongle, 'lab')).result).toBe('partly-moved')
  expect((await move(theirs, dongle, 'clinic')).result).toBe('all-moved')
  expect(await faults()).toEqual([])
})

test('[Q28] [Q33] nothing is aligned that is one company’s, unknown, or moved already', async () => {
  const { ours, theirs, sell } = world
  const own = await sell(ours.company, [licenseOf('clinic-scan')])
  expect(problemCode(await propose(ourAdmin, own.serial, 'ours'))).toBe('alignment-unfit')
  expect(problemCode(await propose(theirAdmin, own.serial, 'ours'))).toBe('alignment-unfit')
  expect(problemCode(await propose(ourAdmin, 'D-none', 'ours'))).toBe('alignment-unfit')
  const moved = await shareDongle()
  const early = await propose(ourAdmin, moved.serial, 'ours')
  await move(theirs, moved, 'lab')
  expect(problemCode(await settle(theirAdmin, early.body.id))).toBe('alignment-unfit')
  expect(problemCode(await propose(ourAdmin, moved.serial, 'ours'))).toBe('alignment-unfit')
})

test('[Q29] [Q32] two dongles move into one company, whose licenses they then are, on any machine', async () => {
  const { ours, sell } = world
  const [one, other] = [
    await sell(ours.company, [licenseOf('clinic-design')]),
    await sell(ours.company, [licenseOf('render-node')]),
  ]
  const moved = await move(ours, other, 'render')
  expect(moved.result).toBe('all-moved')
  expect((await move(ours, one, 'clinic')).result).toBe('all-moved')
  const { licenses } = (await ourAdmin.call('GET', '/v1/licenses?limit=200')).body
  for (const { serial } of [one, other])
    expect(licenses).toContainEqual(expect.objectContaining({ dongle: serial, place: 'cloud' }))
})
