import { presets } from '@undongle/core/policy/presets'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { signedIn } from '../auth/auth.fixture.ts'
import { licenseOf, newCompany, problemCode } from '../testing/cloud.fixture.ts'
import { move, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

async function ask(query: string): Promise<string> {
  const { body, status } = await world.ours.courier.call('GET', `/v1/readiness?${query}`)
  return status === 200 ? `${body.answer} ${body.reason}` : String(body.code)
}

test('[Q02] [Q03] a company is asked until it holds a license in the cloud, and then never again', async () => {
  const { ours, theirs, sell } = world
  expect(await ask('line=clinic&version=6.0')).toBe('production-stop no-license')
  const dongle = await sell(ours.company, [licenseOf('clinic-scan'), licenseOf('lab-design')])
  await sell(theirs.company, [licenseOf('clinic-scan')])
  expect(await ask('line=clinic&version=5.9')).toBe('ready on-dongle')
  expect(await ask('line=clinic&version=6.0')).toBe('transfer-required cut-over')
  await move(ours, dongle, 'clinic')
  expect(await ask('line=clinic&version=6.0')).toBe('ready in-cloud')
  expect(await ask('line=lab&version=3.0&moment=update')).toBe('transfer-offered cut-over')
  expect(await ask('line=lab&version=3.0')).toBe('ready on-dongle')
  expect((await theirs.courier.call('GET', '/v1/readiness?line=clinic&version=6.0')).body.answer).toBe(
    'transfer-required',
  )
})

test('[Q06] a license that has ended makes nobody ready', async () => {
  const { ours, sell, operator } = world
  const ended = licenseOf('render-node', { term: { kind: 'until', until: '2020-01-31' } })
  await sell(ours.company, [ended])
  expect(await ask('line=render&version=1.0')).toBe('production-stop no-license')
  const { body } = await operator.page.call('GET', `/v1/readiness?line=render&version=1.0&company=${ours.company}`)
  expect(body).toMatchObject({
    answer: 'production-stop',
    ways: ['plug-in', 'activation-code', 'report-lost', 'support'],
  })
})

test('[Q26] a dongle that is switched off moves nothing: the work stops, and the dongle is to be kept', async () => {
  const { theirs, sell, operator } = world
  const company = theirs.company
  await sell(company, [licenseOf('render-node')], { dongle: { enabled: false } })
  const policy = { ...presets.render, mandatory: true, cutOverVersion: '2.0', offeredAt: 'sign-in' }
  await operator.page.call('POST', '/v1/lines/render/policies', { policy })
  const { body } = await theirs.courier.call('GET', '/v1/readiness?line=render&version=2.0')
  expect(body).toMatchObject({
    answer: 'production-stop',
    reason: 'not-movable',
    next: expect.stringMatching(/support.*Keep the dongle/),
  })
})

test('[Q88] the emergency switch lets who was stopped go on, and says until when', async () => {
  const { theirs, operator } = world
  const put = await operator.page.call('PUT', '/v1/lines/render/emergency', { days: 2, reason: 'Too early.' })
  const { body } = await theirs.courier.call('GET', '/v1/readiness?line=render&version=2.0')
  expect(body).toMatchObject({ answer: 'ready', reason: 'on-dongle', facts: { emergencyUntil: put.body.until } })
})

test('what is asked is checked, and a company asks for itself only', async () => {
  const { cloud, ours, theirs } = world
  expect(await ask('line=clinic')).toBe('request-invalid')
  expect(await ask('line=clinic&version=six')).toBe('request-invalid')
  expect(await ask('line=no-line&version=6.0')).toBe('not-found')
  expect(await ask('line=clinic&version=6.0&moment=later')).toBe('request-invalid')
  const { page } = await signedIn(cloud, [[ours.company, 'company-viewer']])
  expect((await page.call('GET', '/v1/readiness?line=clinic&version=6.0')).body.answer).toBe('ready')
  for (const company of [theirs.company, newCompany()])
    expect(problemCode(await page.call('GET', `/v1/readiness?line=clinic&version=6.0&company=${company}`))).toBe(
      'not-allowed',
    )
})
