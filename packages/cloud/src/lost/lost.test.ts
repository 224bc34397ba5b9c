import type { TransferSummary } from '@undongle/core/api/transfer'
import { blockedName, openBlockList } from '@undongle/core/document/block-list'
import { verifyCertificateBundle } from '@undongle/core/document/verify-bundle'
import { type CaseId, makeId } from '@undongle/core/id'
import { random, verifySignature } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { browser } from '../auth/auth.fixture.ts'
import { verifyLedger } from '../ledger/verify/verify.ts'
import { claimsOf, licenseOf, operatorOf, problemCode } from '../testing/cloud.fixture.ts'
import { type Customer, move, openOrder, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
let support: Awaited<ReturnType<typeof operatorOf>>['page']
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  support = (await operatorOf(world.cloud, 'sue@vendor.example')).page
})
afterAll(() => world.cloud.stop())

const newCase = (): CaseId => makeId('case', new Date(), random)

const report = ({ courier }: Customer, { serial }: { serial: string }, id = newCase()) =>
  courier.call('PUT', `/v1/lost-dongles/${id}`, { serial, what: 'lost', words: 'Left in a taxi.' })

const decide = (id: string, decision: string) =>
  support.call('POST', `/v1/cases/${id}/decision`, { decision: { decision }, words: 'Done.' })

async function blockList() {
  const { version, list } = (await browser(world.cloud).call('GET', '/v1/block-list')).body
  if (list === null) return { version, dongles: [] }
  const opened = openBlockList(list, world.cloud.deps.keys.believed, verifySignature)
  if (!opened.ok) return expect.fail(opened.fault)
  expect(opened.claims.version).toBe(version)
  return { version, dongles: opened.claims.dongles }
}

async function heldOf({ courier }: Customer, product: string) {
  const { body } = await courier.call('GET', '/v1/licenses?limit=200')
  return body.licenses
    .filter(({ license }: { license: { product: string } }) => license.product === product)
    .map((entry: { kind: string; place: string }) => `${entry.kind} ${entry.place}`)
    .toSorted()
}

const faults = async () => (await verifyLedger(world.cloud.deps, { after: undefined, limit: 1000 })).faults

test('[Q98] a lost dongle is blocked wherever it turns up, bridged in the account, and a case is open', async () => {
  const { ours, theirs, sell } = world
  const before = await blockList()
  const dongle = await sell(ours.company, [licenseOf('clinic-scan', { quantity: 2 }), licenseOf('lab-design')])
  const reported = await report(ours, dongle)
  expect(reported.body).toMatchObject({
    topic: 'lost-dongle',
    severity: 'bridged',
    serial: dongle.serial,
    facts: { words: 'lost: Left in a taxi.' },
  })
  const bridged = reported.body.facts.bridge.map(({ product }: { product: string }) => product)
  expect(bridged.toSorted()).toEqual(['clinic-scan', 'lab-design'])
  for (const courier of [ours.courier, theirs.courier]) {
    expect(problemCode(await courier.preview(dongle, 'clinic'))).toBe('dongle-lost')
    expect(problemCode(await courier.open(dongle, 'clinic', { planHash: 'x'.repeat(43), nonce: '' }))).toBe(
      'dongle-lost',
    )
  }
  const after = await blockList()
  expect(after.version).toBeGreaterThan(before.version)
  expect(after.dongles).toContain(blockedName(dongle.serial))
  expect(await heldOf(ours, 'clinic-scan')).toEqual(['commercial dongle', 'temporary cloud'])
  const lease = await ours.courier.call('PUT', `/v1/leases/${makeId('lease', new Date(), random)}`, {
    product: 'clinic-scan',
    version: '6.0',
    previous: null,
  })
  expect(claimsOf<{ statusVersion: number }>(lease.body.lease).statusVersion).toBe(after.version)
  expect((await browser(world.cloud).call('GET', '/v1/lines')).body.blockListVersion).toBe(after.version)
  expect(await faults()).toEqual([])
})

test('[Q98] replaced: what was on it goes into the account once, the bridge ends, and it stays blocked for ever', async () => {
  const { ours, sell, cloud } = world
  const dongle = await sell(ours.company, [licenseOf('ortho-plan')])
  const { id } = (await report(ours, dongle)).body
  const [one, other] = await Promise.all([decide(id, 'replaced'), decide(id, 'replaced')])
  expect(one.status, JSON.stringify(one.body)).toBe(200)
  expect(one.body).toEqual(other.body)
  expect(await heldOf(ours, 'ortho-plan')).toEqual(['commercial cloud', 'temporary cloud'])
  const ends = await cloud.database.query('select term_until::text as ends from license where id = $1', [
    one.body.facts.bridge[0].license,
  ])
  expect(ends).toEqual([{ ends: cloud.deps.now().toISOString().slice(0, 10) }])
  expect(problemCode(await ours.courier.preview(dongle, 'ortho'))).toBe('dongle-lost')
  const again = (await report(ours, dongle)).body
  expect((await decide(again.id, 'found')).status).toBe(200)
  expect((await blockList()).dongles).toContain(blockedName(dongle.serial))
  expect(await faults()).toEqual([])
})

test('[Q98, Q93] replaced: each line has a certificate, which says why, verifies offline and names the dongle', async () => {
  const { ours, sell, cloud } = world
  const dongle = await sell(ours.company, [licenseOf('clinic-scan'), licenseOf('lab-design')])
  const { id } = (await report(ours, dongle)).body
  await decide(id, 'replaced')
  await cloud.certificateLog.sequence()
  const { transfers } = (await ours.courier.call('GET', '/v1/transfers?limit=200')).body
  const its = transfers.filter((found: TransferSummary) => found.dongle.serial === dongle.serial)
  expect(its.map(({ line, result }: TransferSummary) => `${line} ${result}`).toSorted()).toEqual([
    'clinic all-moved',
    'lab all-moved',
  ])
  for (const { id: transfer } of its as TransferSummary[]) {
    const { body } = await ours.courier.call('GET', `/v1/transfers/${transfer}/certificate`)
    const { verified, inLog, certificate } = verifyCertificateBundle(body, undefined, verifySignature)
    expect([verified, inLog]).toEqual([true, true])
    expect(certificate).toMatchObject({
      company: { id: ours.company },
      dongle: { serial: dongle.serial },
      replaced: { case: id, reason: 'Done.' },
    })
    expect(await cloud.database.query('select kind from outbox where id = $1', [`${transfer}.moved`])).toEqual([
      { kind: 'moved' },
    ])
  }
})

test('[Q98] found again: it is served as before, and a second loss is not bridged', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, [licenseOf('clinic-scan')])
  const { id } = (await report(ours, dongle)).body
  expect((await decide(id, 'found')).status).toBe(200)
  expect((await blockList()).dongles).not.toContain(blockedName(dongle.serial))
  expect((await ours.courier.preview(dongle, 'clinic')).body.outcome).toBe('all-moved')
  const again = (await report(ours, dongle)).body
  expect(again.facts.bridge).toEqual([])
  expect((await decide(again.id, 'refused')).status).toBe(200)
  expect((await move(ours, dongle, 'clinic')).result).toBe('all-moved')
})

test('[Q98] only its own company reports a dongle, and twice adds to one case', async () => {
  const { ours, theirs, sell } = world
  const dongle = await sell(ours.company, [licenseOf('clinic-scan')])
  expect(problemCode(await report(theirs, dongle))).toBe('dongle-not-yours')
  expect(problemCode(await report(ours, { serial: 'D-none' }))).toBe('dongle-not-yours')
  expect((await ours.courier.preview(dongle, 'clinic')).status).toBe(200)
  const [one, other] = await Promise.all([report(ours, dongle), report(ours, dongle)])
  expect(one.body.id).toBe(other.body.id)
  expect((await report(ours, dongle)).body).toMatchObject({ id: one.body.id, attempts: 3 })
  expect(problemCode(await decide(one.body.id, 'answered'))).toBe('decision-unfit')
  const own = await ours.courier.call('POST', `/v1/cases/${one.body.id}/decision`, {
    decision: { decision: 'replaced' },
    words: 'x',
  })
  expect(problemCode(own)).toBe('not-allowed')
})

test('[Q98, Q91] a receipt that was on its way is credited, and what was replaced is not credited again', async () => {
  const { ours, sell } = world
  const retired = await sell(ours.company, [licenseOf('clinic-scan')])
  const first = await openOrder(ours, retired, 'clinic')
  const receipt = retired.retire(first.order)
  const { id } = (await report(ours, retired)).body
  expect((await ours.courier.commit(retired, first.order, receipt)).body.result).toBe('all-moved')
  expect((await decide(id, 'replaced')).status).toBe(200)
  const late = await sell(ours.company, [licenseOf('clinic-scan')])
  const second = await openOrder(ours, late, 'clinic')
  const lateReceipt = late.retire(second.order)
  await decide((await report(ours, late)).body.id, 'replaced')
  expect(problemCode(await ours.courier.commit(late, second.order, lateReceipt))).toBe('superseded')
  expect(await faults()).toEqual([])
})
