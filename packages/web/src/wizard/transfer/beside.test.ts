import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { expect, test } from 'vitest'
import { runsBeside, sortBeside } from './beside.ts'
import type { EligibilityAnswer } from './may-review.ts'

const transfer = (id: string, startedAt: string, beside: string[] = []) =>
  ({ id, startedAt: `2026-03-01T${startedAt}Z`, beside }) as LocalTransfer

test('[Q67] transfers that one confirmation started are shown together, the oldest first', () => {
  const one = transfer('one', '10:00:00', ['third', 'second', 'refused at its start'])
  const others = [transfer('third', '10:03:00'), transfer('second', '10:02:00'), transfer('another', '10:00:00'), one]
  expect(runsBeside(others, one).map(({ id }) => id)).toEqual(['second', 'third'])
})

test('[Q67] a dongle beside it that a rule holds back stays out, with the rule or the problem', () => {
  const dongle = (serial: string) => ({ serial }) as SeenDongle
  const preview = { outcome: 'all-moved' } as EligibilityAnswer['preview']
  const green = { rules: [], eligible: true, preview, problem: null, policy: null, seats: [], beside: [] }
  const red = {
    rule: 'dongle-enabled',
    answer: 'fail',
    reason: 'Not yet.',
    fix: 'Ask.',
    code: 'switched-off',
    about: {},
  } as const
  const passed = { ...red, answer: 'pass' } as const
  const problem = { title: 'The cloud is away.', next: 'Try again.' } as EligibilityAnswer['problem']
  const sorted = sortBeside([
    { dongle: dongle('green'), answer: green },
    { dongle: dongle('red'), answer: { ...green, eligible: false, rules: [passed, red] } },
    { dongle: dongle('unasked'), answer: { ...green, eligible: false, preview: null, problem } },
  ])
  expect(sorted.moving.map((moving) => moving.dongle.serial)).toEqual(['green'])
  expect(sorted.heldBack).toEqual([
    { dongle: dongle('red'), problem: null, red: [red] },
    { dongle: dongle('unasked'), problem, red: [] },
  ])
})
