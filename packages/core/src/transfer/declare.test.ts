import { expect, test } from 'vitest'
import { addDays } from '../time.ts'
import { type DeclareDecision, decideForce, decideForceProposal, type ForceQuestion } from './declare.ts'

const transfer = 'tr_01kf0000000000000000000001' as const
const anna = 'usr_01kf0000000000000000000001' as const
const bert = 'usr_01kf0000000000000000000002' as const
const orderedAt = new Date('2026-03-01T12:00:00Z')
const now = addDays(orderedAt, 14)
const proposal = { act: 'force', transfer, reason: 'burnt', by: anna, at: now, approved: undefined } as const
const question: ForceQuestion = {
  state: 'ordered',
  orderedAt,
  isOpen: true,
  proposal,
  operator: bert,
  unheard: false,
  now,
}
const go: DeclareDecision = { outcome: 'go' }
const no = (code: Extract<DeclareDecision, { outcome: 'refused' }>['code']): DeclareDecision => ({
  outcome: 'refused',
  code,
})

test.each<[string, Partial<ForceQuestion>, DeclareDecision, DeclareDecision]>([
  ['by two operators after 14 days', {}, go, go],
  ['a moment before 14 days', { now: new Date(now.getTime() - 1) }, no('force-too-early'), no('force-too-early')],
  ['by one operator alone', { operator: anna }, go, no('second-person-needed')],
  ['that nobody proposed', { proposal: undefined }, go, no('proposal-unknown')],
  ['of a transfer nobody knows', { state: undefined }, no('transfer-unknown'), no('transfer-unknown')],
  ['of a finished transfer', { state: 'other' }, no('force-refused'), no('force-refused')],
  ['whose order the dongle went past', { isOpen: false }, no('force-refused'), no('force-refused')],
  [
    'in a restored cloud that has not heard every machine',
    { unheard: true },
    no('machines-unheard'),
    no('machines-unheard'),
  ],
])('[Q91] FORCE %s', (_, change, proposed, approved) => {
  expect(decideForceProposal({ ...question, ...change })).toEqual(proposed)
  expect(decideForce({ ...question, ...change })).toEqual(approved)
})
