import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { browser } from '../auth/auth.fixture.ts'
import { verifyLedger } from '../ledger/verify/verify.ts'
import { backUp } from '../testing/backup.fixture.ts'
import { claimsOf, commit, licenseOf } from '../testing/cloud.fixture.ts'
import type { VirtualDongle } from '../testing/virtual-dongle.ts'
import { move, openOrder, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const licenses = () => [licenseOf('clinic-scan'), licenseOf('clinic-design'), licenseOf('lab-design')]

/** Nobody is signed in: the cloud's own signature is the authority. */
const present = (...certificates: string[]) =>
  browser(world.cloud).call('POST', '/v1/certificates/present', { certificates })

/** What the ledger says of a dongle. */
async function ledgerOf({ serial, thumbprint }: VirtualDongle) {
  const { query } = world.cloud.database
  return {
    custody: await query(
      `select license_id, sequence, debit, credit, transfer_id from custody
       where license_id in (select id from license where dongle_serial = $1) order by license_id, sequence`,
      [serial],
    ),
    transfers: await query(
      `select id, line, result, moved, kept, certificate_id from transfer where dongle_key = $1 order by id`,
      [thumbprint],
    ),
    pinned: await query(`select company_id, open_transfer_id from dongle_claim where key_thumbprint = $1`, [
      thumbprint,
    ]),
  }
}

test('[Q91] a cloud restored from an older backup has the whole chain, the pin and the transfer again [K10]', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, licenses())
  const restore = await backUp(cloud.database)
  const moved = await move(ours, dongle, 'clinic')
  const before = await ledgerOf(dongle)
  await restore()
  expect((await ledgerOf(dongle)).custody).toHaveLength(3)
  expect((await present(moved.certificate)).body).toEqual({ learned: 1, known: 0 })
  expect(await ledgerOf(dongle)).toEqual(before)
  expect((await present(moved.certificate)).body).toEqual({ learned: 0, known: 1 })
  expect((await ours.courier.open(dongle, 'clinic')).body).toMatchObject({
    result: 'already-moved',
    certificate: moved.certificate,
  })
  expect((await move(ours, dongle, 'lab')).result).toBe('all-moved')
})

test('[Q93] order and receipt make a learned transfer provable again, with the certificate it always had', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, licenses())
  const restore = await backUp(cloud.database)
  const { transfer, order, receipt, certificate } = await move(ours, dongle, 'clinic')
  await restore()
  await present(certificate)
  const alone = await ours.courier.call('GET', `/v1/transfers/${transfer}/certificate`)
  expect(alone.body).toMatchObject({ certificate, keys: cloud.deps.keys.keyFile })
  expect(alone.body).not.toHaveProperty('receipt')
  expect((await commit(cloud, dongle, order, receipt)).body.certificate).toBe(certificate)
  const bundle = await ours.courier.call('GET', `/v1/transfers/${transfer}/certificate`)
  expect(bundle.body).toMatchObject({ certificate, order, receipt, dongleKey: dongle.key })
})

test('[Q91] a backup from between order and receipt ends the open transfer by its certificate', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, licenses())
  const { order } = await openOrder(ours, dongle, 'clinic')
  const restore = await backUp(cloud.database)
  const { body } = await ours.courier.commit(dongle, order, dongle.retire(order))
  const before = await ledgerOf(dongle)
  await restore()
  await present(body.certificate)
  expect(await ledgerOf(dongle)).toEqual(before)
})

test('[Q91] once a certificate is known again, an older state of its dongle is noticed', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, licenses())
  const lost = dongle.copy()
  const restore = await backUp(cloud.database)
  const { certificate } = await move(ours, dongle, 'clinic')
  await restore()
  await present(certificate)
  expect((await ours.courier.preview(lost, 'lab')).body).toMatchObject({ code: 'dongle-rolled-back' })
})

test('what this cloud has not signed is not looked at, nor what comes with it', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, licenses())
  const restore = await backUp(cloud.database)
  const { certificate, order } = await move(ours, dongle, 'clinic')
  await restore()
  const [head = '', , signature = ''] = certificate.split('.')
  const claims = claimsOf<object>(certificate)
  const forged = [head, Buffer.from(JSON.stringify({ ...claims, contact: 'x' })).toString('base64url'), signature].join(
    '.',
  )
  for (const wrong of [forged, order, 'nonsense'])
    expect((await present(certificate, wrong)).body).toMatchObject({ code: 'document-refused' })
  expect((await ledgerOf(dongle)).custody).toHaveLength(3)
})

test('[Q91] a contract that was imported anew at another time is the same chain', async () => {
  const { ours, cloud, sell } = world
  const dongle = await sell(ours.company, licenses())
  const restore = await backUp(cloud.database)
  const { certificate } = await move(ours, dongle, 'clinic')
  const before = await ledgerOf(dongle)
  await restore()
  await cloud.database.query(`update custody set at = at + interval '1 day' where transfer_id is null`)
  expect((await present(certificate)).body).toEqual({ learned: 1, known: 0 })
  expect(await ledgerOf(dongle)).toEqual(before)
  expect((await verifyLedger(cloud.deps, { after: undefined, limit: 1000 })).faults).toEqual([])
})

test('a license whose contract was not imported again yet is learned later', async () => {
  const { ours, cloud, sell } = world
  const restore = await backUp(cloud.database)
  const dongle = await sell(ours.company, licenses())
  const { certificate } = await move(ours, dongle, 'clinic')
  await restore()
  expect((await present(certificate)).body).toEqual({ learned: 0, known: 0 })
})

test('[Q91] law: whatever the backup is from, and in whatever order certificates come, the ledger is as it was', async () => {
  const order = fc.shuffledSubarray([0, 1, 0, 1], { minLength: 4 })
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(['clinic', 'lab'], { minLength: 2 }),
      fc.nat(2),
      order,
      async (lines, at, turns) => {
        const { ours, cloud, sell } = world
        const dongle = await sell(ours.company, licenses())
        const restores = [await backUp(cloud.database)]
        const certificates: string[] = []
        for (const line of lines) {
          certificates.push((await move(ours, dongle, line)).certificate)
          restores.push(await backUp(cloud.database))
        }
        const before = await ledgerOf(dongle)
        await restores[at]?.()
        for (const turn of turns) await present(certificates[turn] ?? '')
        expect(await ledgerOf(dongle)).toEqual(before)
      },
    ),
    { numRuns: 5, seed: 91 },
  )
})
