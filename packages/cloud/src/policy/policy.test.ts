import { openEmergency } from '@undongle/core/document/emergency'
import { verifySignature } from '@undongle/core/node/crypto'
import { presets } from '@undongle/core/policy/presets'
import { dayMs } from '@undongle/core/time'
import type { Context } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { emergencyEndpoints } from '../emergency/http.ts'
import { claimsOf, licenseOf, operatorOf, problemCode } from '../testing/cloud.fixture.ts'
import { openOrder, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
let page: World['operator']['page']
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  page = world.operator.page
})
afterAll(() => world.cloud.stop())

const lineOf = async (id: string) => {
  const { body } = await page.call('GET', '/v1/lines')
  return body.lines.find((line: { id: string }) => line.id === id)
}

test('a published policy is the line’s from then on; each version can still be read, with who published it', async () => {
  const draft = { ...presets.render, offlineDays: 3 }
  const published = await page.call('POST', '/v1/lines/render/policies', { policy: draft })
  expect(published.body).toEqual({ version: 2, published: true })
  expect((await lineOf('render')).policy).toEqual({ ...draft, version: 2 })
  const again = await page.call('POST', '/v1/lines/render/policies', { policy: draft })
  expect(again.body).toEqual({ version: 2, published: false })
  const { body } = await page.call('GET', '/v1/lines/render/policies')
  expect(body.versions).toMatchObject([
    { version: 2, publishedBy: expect.stringMatching(/^usr_/) },
    { version: 1, publishedBy: 'import' },
  ])
  expect((await page.call('GET', '/v1/lines/render/policies/1')).body.policy).toEqual(presets.render)
  expect(problemCode(await page.call('GET', '/v1/lines/render/policies/3'))).toBe('not-found')
})

test('an import with the same policy publishes nothing', async () => {
  const before = await page.call('GET', '/v1/lines/clinic/policies')
  const file = { vendor: 'Vendor', products: [], companies: [], contracts: [], dongles: [] }
  const lines = [{ id: 'clinic', name: 'Clinic', policy: 'clinic' }]
  expect((await world.operator.import({ ...file, lines })).status).toBe(200)
  expect((await page.call('GET', '/v1/lines/clinic/policies')).body).toEqual(before.body)
  const own = await page.call('GET', '/v1/lines/render/policies')
  expect(own.body.versions).toHaveLength(2)
  const again = [{ id: 'render', name: 'Render', policy: 'render' }]
  expect((await world.operator.import({ ...file, lines: again })).status).toBe(200)
  expect((await page.call('GET', '/v1/lines/render/policies')).body).toEqual(own.body)
})

test('two who publish at the same moment get two versions, and the line has the later one', async () => {
  const drafts = [4, 5, 6].map((offlineDays) => ({ policy: { ...presets.lab, offlineDays } }))
  const answers = await Promise.all(drafts.map((draft) => page.call('POST', '/v1/lines/lab/policies', draft)))
  expect(answers.map(({ body }) => body.version).toSorted()).toEqual([2, 3, 4])
  expect((await lineOf('lab')).policy.version).toBe(4)
})

test('a transfer keeps the version it started under: its plan, its order and its grace', async () => {
  const { ours, sell } = world
  const dongle = await sell(ours.company, [licenseOf('lab-design')])
  const { order, transfer } = await openOrder(ours, dongle, 'lab')
  const before = (await lineOf('lab')).policy
  const policy = { ...presets.lab, graceDays: 3, usualMinutes: 9, version: before.version + 1 }
  expect((await page.call('POST', '/v1/lines/lab/policies', { policy })).body.published).toBe(true)
  const again = await ours.courier.open(dongle, 'lab', { transfer })
  expect(again.body).toMatchObject({ answer: 'ordered', order })
  const { body } = await ours.courier.commit(dongle, order, dongle.retire(order))
  expect(claimsOf<{ policy: { version: number } }>(body.certificate).policy.version).toBe(before.version)
  const read = await ours.courier.call('GET', `/v1/transfers/${transfer}`)
  expect(read.body.plan.policy.version).toBe(before.version)
  const kept = await page.call('GET', `/v1/lines/lab/policies/${before.version}`)
  expect(kept.body.policy).toMatchObject({ graceDays: 30, usualMinutes: presets.lab.usualMinutes })
})

test('a policy that contradicts itself is not published, and every fault is named', async () => {
  const policy = { ...presets.clinic, cutOverVersion: null, graceDays: 7 }
  const answer = await page.call('POST', '/v1/lines/clinic/policies', { policy })
  expect(answer.status).toBe(422)
  expect(problemCode(answer)).toBe('policy-faulty')
  const { body } = await page.call('POST', '/v1/policies/validate', { policy })
  expect(body.valid).toBe(false)
  const told = body.faults.map(({ pointer }: { pointer: string }) => `/policy${pointer}`)
  expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(told)
  expect((await lineOf('clinic')).policy).toEqual(presets.clinic)
})

test('a draft is explained in the words customers will read', async () => {
  const { body } = await page.call('POST', '/v1/policies/explain', { policy: presets.lab })
  expect(body.sentences).toContainEqual({ topic: 'told', say: 'Only licenses move. No customer data is read or sent.' })
  expect(problemCode(await page.call('POST', '/v1/policies/explain', { policy: {} }))).toBe('policy-faulty')
  expect(problemCode(await page.call('GET', '/v1/lines/no-line/policies'))).toBe('not-found')
})

test('[Q88] the emergency switch is signed, shown to everybody while it is on, and its every use is kept with who and why', async () => {
  const { cloud } = world
  expect((await lineOf('clinic')).emergency).toBeUndefined()
  const reason = 'A clinic in the field cannot reach the cloud.'
  const put = await page.call('PUT', '/v1/lines/clinic/emergency', { days: 3, reason })
  expect(put.body).toMatchObject({ number: 1, reason, switchedBy: expect.stringMatching(/^usr_/) })
  const { emergency } = await lineOf('clinic')
  expect(emergency).toMatchObject({ reason, until: put.body.until })
  const opened = openEmergency(emergency.document, cloud.deps.keys.believed, verifySignature)
  expect(opened).toMatchObject({ ok: true, claims: { line: 'clinic', number: 1, reason } })
  expect((await lineOf('lab')).emergency).toBeUndefined()
  cloud.clock.aheadMs += 3 * dayMs
  expect((await lineOf('clinic')).emergency).toBeUndefined()
  const later = await operatorOf(cloud, 'second@vendor.example')
  await later.page.call('PUT', '/v1/lines/clinic/emergency', { days: 90, reason: 'Again.' })
  expect((await lineOf('clinic')).emergency).toMatchObject({ reason: 'Again.' })
  expect((await later.page.call('POST', '/v1/lines/clinic/emergency/end', { reason: 'Over.' })).status).toBe(200)
  expect((await lineOf('clinic')).emergency).toBeUndefined()
  const over = await later.page.call('POST', '/v1/lines/clinic/emergency/end', { reason: 'Over.' })
  expect(problemCode(over)).toBe('emergency-off')
  const { body } = await later.page.call('GET', '/v1/lines/clinic/emergencies')
  expect(body.emergencies.map(({ number, reason: why }: { number: number; reason: string }) => [number, why])).toEqual([
    [3, 'Over.'],
    [2, 'Again.'],
    [1, reason],
  ])
})

test('[Q88] who uses the emergency switch is a person with a name, and says why', async () => {
  const wrong = [{ days: 0, reason: 'x' }, { days: 91, reason: 'x' }, { days: 3, reason: '' }, { days: 3 }]
  for (const body of wrong)
    expect(problemCode(await page.call('PUT', '/v1/lines/lab/emergency', body))).toBe('request-invalid')
  const token = emergencyEndpoints(world.cloud.deps)['emergency.put']
  const permission = { principal: { kind: 'operator-token' }, role: 'vendor-operator', company: undefined } as const
  const call = { permission, parameters: { line: 'lab' }, query: undefined, body: { days: 3, reason: 'x' } }
  await expect(token({ ...call, address: '', context: {} as Context })).rejects.toMatchObject({ code: 'person-needed' })
})

test('a draft is compared with the line’s policy over every dongle that was sold, and changes nothing', async () => {
  const { ours, sell } = world
  const whole = await sell(ours.company, [licenseOf('render-node', { generation: '2.0' })])
  await sell(ours.company, [licenseOf('render-node')])
  const rules = presets.render.rules.filter(({ rule }) => rule !== 'generation')
  const compare = { policy: { ...presets.render, rules }, from: 1 }
  const { body } = await page.call('POST', '/v1/lines/render/policies/compare', compare)
  expect(body.changed).toEqual([{ from: 'ineligible', to: 'all-moved', dongles: 1 }])
  expect(body.examples).toMatchObject([{ dongle: whole.serial, company: ours.company }])
  expect((await page.call('GET', '/v1/lines/render/policies')).body.versions).toHaveLength(2)
  const same = await page.call('POST', '/v1/lines/render/policies/compare', { policy: presets.render, from: 1 })
  expect(same.body).toMatchObject({ changed: [], examples: [] })
  const unknown = await page.call('POST', '/v1/lines/render/policies/compare', { ...compare, from: 99 })
  expect(problemCode(unknown)).toBe('not-found')
})
