import { openCertificate } from '@undongle/core/document/certificate'
import type { ResultDocument } from '@undongle/core/document/result'
import { verifySignature } from '@undongle/core/node/crypto'
import { addDays, dayMs } from '@undongle/core/time'
import type { PlannedLicense } from '@undongle/core/transfer/plan'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { claimsOf, licenseOf, newTransfer, problemCode } from '../testing/cloud.fixture.ts'
import { move, openOrder, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const certificateOf = (document: string) => {
  const opened = openCertificate(document, world.cloud.deps.keys.believed, verifySignature)
  return opened.ok ? opened.claims : expect.fail(opened.fault)
}

test('[Q50] everything on the dongle was for this line and has moved', async () => {
  const { ours, sell } = world
  const licenses = [licenseOf('clinic-scan'), licenseOf('clinic-design', { quantity: 3 })]
  const dongle = await sell(ours.company, licenses)
  const { result, certificate } = await move(ours, dongle, 'clinic')
  expect(result).toBe('all-moved')
  expect(certificateOf(certificate)).toMatchObject({ result: 'all-moved', kept: [], contact: ours.courier.email })
})

test('[Q51] one line moves, the other stays on the dongle; later it moves into the same company too', async () => {
  const { ours, sell } = world
  const clinic = [licenseOf('clinic-scan'), licenseOf('clinic-design')]
  const dongle = await sell(ours.company, [...clinic, licenseOf('lab-design')])
  const first = await move(ours, dongle, 'clinic')
  expect(first.result).toBe('partly-moved')
  expect(certificateOf(first.certificate).kept.map(({ reason }) => reason)).toEqual(['other-line'])
  const second = await move(ours, dongle, 'lab')
  expect(second.result).toBe('all-moved')
  expect(certificateOf(second.certificate).moved.map(({ license }) => license.line)).toEqual(['lab'])
})

test('[Q52] a dongle without a subscription moves nothing; the signed word is stored and repeated', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, [], { onDongle: [licenseOf('clinic-design')] })
  const { planHash, nonce, outcome } = (await ours.courier.preview(dongle, 'clinic')).body
  expect(outcome).toBe('no-subscription')
  const transfer = (await openRefused(dongle, { planHash, nonce })).transfer
  const again = await openRefused(dongle, { planHash, nonce, transfer })
  expect(again.result).toBe('no-subscription')
  expect(claimsOf<ResultDocument>(again.document)).toMatchObject({ transfer, temporary: null })
  expect((await openRefused(dongle, { planHash, nonce, transfer })).document).toBe(again.document)
})

test('[Q53] a key license without a subscription is bridged once per dongle, ever, with an end date', async () => {
  const { ours, theirs, cloud, sell } = world
  const dongle = await sell(ours.company, [], { onDongle: [licenseOf('clinic-scan'), licenseOf('clinic-design')] })
  const first = await openRefused(dongle, {})
  expect(first.result).toBe('temporary-subscription')
  const { temporary } = claimsOf<ResultDocument>(first.document)
  expect(temporary).toMatchObject({
    product: 'clinic-scan',
    until: addDays(cloud.deps.now(), 14).toISOString().slice(0, 10),
  })
  const { licenses } = (await ours.courier.call('GET', '/v1/licenses?limit=200')).body
  expect(licenses).toContainEqual(
    expect.objectContaining({
      kind: 'temporary',
      place: 'cloud',
      license: expect.objectContaining({ id: temporary?.license }),
    }),
  )
  expect((await openRefused(dongle, {})).result).toBe('no-subscription')
  const elsewhere = await theirs.courier.open(dongle, 'clinic')
  expect(elsewhere.body).toMatchObject({ answer: 'refused', result: 'no-subscription' })
})

test('[Q54] [Q33] a dongle another company moved stays theirs', async () => {
  const { ours, theirs, sell } = world
  const dongle = await sell(theirs.company, [licenseOf('clinic-scan'), licenseOf('lab-design')])
  await move(theirs, dongle, 'clinic')
  for (const line of ['clinic', 'lab']) {
    expect((await openRefused(dongle, {}, line)).result).toBe('other-company')
  }
  expect((await ours.courier.call('GET', '/v1/licenses?limit=200')).body.licenses).not.toContainEqual(
    expect.objectContaining({ dongle: dongle.serial }),
  )
})

test('a dongle assigned to another company is not opened, even for licenses of our own', async () => {
  const { ours, theirs, sell } = world
  const mine = licenseOf('lab-design')
  const dongle = await sell(ours.company, [mine], { dongle: { company: theirs.company } })
  expect((await ours.courier.preview(dongle, 'lab')).body).toMatchObject({
    outcome: 'other-company',
    facts: { assignment: 'other-company' },
  })
  expect((await openRefused(dongle, {}, 'lab')).result).toBe('other-company')
})

test('[Q55] what has moved already answers with the same certificate, byte for byte', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, [licenseOf('clinic-scan'), licenseOf('lab-design')])
  const clinic = await move(ours, dongle, 'clinic')
  await move(ours, dongle, 'lab')
  const again = await ours.courier.open(dongle, 'clinic')
  expect(again.body).toEqual({ answer: 'moved', result: 'already-moved', certificate: clinic.certificate })
})

test('a dongle without a license for this line is not used up', async () => {
  const { ours, sell, operator } = world
  const later = licenseOf('clinic-scan')
  const dongle = await sell(ours.company, [licenseOf('lab-design')])
  expect((await openRefused(dongle, {})).result).toBe('nothing-relevant')
  const file = { number: 'C-later', company: ours.company, kind: 'commercial' }
  const { line: _line, name: _name, ...license } = later
  const imported = await operator.import({
    vendor: 'Vendor',
    lines: [],
    products: [],
    companies: [{ id: ours.company, name: 'Ours' }],
    contracts: [{ ...file, licenses: [{ ...license, dongle: dongle.serial }] }],
    dongles: [],
  })
  expect(imported.body).toMatchObject({ added: { licenses: 1 } })
  expect((await move(ours, dongle, 'clinic')).result).toBe('partly-moved')
})

test('[Q21] [Q59] under a whole-dongle policy one old license keeps all, and is named', async () => {
  const { ours, sell } = world
  const old = licenseOf('render-node', { generation: '2.4' })
  const dongle = await sell(ours.company, [licenseOf('render-node'), old])
  const { plan, outcome } = (await ours.courier.preview(dongle, 'render')).body
  expect(outcome).toBe('ineligible')
  expect(plan.licenses.find((planned: PlannedLicense) => planned.license.id === old.id)).toMatchObject({
    reason: 'old-generation',
  })
  expect((await openRefused(dongle, {}, 'render')).result).toBe('ineligible')
  expect(dongle.state().body.generation).toBe(1)
})

test('[Q26] a dongle whose transfer the vendor switched off is ineligible', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, [licenseOf('clinic-scan')], { dongle: { enabled: false } })
  expect((await openRefused(dongle, {})).result).toBe('ineligible')
})

test('[Q09] each line moves in its own wave: what has not come stays on the dongle', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, [licenseOf('ortho-plan'), licenseOf('clinic-scan')])
  const { plan } = (await ours.courier.preview(dongle, 'ortho')).body
  expect(plan.licenses).toMatchObject([{ reason: 'wave-not-open' }, { reason: 'other-line' }])
  expect((await openRefused(dongle, {}, 'ortho')).result).toBe('ineligible')
  expect((await move(ours, dongle, 'clinic')).result).toBe('partly-moved')
})

test('an order of a line with a grace bounds the dongle to its end, which a second order does not restart', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, [licenseOf('lab-design')])
  const first = await openOrder(ours, dongle, 'lab')
  const { until, iat } = claimsOf<{ until: number; iat: number }>(first.order)
  expect(until).toBe(iat + 30 * (dayMs / 1000))
  dongle.cancel(first.transfer)
  cloud.clock.aheadMs += 60_000
  const second = await openOrder(ours, dongle, 'lab')
  expect(claimsOf<{ until: number }>(second.order).until).toBe(until)
  dongle.retire(second.order)
})

test('[Q91] a grace that was used stays used in a database that has forgotten it', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, [licenseOf('lab-design')])
  const first = await openOrder(ours, dongle, 'lab')
  const { until } = claimsOf<{ until: number }>(first.order)
  dongle.cancel(first.transfer)
  cloud.clock.aheadMs += 60_000
  await cloud.database.query(`update dongle_claim set grace_until = '{}'`)
  const second = await openOrder(ours, dongle, 'lab')
  expect(claimsOf<{ until: number }>(second.order).until).toBe(until)
  dongle.retire(second.order)
})

test('[Q81] the contract decides: a difference is shown, and what the contract says is credited', async () => {
  const { ours, sell } = world
  const license = licenseOf('clinic-design', { quantity: 5 })
  const dongle = await sell(ours.company, [license], { onDongle: [{ ...license, quantity: 9 }] })
  const { plan } = (await ours.courier.preview(dongle, 'clinic')).body
  expect(plan.licenses).toMatchObject([{ license: { quantity: 5 }, dongleSays: { quantity: 9 } }])
  const { certificate } = await move(ours, dongle, 'clinic')
  expect(certificateOf(certificate).moved).toMatchObject([{ license: { quantity: 5 } }])
})

test('[Q81] a license of the contract that is not on the dongle moves too; one the contract does not know stays', async () => {
  const { ours, sell } = world
  const [listed, contracted, extra] = [licenseOf('clinic-scan'), licenseOf('clinic-design'), licenseOf('clinic-design')]
  const dongle = await sell(ours.company, [listed, contracted], { onDongle: [listed, extra] })
  const { certificate, result } = await move(ours, dongle, 'clinic')
  const { moved, kept } = certificateOf(certificate)
  expect(result).toBe('partly-moved')
  expect(moved.map(({ license }) => license.id).toSorted()).toEqual([listed.id, contracted.id].toSorted())
  expect(kept).toMatchObject([{ license: { id: extra.id }, reason: 'no-contract' }])
})

test('a dongle whose contract names only what is not on it hands out a receipt all the same', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, [licenseOf('clinic-scan')], { onDongle: [licenseOf('lab-design')] })
  expect((await move(ours, dongle, 'clinic')).result).toBe('partly-moved')
})

test('the target user is of the same company, and where the policy says so the one signed in', async () => {
  const { ours, theirs, sell } = world
  const render = await sell(ours.company, [licenseOf('render-node')])
  const foreign = await ours.courier.open(render, 'render', { targetUser: theirs.courier.email })
  expect(problemCode(foreign)).toBe('target-user-unknown')
  const known = await ours.courier.call('GET', `/v1/usernames/${encodeURIComponent(ours.courier.email)}`)
  expect(known.body).toEqual({ username: ours.courier.email, inCompany: true })
  const unknown = await ours.courier.call('GET', `/v1/usernames/${encodeURIComponent(theirs.courier.email)}`)
  expect(unknown.body.inCompany).toBe(false)
})

async function openRefused(
  dongle: Parameters<typeof openOrder>[1],
  more: Parameters<typeof openOrder>[3],
  line = 'clinic',
) {
  const transfer = more?.transfer ?? newTransfer()
  const { body } = await world.ours.courier.open(dongle, line, { ...more, transfer })
  if (body.answer !== 'refused') return expect.fail(`a refusal was expected: ${JSON.stringify(body).slice(0, 300)}`)
  return { transfer, result: body.result, document: body.document }
}
