import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LicenseId } from '../id.ts'
import type { License } from '../license.ts'
import { presets } from '../policy/presets.ts'
import { type DecisionInput, decideTransfer } from './decide.ts'
import { movingLicenses, type PlanInput, planHash, planTransfer } from './plan.ts'

// What a person was shown is named by one hash. Everything that may change between the page and the button is drawn twice here.

const ours = 'com_01kf0000000000000000000001' as const
const theirs = 'com_01kf0000000000000000000002' as const
const now = new Date('2026-03-01T12:00:00Z')
const later = '2026-06-01T00:00:00.000Z'

/** Of one license, what the vendor's ERP, custody and the dongle say. */
const anyFacts = fc.record({
  on: fc.boolean(),
  kind: fc.constantFrom('none', 'commercial', 'educational', 'trial', 'demo'),
  confirmed: fc.boolean(),
  place: fc.constantFrom('dongle:D-1', `company:${ours}`, `company:${theirs}`),
  company: fc.constantFrom(ours, theirs),
  until: fc.constantFrom(null, '2026-02-01', '2027-02-01'),
})
const anyWorld = fc.record({
  policy: fc.constantFrom(presets.clinic, presets.lab, presets.render, { ...presets.clinic, version: 2 }),
  licenses: fc.array(anyFacts, { minLength: 1, maxLength: 3 }),
  wave: fc.constantFrom('open', null, later),
  pinned: fc.constantFrom(null, ours, theirs),
  assigned: fc.constantFrom(null, ours, theirs),
  enabled: fc.boolean(),
  temporaryGranted: fc.boolean(),
})
type AnyWorld = typeof anyWorld extends fc.Arbitrary<infer Value> ? Value : never

const lines = ['clinic', 'clinic', 'lab']
const licenseOf = (at: number, until: string | null): License => ({
  id: `lic_01kf00000000000000000${String(at).padStart(5, '0')}` as LicenseId,
  line: lines[at] ?? '',
  product: `${lines[at]}-scan`,
  name: 'Scan',
  generation: '2.0',
  quantity: 1,
  term: until === null ? { kind: 'perpetual' } : { kind: 'until', until },
})

function show(world: AnyWorld) {
  const input: PlanInput = {
    line: 'clinic',
    policy: world.policy,
    company: ours,
    onDongle: world.licenses.map(({ on, until }, position) => ({ license: licenseOf(position, until), position, on })),
    contractLines: world.licenses.flatMap(({ kind, confirmed, place, company, until }, at) =>
      kind === 'none'
        ? []
        : [
            {
              license: licenseOf(at, until),
              company,
              contract: 'C-1',
              kind: kind as 'commercial',
              registered: confirmed,
              resellerConfirmed: confirmed,
              metered: false,
              place: place as `company:${string}`,
              sequence: 1,
            },
          ],
    ),
    products: new Map([
      [
        'clinic-scan',
        {
          id: 'clinic-scan',
          line: 'clinic',
          name: 'Scan',
          key: true,
          metered: false,
          onlineOnly: false,
          binding: null,
        },
      ],
    ]),
    waves: new Map(world.wave === 'open' ? [] : [['clinic', world.wave]]),
    now,
  }
  const plan = planTransfer(input)
  const decided: DecisionInput = {
    plan,
    input,
    claim:
      world.pinned === null
        ? { state: 'free' }
        : { state: 'pinned', company: world.pinned, certificate: 'crt_01kf0000000000000000000001' },
    assigned: world.assigned,
    enabled: world.enabled,
    temporaryGranted: world.temporaryGranted,
  }
  const decision = decideTransfer(decided)
  return { plan, decision, hash: planHash(plan, decision.outcome) }
}

test('[Q90] law: what opens under the hash a person confirmed is what was shown: the same end, and license by license the same', () => {
  fc.assert(
    fc.property(anyWorld, anyWorld, (shown, meanwhile) => {
      const [before, after] = [show(shown), show(meanwhile)]
      if (before.hash !== after.hash) return
      expect(after.decision.outcome).toBe(before.decision.outcome)
      expect(after.plan).toEqual(before.plan)
      if ('move' in after.decision) expect(after.decision.move).toEqual(movingLicenses(before.plan))
      if ('days' in after.decision) expect(after.decision).toEqual(before.decision)
    }),
    { numRuns: 2000 },
  )
})

/** One fact changes, as it does in life. */
const changes: { [Fact in keyof AnyWorld]: fc.Arbitrary<Pick<AnyWorld, Fact>> } = {
  policy: anyWorld.map(({ policy }) => ({ policy })),
  licenses: anyWorld.map(({ licenses }) => ({ licenses })),
  wave: anyWorld.map(({ wave }) => ({ wave })),
  pinned: anyWorld.map(({ pinned }) => ({ pinned })),
  assigned: anyWorld.map(({ assigned }) => ({ assigned })),
  enabled: anyWorld.map(({ enabled }) => ({ enabled })),
  temporaryGranted: anyWorld.map(({ temporaryGranted }) => ({ temporaryGranted })),
}

test.each(
  Object.entries(changes),
)('[Q90] when %s changes meanwhile, either nothing that was shown does, or the plan is shown anew', (_, change) => {
  fc.assert(
    fc.property(anyWorld, change as fc.Arbitrary<Partial<AnyWorld>>, (shown, changed) => {
      const [before, after] = [show(shown), show({ ...shown, ...changed })]
      const isSame =
        before.decision.outcome === after.decision.outcome && JSON.stringify(before.plan) === JSON.stringify(after.plan)
      expect(before.hash === after.hash).toBe(isSame)
    }),
    { numRuns: 300 },
  )
})

test('[Q90] the same facts show the same plan', () => {
  fc.assert(
    fc.property(anyWorld, (world) => {
      expect(show(world)).toEqual(show(world))
    }),
  )
})
