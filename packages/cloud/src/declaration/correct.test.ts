import { type CorrectedCertificate, openCertificate } from '@undongle/core/document/certificate'
import { verifyCertificateBundle } from '@undongle/core/document/verify-bundle'
import { makeId } from '@undongle/core/id'
import { random, verifySignature } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { browser } from '../auth/auth.fixture.ts'
import { verifyLedger } from '../ledger/verify/verify.ts'
import { memoryRegister } from '../register/memory.ts'
import { replayCertificates } from '../register/replay.ts'
import { backUp } from '../testing/backup.fixture.ts'
import { commit, licenseOf, newTransfer, operatorOf, problemCode } from '../testing/cloud.fixture.ts'
import { type Customer, move, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
let two: Record<'anna' | 'bert', Awaited<ReturnType<typeof operatorOf>>['page']>
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  const { cloud } = world
  const [anna, bert] = [await operatorOf(cloud, 'anna@vendor.example'), await operatorOf(cloud, 'bert@vendor.example')]
  two = { anna: anna.page, bert: bert.page }
})
afterAll(() => world.cloud.stop())

const licenses = () => [licenseOf('clinic-scan'), licenseOf('clinic-design'), licenseOf('lab-design')]

/** A transfer that went into our company and should have gone into theirs. */
async function moveWrongly() {
  const { ours, sell } = world
  const dongle = await sell(ours.company, licenses())
  return { dongle, ...(await move(ours, dongle, 'clinic')) }
}

function propose(corrects: string, id = newTransfer()) {
  const { ours, theirs } = world
  const body = { corrects, to: theirs.company, contact: 'ada@theirs.example', reason: 'Wrong branch of the chain' }
  return two.anna.call('PUT', `/v1/corrections/${id}?company=${ours.company}`, body).then((answer) => ({ id, answer }))
}
const approve = (id: string, page = two.bert) =>
  page.call('POST', `/v1/corrections/${id}/approval?company=${world.ours.company}`, {})

async function correct(corrects: string) {
  const { id } = await propose(corrects)
  const { body, status } = await approve(id)
  expect(status).toBe(200)
  return { id, certificate: body.certificate as string }
}

async function heldBy({ courier }: Customer, serial: string) {
  const { licenses: held } = (await courier.call('GET', '/v1/licenses?limit=200')).body
  return held
    .filter((entry: { dongle: string }) => entry.dongle === serial)
    .map((entry: { license: { product: string }; place: string }) => `${entry.license.product} ${entry.place}`)
    .toSorted()
}

const outbox = (id: string) =>
  world.cloud.database.query('select company_id, kind from outbox where id = $1 order by company_id', [id])

test('[Q86, Q93] two operators move a transfer into the right company, both companies are told, and the log has it', async () => {
  const { ours, theirs, cloud } = world
  const { dongle, transfer, certificate: before } = await moveWrongly()
  const { id, certificate } = await correct(transfer)
  expect(await heldBy(ours, dongle.serial)).toEqual(['lab-design dongle'])
  expect(await heldBy(theirs, dongle.serial)).toEqual(['clinic-design cloud', 'clinic-scan cloud'])
  const opened = openCertificate(certificate, cloud.deps.keys.believed, verifySignature)
  const claims = (opened.ok ? opened.claims : expect.fail(opened.fault)) as CorrectedCertificate
  expect(claims).toMatchObject({ transfer: id, company: { id: theirs.company }, corrected: { from: ours.company } })
  expect(claims.moved.map(({ chain }) => chain.map(({ credit }) => credit))).toEqual(
    [1, 2].map(() => [`dongle:${dongle.serial}`, `company:${ours.company}`, `company:${theirs.company}`]),
  )
  expect(claims.corrected.supersedes).toBe(
    JSON.parse(Buffer.from(before.split('.')[1] ?? '', 'base64url').toString()).jti,
  )
  expect(await outbox(id)).toEqual(
    [ours.company, theirs.company].toSorted().map((company_id) => ({ company_id, kind: 'transfer-corrected' })),
  )
  const bundle = await theirs.courier.call('GET', `/v1/transfers/${id}/certificate`)
  expect(verifyCertificateBundle(bundle.body, undefined, verifySignature)).toMatchObject({
    verified: true,
    inLog: true,
  })
  expect((await verifyLedger(cloud.deps, { after: undefined, limit: 1000 })).faults).toEqual([])
})

test('[Q86, Q93] the old certificate is never edited: whoever downloads it gets it with the newer one, and it no longer verifies', async () => {
  const { ours, theirs } = world
  const { transfer, certificate: before } = await moveWrongly()
  const first = await correct(transfer)
  const old = (await ours.courier.call('GET', `/v1/transfers/${transfer}/certificate`)).body
  expect(old).toMatchObject({ certificate: before, newer: first.certificate })
  const { verified, checks } = verifyCertificateBundle(old, undefined, verifySignature)
  expect([verified, checks.at(-1)]).toEqual([false, { check: 'newer', fault: 'superseded' }])
  const current = (await theirs.courier.call('GET', `/v1/transfers/${first.id}/certificate`)).body
  expect(current).not.toHaveProperty('newer')
})

test('[Q86] the old receipt is answered with the newer certificate, and changes nothing', async () => {
  const { cloud } = world
  const { dongle, transfer, order, receipt } = await moveWrongly()
  const { certificate } = await correct(transfer)
  const late = await commit(cloud, dongle, order, receipt)
  expect(late.body).toMatchObject({ code: 'superseded', certificates: [certificate] })
})

test('[Q86] OPEN asked again after a correction is answered with the newer certificate', async () => {
  const { ours } = world
  const { dongle, transfer } = await moveWrongly()
  const { certificate } = await correct(transfer)
  expect((await ours.courier.open(dongle, 'clinic', { transfer })).body).toMatchObject({ answer: 'moved', certificate })
})

test('[Q86] one person is not enough, and what is proposed twice is proposed once', async () => {
  const { ours } = world
  const { transfer } = await moveWrongly()
  expect(problemCode(await approve(newTransfer()))).toBe('proposal-unknown')
  const { id, answer } = await propose(transfer)
  expect((await propose(transfer, id)).answer.body).toEqual(answer.body)
  expect(problemCode(await approve(id, two.anna))).toBe('second-person-needed')
  const once = await Promise.all([approve(id), approve(id)])
  expect(once[0]?.body).toEqual(once[1]?.body)
  expect(problemCode((await propose(transfer)).answer)).toBe('correction-refused')
  const list = await two.bert.call('GET', `/v1/declarations?company=${ours.company}`)
  expect(list.body.declarations.filter(({ corrects }: { corrects: string }) => corrects === transfer)).toHaveLength(1)
})

test('[Q91] the older certificate never takes back what was corrected', async () => {
  const { ours, theirs } = world
  const { dongle, transfer, certificate } = await moveWrongly()
  await correct(transfer)
  const present = await browser(world.cloud).call('POST', '/v1/certificates/present', { certificates: [certificate] })
  expect(present.body).toEqual({ learned: 0, known: 1 })
  expect(await heldBy(theirs, dongle.serial)).toHaveLength(2)
  expect(await heldBy(ours, dongle.serial)).toHaveLength(1)
})

test('[Q91] a rolled-back dongle whose licenses were corrected is put off again all the same', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, licenses())
  const lost = dongle.copy()
  const { transfer, order } = await move(ours, dongle, 'clinic')
  await correct(transfer)
  expect(problemCode(await ours.courier.preview(lost, 'lab'))).toBe('dongle-rolled-back')
  const mend = await browser(world.cloud).call('POST', '/v1/dongles/mend', { evidence: lost.evidence() })
  expect(mend.body).toEqual({ answer: 'ordered', order })
})

test('[Q86] a cloud restored from before the correction learns it from both certificates [K10]', async () => {
  const { ours, theirs, cloud } = world
  const restore = await backUp(cloud.database)
  const dongle = await world.sell(ours.company, licenses())
  const sold = await backUp(cloud.database)
  const first = await move(ours, dongle, 'clinic')
  const { certificate, id } = await correct(first.transfer)
  const told = await outbox(id)
  expect(told).toHaveLength(2)
  const custody = () =>
    cloud.database.query('select company_id, license_id, sequence, debit, credit from custody order by 1, 2, 3')
  const before = await custody()
  await restore()
  await sold()
  const present = (...certificates: string[]) =>
    browser(cloud).call('POST', '/v1/certificates/present', { certificates })
  expect((await present(certificate)).body).toEqual({ learned: 0, known: 0 })
  expect((await present(certificate, first.certificate)).body).toEqual({ learned: 2, known: 0 })
  expect(await custody()).toEqual(before)
  expect(await heldBy(theirs, dongle.serial)).toHaveLength(2)
  expect((await present(certificate, first.certificate)).body).toEqual({ learned: 0, known: 2 })
  expect(await outbox(id)).toEqual(told)
  const feed = [`${first.transfer}.moved`, `${id}.returned`, `${id}.moved`].map(outbox)
  expect((await Promise.all(feed)).map((rows) => rows.length)).toEqual([1, 1, 1])
  const older = await ours.courier.call('GET', `/v1/transfers/${first.transfer}`)
  expect(older.body.timeline.map(({ fact }: { fact: string }) => fact)).toContain('corrected')
})

test('[Q91] a company that was stopped learns no correction before an operator has looked', async () => {
  const { ours, theirs, cloud } = world
  const restore = await backUp(cloud.database)
  const dongle = await world.sell(ours.company, licenses())
  const sold = await backUp(cloud.database)
  const first = await move(ours, dongle, 'clinic')
  const { certificate } = await correct(first.transfer)
  await restore()
  await sold()
  const present = () =>
    browser(cloud).call('POST', '/v1/certificates/present', { certificates: [first.certificate, certificate] })
  const { ledger, now } = cloud.deps
  for (const stopped of [theirs.company, ours.company]) {
    const freeze = { alert: makeId('alert', now(), random), reason: 'a test', at: now() }
    await ledger.inCompany(stopped, (tx) => tx.freezes.freeze(freeze))
    expect(problemCode(await present())).toBe('company-frozen')
    await cloud.database.query('update company set frozen_at = null, frozen_reason = null where company_id = $1', [
      stopped,
    ])
  }
  expect((await present()).body).toMatchObject({ learned: expect.any(Number) })
  expect(await heldBy(theirs, dongle.serial)).toHaveLength(2)
})

test.each([
  ['in the same stretch of the register', 0],
  ['in a later one', 300],
])('[Q91] a correction that stands in the register before the transfer it corrects is learned all the same: %s', async (_, between) => {
  const { ours, theirs, cloud } = world
  const restore = await backUp(cloud.database)
  const dongle = await world.sell(ours.company, licenses())
  const sold = await backUp(cloud.database)
  const first = await move(ours, dongle, 'clinic')
  const { certificate } = await correct(first.transfer)
  await restore()
  await sold()
  const register = memoryRegister()
  const strange = Array.from({ length: between }, () => 'no.such.document')
  await register.certificates.append(
    [certificate, ...strange, first.certificate].map((document) => ({
      id: makeId('certificate', cloud.deps.now(), random),
      company: ours.company,
      document,
      salt: 's'.repeat(43),
    })),
  )
  const { learned, left } = await replayCertificates({ ...cloud.deps, register }, 0)
  expect([learned, left.length]).toEqual([2, between])
  expect(await heldBy(theirs, dongle.serial)).toHaveLength(2)
})

test('[Q86] a restored cloud corrects nothing before it has learned everything again', async () => {
  const { transfer } = await moveWrongly()
  const { id } = await propose(transfer)
  const { query } = world.cloud.database
  await query(`insert into restore_epoch (epoch, started_at, ends_at) values (1, now(), now() + interval '100 days')`)
  expect(problemCode(await approve(id))).toBe('epoch-running')
  await query('delete from restore_epoch')
  expect((await approve(id)).status).toBe(200)
})
