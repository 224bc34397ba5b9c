import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { expect, test } from 'vitest'
import { runsBeside, sortBeside } from './beside.ts'
import type { EligibilityAnswer } from './may-review.ts'

const transfer = (id: string, startedAt: string, finishedAt: string | null) =>
  ({
    id,
    startedAt: `2026-03-01T${startedAt}Z`,
    finishedAt: finishedAt && `2026-03-01T${finishedAt}Z`,
  }) as LocalTransfer

test('[Q67] transfers that ran at the same time are shown together, the oldest first', () => {
  const one = transfer('one', '10:00:00', '10:02:00')
  const others = [
    transfer('still running', '10:01:00', null),
    transfer('begun with it', '10:00:01', '10:00:40'),
    transfer('over before', '09:00:00', '09:59:59'),
    transfer('begun later', '10:02:01', null),
    one,
  ]
  expect(runsBeside(others, one).map(({ id }) => id)).toEqual(['begun with it', 'still running'])
  expect(runsBeside(others, { ...one, finishedAt: null }).map(({ id }) => id)).toContain('begun later')
})

test('[Q67] a dongle beside it that a rule holds back stays out, with the rule’s words', () => {
  const dongle = (serial: string) => ({ serial }) as SeenDongle
  const preview = { outcome: 'all-moved' } as EligibilityAnswer['preview']
  const green = { rules: [], eligible: true, preview, problem: null, policy: null, seats: [], beside: [] }
  const red = { rule: 'dongle-enabled', answer: 'fail', reason: 'Not yet.', fix: 'Ask.' } as const
  const problem = { title: 'The cloud is away.', next: 'Try again.' } as EligibilityAnswer['problem']
  const sorted = sortBeside([
    { dongle: dongle('green'), answer: green },
    { dongle: dongle('red'), answer: { ...green, eligible: false, rules: [red] } },
    { dongle: dongle('unasked'), answer: { ...green, eligible: false, preview: null, problem } },
  ])
  expect(sorted.moving.map((moving) => moving.dongle.serial)).toEqual(['green'])
  expect(sorted.heldBack).toEqual([
    { dongle: dongle('red'), why: ['Not yet. Ask.'] },
    { dongle: dongle('unasked'), why: ['The cloud is away. Try again.'] },
  ])
})
