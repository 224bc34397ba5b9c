import path from 'node:path'
import type { License } from '@undongle/core/license'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalog, licenseOf } from '../../../packages/cloud/src/testing/cloud.fixture.ts'
import { openStage, type Stage } from './stage.ts'
import policies from './unprepared.json' with { type: 'json' }

// Three policies that nobody prepared for: data alone makes them work.

let stage: Stage
beforeAll(async () => {
  const lines = policies.map((policy) => ({ id: policy.name, name: policy.name, policy }))
  stage = await openStage(lines)
  const products = ['implant-plan', 'implant-guide', 'ceramics-mill', 'academy-design'].map((id) => ({
    id,
    line: id.split('-')[0],
    name: id.replace('-', ' '),
    key: id.startsWith('implant'),
    metered: false,
    onlineOnly: false,
  }))
  const file = { ...catalog, lines: [...catalog.lines, ...lines], products, companies: [], contracts: [], dongles: [] }
  expect((await stage.operator.import(file)).status).toBe(200)
  stage.say(
    '# Policies nobody prepared for',
    '',
    'Three more policies, as JSON in `test/stories/presets/unprepared.json`: nothing but this data makes them work.',
  )
})
afterAll(() => stage.close())

/** A license of a product that only these policies know. */
const of = (product: string, changes: Partial<License> = {}): License =>
  licenseOf('clinic-scan', { line: product.split('-')[0] ?? '', product, name: product.replace('-', ' '), ...changes })

test.each(
  policies.map((policy) => [policy.name, policy] as const),
)('the policy of line %s is whole', async (_, policy) => {
  const { body } = await stage.operator.page.call('POST', '/v1/policies/validate', { policy })
  expect(body).toEqual({ valid: true, faults: [] })
})

test('[Q04] [Q21] [Q70] a mandatory move of the whole dongle, with a way back of 7 days', async () => {
  const { newCustomer, sell, ask, run, say } = stage
  say('', '## Mandatory, the whole dongle, a way back of 7 days', '')
  const us = await newCustomer()
  const mixed = await sell(us, {
    licenses: [of('implant-plan')],
    onDongle: [of('implant-plan'), licenseOf('lab-design')],
  })
  const whole = await sell(us, { licenses: [of('implant-plan'), of('implant-guide'), licenseOf('lab-design')] })
  expect([
    await ask(us, 'implant', '4.1'),
    await ask(us, 'implant', '4.2'),
    await run(us, mixed, 'implant'),
    await run(us, whole, 'implant'),
    await ask(us, 'implant', '4.2'),
  ]).toEqual(['ready', 'transfer-required', 'ineligible', 'all-moved', 'ready'])
  expect(stage.written.join('\n')).toContain('works on beside the cloud for 7 days')
})

test('[Q53] it has two key products: either one is bridged, for its 5 days', async () => {
  const { newCustomer, sell, run, say } = stage
  say('', '## Two key products', '')
  for (const product of ['implant-plan', 'implant-guide']) {
    const us = await newCustomer()
    const dongle = await sell(us, { licenses: [], onDongle: [of(product)] })
    expect(await run(us, dongle, 'implant')).toBe('temporary-subscription')
    expect(stage.written.at(-1)).toBe(`- for 5 days the cloud has ${product}`)
  }
})

test('[Q13] [Q21] an optional move by line, which only owners may start, from generation 4.0 on', async () => {
  const { newCustomer, sell, ask, run, say } = stage
  say('', '## Optional, by line, only for owners', '')
  const us = await newCustomer()
  const dongle = await sell(us, { licenses: [of('ceramics-mill', { generation: '4.0' }), of('ceramics-mill')] })
  expect([await ask(us, 'ceramics', '99.0', 'update'), await run(us, dongle, 'ceramics')]).toEqual([
    'ready',
    'not-allowed',
  ])
})

test('[Q05] [Q07] [Q23] an offer at the update, trials, and a product that needs no license', async () => {
  const { newCustomer, sell, ask, run, say } = stage
  say('', '## Offered at the update, with trials and a free product', '')
  const us = await newCustomer()
  const { body } = await us.courier.call('GET', '/v1/readiness?line=academy&version=1.5&product=academy-viewer')
  expect(body).toMatchObject({ answer: 'ready', reason: 'license-free' })
  const trial = await sell(us, { licenses: [of('academy-design')], contract: { kind: 'trial' } })
  const bought = await sell(us, { licenses: [of('academy-design')] })
  expect([
    await ask(us, 'academy', '1.5'),
    await ask(us, 'academy', '1.5', 'update'),
    await run(us, trial, 'academy'),
    await run(us, bought, 'academy'),
    await ask(us, 'academy', '1.5', 'update'),
  ]).toEqual(['ready', 'transfer-offered', 'ineligible', 'all-moved', 'ready'])
})

test('the page in docs shows what was asked and answered', async () => {
  const page = path.join(import.meta.dirname, '../../../docs/stories/unprepared.md')
  await expect(`${stage.written.join('\n')}\n`).toMatchFileSnapshot(page)
})
