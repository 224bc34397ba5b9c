import { makeId, type TransferId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { licenseOf, operatorOf } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { type Customer, startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { refusalOf } from '../../packages/license-server/src/transfer/detail.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { type Dongles, openCourier, openDongles, type TestCourier } from './courier.ts'

// What a License Server is told when the licenses of its transfer went on, by corrections, before it heard the end.

let world: World
let dongles: Dongles
let courier: TestCourier
let operators: Awaited<ReturnType<typeof operatorOf>>['page'][]
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  dongles = openDongles()
  courier = openCourier(world, world.ours)
  operators = []
  for (const name of ['anna', 'bert']) operators.push((await operatorOf(world.cloud, `${name}@vendor.example`)).page)
})
afterAll(async () => {
  courier.close()
  dongles.remove()
  await world.cloud.stop()
})

/** Two operators move what a transfer brought to one company into another. @returns the new transfer and its certificate */
async function correct(corrects: TransferId, from: Customer, to: Customer) {
  const [anna, bert] = operators
  const id = makeId('transfer', new Date(), random)
  const body = { corrects, to: to.company, contact: 'ada@theirs.example', reason: 'Wrong branch of the chain' }
  await anna?.call('PUT', `/v1/corrections/${id}?company=${from.company}`, body)
  const approved = await bert?.call('POST', `/v1/corrections/${id}/approval?company=${from.company}`, {})
  return { id, certificate: String(approved?.body.certificate) }
}

/** The dongle is off and the cloud has credited it; the answer never came. */
async function retired() {
  const dongle = await dongles.sell(world, world.ours, [licenseOf('clinic-scan')])
  const id = await courier.intend(dongle, 'clinic')
  await courier.runTo(id, dongle, ['retired'], noAnswerTo('never'))
  const lost = courier.runTo(id, dongle, ['moved'], noAnswerTo('COMMIT'))
  await expect(lost).rejects.toThrow('lost')
  return { dongle, id }
}

const noAnswerTo = (message: string) => (when: 'before' | 'after', what: string) => {
  if (when === 'after' && what === message) throw new Error('lost')
}

function ended(id: TransferId) {
  const transfer = courier.find(id)
  return transfer.state === 'refused' ? refusalOf(transfer) : expect.fail(transfer.state)
}

test('[Q86] COMMIT again after a correction ends the transfer with the newer certificate, as another company’s', async () => {
  const { ours, theirs } = world
  const { dongle, id } = await retired()
  const { certificate } = await correct(id, ours, theirs)
  await courier.runTo(id, dongle, ['moved', 'refused'])
  expect(ended(id)).toEqual({ result: 'other-company', document: certificate, temporary: null })
})

test('[Q86] another machine carried it out, and it was corrected since: OPEN again ends it as another company’s', async () => {
  const { ours, theirs } = world
  const dongle = await dongles.sell(world, ours, [licenseOf('clinic-scan')])
  const id = await courier.intend(dongle, 'clinic')
  await expect(courier.runTo(id, dongle, ['ordered'], noAnswerTo('OPEN'))).rejects.toThrow('lost')
  const other = openCourier(world, ours)
  const joined = await other.intend(dongle, 'clinic')
  await other.runTo(joined, dongle, ['moved'])
  other.close()
  const { certificate } = await correct(id, ours, theirs)
  await courier.runTo(id, dongle, ['moved', 'refused'])
  expect(ended(id)).toEqual({ result: 'other-company', document: certificate, temporary: null })
})
