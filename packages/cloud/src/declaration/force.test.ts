import { openCertificate } from '@undongle/core/document/certificate'
import { verifySignature } from '@undongle/core/node/crypto'
import { addDays, toSeconds } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { browser } from '../auth/auth.fixture.ts'
import { verifyLedger } from '../ledger/verify/verify.ts'
import { declareGone } from '../machine/gone.ts'
import { commit, licenseOf, operatorOf, problemCode } from '../testing/cloud.fixture.ts'
import { openOrder, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
let two: Record<'anna' | 'bert', Awaited<ReturnType<typeof operatorOf>>['page']>
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  const { cloud } = world
  const [anna, bert] = [await operatorOf(cloud, 'anna@vendor.example'), await operatorOf(cloud, 'bert@vendor.example')]
  two = { anna: anna.page, bert: bert.page }
})
afterAll(() => world.cloud.stop())

/** An order that was made so many days ago, and whose dongle was never heard of again. */
async function orderedBefore(days = 14) {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, [licenseOf('clinic-scan'), licenseOf('lab-design')])
  const { transfer } = await openOrder(ours, dongle, 'clinic')
  await cloud.database.query(
    `update transfer set order_claims = regexp_replace(order_claims, '"iat":\\d+', '"iat":' || $2) where id = $1`,
    [transfer, String(toSeconds(addDays(cloud.deps.now(), -days)))],
  )
  const { order } = await openOrder(ours, dongle, 'clinic', { transfer })
  return { dongle, order, transfer }
}

const force = (transfer: string) => `/v1/transfers/${transfer}/force?company=${world.ours.company}`
const approval = (transfer: string) => `/v1/transfers/${transfer}/force/approval?company=${world.ours.company}`
const reason = { reason: 'Burnt with the reception desk' }

test('[Q91, Q93] two operators finish a transfer whose dongle died, and say so in its certificate, which the log has [K12]', async () => {
  const { dongle, transfer } = await orderedBefore()
  expect((await two.anna.call('PUT', force(transfer), reason)).body).toMatchObject({ act: 'force', approvedBy: null })
  const { body } = await two.bert.call('POST', approval(transfer), {})
  const opened = openCertificate(body.certificate, world.cloud.deps.keys.believed, verifySignature)
  expect(opened).toMatchObject({ ok: true, claims: { transfer, forced: reason, result: 'partly-moved' } })
  // No dongle and no journal could tell a restored cloud of it.
  const { certificates } = world.cloud.deps.register
  expect(await certificates.read(certificates.count() - 1, 1)).toMatchObject([{ document: body.certificate }])
  expect((await two.bert.call('POST', approval(transfer), {})).body).toEqual(body)
  const { licenses } = (await world.ours.courier.call('GET', '/v1/licenses?limit=200')).body
  const ofDongle = licenses.filter((held: { dongle: string }) => held.dongle === dongle.serial)
  expect(ofDongle.map(({ place }: { place: string }) => place).toSorted()).toEqual(['cloud', 'dongle'])
  const rows = await world.cloud.database.query('select kind, facts from outbox where id = $1', [transfer])
  expect(rows).toMatchObject([{ kind: 'transfer-forced', facts: { transfer, serial: dongle.serial, ...reason } }])
  expect((await verifyLedger(world.cloud.deps, { after: undefined, limit: 1000 })).faults).toEqual([])
})

test('[Q91] one operator is not enough, nor are thirteen days', async () => {
  const early = await orderedBefore(13)
  expect(problemCode(await two.anna.call('PUT', force(early.transfer), reason))).toBe('force-too-early')
  const { transfer } = await orderedBefore()
  expect(problemCode(await two.bert.call('POST', approval(transfer), {}))).toBe('proposal-unknown')
  await two.anna.call('PUT', force(transfer), reason)
  expect(problemCode(await two.anna.call('POST', approval(transfer), {}))).toBe('second-person-needed')
  expect((await world.ours.courier.call('GET', `/v1/transfers/${transfer}`)).body).toMatchObject({ state: 'ordered' })
})

test('[Q91] a receipt that comes late finds the forced certificate, and credits nothing twice', async () => {
  const { dongle, order, transfer } = await orderedBefore()
  await two.anna.call('PUT', force(transfer), reason)
  const { body } = await two.bert.call('POST', approval(transfer), {})
  const late = await commit(world.cloud, dongle, order, dongle.retire(order))
  expect(late.body.certificate).toBe(body.certificate)
  const rows = await world.cloud.database.query(
    'select sequence from custody where transfer_id = $1 order by sequence',
    [transfer],
  )
  expect(rows).toEqual([{ sequence: 2 }])
})

test('[Q91] the dongle is blocked: it is never ordered again, and gives up what it still shows', async () => {
  const { dongle, order, transfer } = await orderedBefore()
  await two.anna.call('PUT', force(transfer), reason)
  await two.bert.call('POST', approval(transfer), {})
  const { courier } = world.ours
  expect(problemCode(await courier.preview(dongle, 'lab'))).toBe('dongle-blocked')
  expect(problemCode(await courier.open(dongle, 'lab', { nonce: '', planHash: 'x'.repeat(43) }))).toBe('dongle-blocked')
  const mend = () => browser(world.cloud).call('POST', '/v1/dongles/mend', { evidence: dongle.evidence() })
  expect((await mend()).body).toEqual({ answer: 'ordered', order })
  dongle.retire(order)
  expect(problemCode(await mend())).toBe('dongle-blocked')
})

test('what was finished or cancelled meanwhile is not forced', async () => {
  const { dongle, order, transfer } = await orderedBefore()
  await two.anna.call('PUT', force(transfer), reason)
  await commit(world.cloud, dongle, order, dongle.retire(order))
  expect(problemCode(await two.bert.call('POST', approval(transfer), {}))).toBe('force-refused')
})

test('[Q91] a restored cloud forces nothing before every machine has said what it holds, also when its wait is over', async () => {
  const { transfer } = await orderedBefore()
  const { query } = world.cloud.database
  await query(
    `insert into restore_epoch (epoch, started_at, ends_at) values (1, now() - interval '100 days', now() - interval '80 days')`,
  )
  expect(problemCode(await two.anna.call('PUT', force(transfer), reason))).toBe('machines-unheard')
  const { register } = world.cloud.deps
  for (const [licenseServer, company] of register.machines)
    await declareGone(world.cloud.deps, company, { licenseServer, by: null, reason: 'Scrapped' })
  expect((await two.anna.call('PUT', force(transfer), reason)).status).toBe(200)
  await query('delete from restore_epoch')
})
