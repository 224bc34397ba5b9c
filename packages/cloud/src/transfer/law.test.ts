import { licenseStateAt } from '@undongle/core/dongle/state'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { claimsOf, licenseOf } from '../testing/cloud.fixture.ts'
import type { VirtualDongle } from '../testing/virtual-dongle.ts'
import { forgetTransfers, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

/** What anybody may do, in any order, as often as they like. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('open' as const),
      by: fc.constantFrom('ours', 'theirs'),
      line: fc.constantFrom('clinic', 'lab'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('retire' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('commit' as const), oldest: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

interface Run {
  readonly dongle: VirtualDongle
  readonly orders: string[]
  readonly receipts: { order: string; receipt: string }[]
}

test('[Q91] law: whatever is done in whatever order, each license has one holder, and what the dongle gave arrives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
      const { ours, sell } = world
      const licenses = [licenseOf('clinic-scan'), licenseOf('clinic-design'), licenseOf('lab-design')]
      const run: Run = { dongle: await sell(ours.company, licenses), orders: [], receipts: [] }
      for (const next of steps) await take(run, next)
      await expectOneHolder(
        run,
        licenses.map(({ id }) => id),
      )
      // Whoever sees the dongle finishes what it began.
      await ours.courier.open(run.dongle, 'clinic')
      await expectNothingLost(
        run,
        licenses.map(({ id }) => id),
      )
    }),
    { numRuns: 15, seed: 91 },
  )
})

async function take({ dongle, orders, receipts }: Run, next: Step): Promise<void> {
  switch (next.do) {
    case 'open': {
      const { body } = await world[next.by === 'ours' ? 'ours' : 'theirs'].courier.open(dongle, next.line)
      if (body.answer === 'ordered') orders.push(body.order)
      return
    }
    case 'retire': {
      const order = orders.at(-1)
      if (order === undefined || claimsOf<{ generation: number }>(order).generation !== dongle.state().body.generation)
        return
      receipts.push({ order, receipt: dongle.retire(order) })
      return
    }
    case 'commit': {
      const brought = receipts.at(next.oldest ? 0 : -1)
      if (brought) await world.ours.courier.commit(dongle, brought.order, brought.receipt)
      return
    }
    case 'cancel': {
      const { last } = dongle.state().body
      const order = orders.at(-1)
      // PROTOCOL: only where the last act is none, a cancel, or a retire whose certificate is at hand.
      if (order !== undefined && last.act !== 'retire')
        dongle.cancel(claimsOf<{ transfer: `tr_${string}` }>(order).transfer)
      return
    }
    case 'restore':
      await forgetTransfers(world, dongle)
  }
}

const chainsOf = (ids: readonly string[]) =>
  world.cloud.database.query(
    `select license_id, company_id, sequence, debit, credit from custody where license_id = any($1) order by license_id, sequence`,
    [ids],
  )

async function expectOneHolder({ dongle }: Run, ids: readonly string[]): Promise<void> {
  const rows = await chainsOf(ids)
  for (const id of ids) {
    const chain = rows.filter((row) => row.license_id === id)
    const places = ['vendor', ...chain.map(({ credit }) => credit)]
    expect(chain.map(({ sequence }) => sequence)).toEqual(chain.map((_, at) => at + 1))
    expect(chain.map(({ debit }) => debit)).toEqual(places.slice(0, -1))
    expect(new Set(chain.map(({ company_id }) => company_id))).toEqual(new Set([world.ours.company]))
    // Bound the source, then credit the destination.
    if (chain.length > 1) expect(licenseStateAt(dongle.state().body, ids.indexOf(id)).state).not.toBe('on')
  }
}

async function expectNothingLost({ dongle }: Run, ids: readonly string[]): Promise<void> {
  const rows = await chainsOf(ids)
  for (const [position, id] of ids.entries()) {
    const isOn = licenseStateAt(dongle.state().body, position).state === 'on'
    const place = rows.findLast((row) => row.license_id === id)?.credit
    expect(place).toBe(isOn ? `dongle:${dongle.serial}` : `company:${world.ours.company}`)
  }
}
