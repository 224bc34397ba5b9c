import { presets } from '@undongle/core/policy/presets'
import { movingLicenses } from '@undongle/core/transfer/plan'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { claimsOf, contractFile, licenseOf, problemCode } from '../testing/cloud.fixture.ts'
import type { VirtualDongle } from '../testing/virtual-dongle.ts'
import { startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const [scan, design] = ['clinic-scan', 'clinic-design'] as const

/** What the vendor may do while a person looks at the plan. */
const meanwhiles = {
  nothing: async () => undefined,
  'the policy is published anew': async () => {
    const before = (await world.operator.page.call('GET', '/v1/lines/clinic/policies')).body.versions[0].version
    const policy = { ...presets.clinic, offlineDays: (before % 9) + 1, version: before + 1 }
    expect((await world.operator.page.call('POST', '/v1/lines/clinic/policies', { policy })).status).toBe(200)
  },
  'the dongle is switched off': async ({ serial }: VirtualDongle) => {
    await world.cloud.database.query('update dongle_assignment set enabled = false where serial = $1', [serial])
  },
  'the dongle is assigned to another company': async ({ serial }: VirtualDongle) => {
    await world.cloud.database.query('update dongle_assignment set company_id = $2 where serial = $1', [
      serial,
      world.theirs.company,
    ])
  },
  'its contract has ended': async ({ serial }: VirtualDongle) => {
    await world.cloud.database.query(`update license set term_until = '2020-01-31' where dongle_serial = $1`, [serial])
  },
} as const

test('[Q90] law: what opens is what the preview showed; where something changed that matters, the plan is shown anew', async () => {
  const asked = fc.record({
    meanwhile: fc.constantFrom(...(Object.keys(meanwhiles) as (keyof typeof meanwhiles)[])),
    sold: fc.subarray([scan, design] as const, { minLength: 0 }),
    more: fc.boolean(),
  })
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(asked, async ({ meanwhile, sold, more }) => {
      const { ours, sell } = world
      const licenses = [...sold.map((product) => licenseOf(product)), ...(more ? [licenseOf('lab-design')] : [])]
      const dongle = await sell(ours.company, licenses, {
        onDongle: licenses.length > 0 ? licenses : [licenseOf(scan)],
      })
      const shown = (await ours.courier.preview(dongle, 'clinic')).body
      await meanwhiles[meanwhile](dongle)
      const now = (await ours.courier.preview(dongle, 'clinic')).body
      const { planHash, nonce } = shown
      const opened = await ours.courier.open(dongle, 'clinic', { planHash, nonce })
      const isSame = now.outcome === shown.outcome && JSON.stringify(now.plan) === JSON.stringify(shown.plan)
      if (!isSame) expect(problemCode(opened)).toBe('plan-changed')
      seen.add(isSame ? 'same' : 'changed')
      const answered = isSame
        ? opened
        : await ours.courier.open(dongle, 'clinic', { planHash: now.planHash, nonce: now.nonce })
      const { body } = answered
      if (body.answer === 'ordered') {
        const moves = movingLicenses(now.plan)
        const ordered = claimsOf<{ licenses: { license: string }[] }>(body.order).licenses.map(({ license }) => license)
        expect(ordered.toSorted()).toEqual(moves.toSorted())
        expect(['all-moved', 'partly-moved']).toContain(now.outcome)
        const { body: done } = await ours.courier.commit(dongle, body.order, dongle.retire(body.order))
        expect(done.result).toBe(now.outcome)
      } else expect('result' in body && body.result).toBe(now.outcome)
    }),
    { numRuns: 15, seed: 90 },
  )
  expect([...seen].toSorted()).toEqual(['changed', 'same'])
})

test('[Q24] the preview names the reseller of this customer’s contract, whom the page sends to', async () => {
  const { ours, operator } = world
  const reseller = {
    id: 'rsl_01kf0000000000000000000001',
    name: 'Nordmark',
    email: 'help@nordmark.example',
    phone: '+45 555 0100',
  }
  const license = licenseOf(scan)
  const dongle = await world.sell(ours.company, [], { onDongle: [license] })
  const file = contractFile(ours.company, [{ license, dongle: dongle.serial }], {
    number: 'STUDENT-1',
    kind: 'educational',
    reseller: reseller.id,
  })
  expect((await operator.import({ ...file, resellers: [reseller] })).status).toBe(200)
  const { body } = await ours.courier.preview(dongle, 'clinic')
  expect(body).toMatchObject({
    outcome: 'ineligible',
    facts: { reseller: { name: 'Nordmark', email: 'help@nordmark.example', phone: '+45 555 0100' } },
  })
})
