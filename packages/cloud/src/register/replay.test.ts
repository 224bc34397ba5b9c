import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { postgresLogQueue } from '../log/queue.ts'
import { licenseOf } from '../testing/cloud.fixture.ts'
import { move, startWorld, type World } from '../testing/world.fixture.ts'
import { replayCertificates } from './replay.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const newCertificate = () => makeId('certificate', new Date(), random)

/** What an older backup has of everything that was finished since: nothing. */
async function forgetTransfers() {
  const { query } = world.cloud.database
  await query('delete from custody where transfer_id is not null')
  await query('begin; delete from certificate; delete from transfer; commit')
  await query('delete from log_leaf')
  await query('update dongle_claim set company_id = null, certificate_id = null, open_transfer_id = null')
}

test('[Q91, Q93] a restored database learns from the register who holds which license, and the log goes on', async () => {
  const { ours, theirs, cloud, sell } = world
  const { deps, certificateLog } = cloud
  const dongle = await sell(ours.company, [licenseOf('clinic-scan')])
  const done = await move(ours, dongle, 'clinic')
  await certificateLog.sequence()
  const read = async () => (await ours.courier.call('GET', '/v1/licenses')).body
  const before = await read()
  await forgetTransfers()
  expect(await read()).not.toEqual(before)

  const queue = postgresLogQueue(deps)
  expect(await replayCertificates(deps, await queue.placed())).toEqual({ learned: 1, left: [] })
  await certificateLog.sequence()
  expect(await read()).toEqual(before)
  expect(deps.register.certificates.count()).toBe(1)
  expect(await queue.placed()).toBe(1)
  expect((await ours.courier.open(dongle, 'clinic')).body).toMatchObject({ certificate: done.certificate })
  expect((await theirs.courier.open(dongle, 'clinic')).body).toMatchObject({ result: 'other-company' })
  expect(await replayCertificates(deps, 0)).toEqual({ learned: 0, left: [] })

  const [known] = await deps.register.certificates.read(0, 1)
  const strange = { id: newCertificate(), company: ours.company, document: 'no.such.document', salt: known?.salt ?? '' }
  await deps.register.certificates.append([strange])
  expect(await replayCertificates(deps, 0)).toEqual({ learned: 0, left: [strange.id] })
})
