import { describe, expect, test } from 'vitest'
import type { LicenseId } from '../id.ts'
import type { License } from '../license.ts'
import type { TransferDecision } from '../transfer/decide.ts'
import type { PlannedLicense, PlanReason } from '../transfer/plan.ts'
import type { CaseTopic, Severity } from './case.ts'
import { isDecisionFor } from './decision.ts'
import { type DueInput, dueCase } from './due.ts'

const license = (line: string): License => ({
  id: 'lic_00000000000000000000000000' as LicenseId,
  line,
  product: `${line}-scan`,
  name: 'Scan',
  generation: '3.0',
  quantity: 1,
  term: { kind: 'perpetual' },
})

const planned = (reason: PlanReason, line = 'clinic', onDongle = true): PlannedLicense => ({
  license: license(line),
  answer: 'stays',
  reason,
  from: null,
  onDongle,
  dongleSays: null,
})

const given = (decision: TransferDecision, changes: Partial<DueInput> = {}): DueInput => ({
  decision,
  licenses: [planned('no-contract')],
  line: 'clinic',
  policy: { mandatory: true },
  usable: 0,
  ownContract: false,
  ...changes,
})

const held = (...reasons: PlanReason[]): TransferDecision => ({
  outcome: 'ineligible',
  held: reasons.map((reason) => planned(reason)),
})
const temporary: TransferDecision = { outcome: 'temporary-subscription', license: license('clinic'), days: 14 }

test.each<[string, DueInput, CaseTopic, Severity]>([
  [
    '[Q52] no subscription, and no other license',
    given({ outcome: 'no-subscription' }),
    'no-subscription',
    'production-stop',
  ],
  [
    '[Q52] no subscription, but others run',
    given({ outcome: 'no-subscription' }, { usable: 2 }),
    'no-subscription',
    'ordinary',
  ],
  [
    '[Q52] no subscription, and the line still reads its dongle',
    given({ outcome: 'no-subscription' }, { policy: { mandatory: false } }),
    'no-subscription',
    'ordinary',
  ],
  [
    '[Q53] a temporary subscription bridges the time',
    given(temporary, { usable: 1 }),
    'temporary-subscription',
    'bridged',
  ],
  ['[Q54] another company has it', given({ outcome: 'other-company' }), 'other-company', 'production-stop'],
  [
    '[Q28] two accounts share one dongle',
    given({ outcome: 'other-company' }, { ownContract: true }),
    'alignment',
    'production-stop',
  ],
  [
    '[Q56] nothing of this line is on it, also where dongles are still read',
    given({ outcome: 'nothing-relevant' }, { policy: { mandatory: false }, licenses: [planned('other-line', 'lab')] }),
    'nothing-relevant',
    'production-stop',
  ],
  ['[Q30] a mixture that no rule foresaw', given(held('no-contract', 'ended')), 'constellation', 'production-stop'],
  [
    '[Q58] some licenses could not move',
    given({ outcome: 'partly-moved', move: [], keep: [planned('in-another-company')] }),
    'constellation',
    'ordinary',
  ],
])('%s opens a case', (_, input, topic, severity) => {
  expect(dueCase(input)).toEqual({ topic, severity })
})

test.each<[string, DueInput]>([
  ['[Q50] everything moved', given({ outcome: 'all-moved', move: [], keep: [] })],
  ['[Q51] other lines stay', given({ outcome: 'partly-moved', move: [], keep: [planned('other-line', 'lab')] })],
  ['[Q09] its wave has not come', given(held('wave-not-open'))],
  ['[Q24] the reseller has to confirm', given(held('reseller-not-confirmed', 'wave-not-open'))],
  ['[Q21] an old license holds the dongle back', given(held('old-generation', 'whole-dongle-held-back'))],
])('%s: nothing that support has to look at', (_, input) => {
  expect(dueCase(input)).toBeUndefined()
})

describe('what ends a case', () => {
  test.each<[CaseTopic, string, boolean]>([
    ['temporary-subscription', 'granted', true],
    ['question', 'answered', true],
    ['lost-dongle', 'answered', false],
    ['lost-dongle', 'granted', false],
    ['lost-dongle', 'found', true],
    ['question', 'replaced', false],
    ['lost-dongle', 'refused', true],
  ])('%s by %s: %s', (topic, decision, fits) => {
    expect(isDecisionFor(topic, { decision } as Parameters<typeof isDecisionFor>[1])).toBe(fits)
  })
})
