import { expect, test } from 'vitest'
import { decideMend, type MendDecision, type MendRequest } from './mend.ts'

const ours = 'com_01kf0000000000000000000001' as const
const transfer = 'tr_01kf0000000000000000000001' as const
const first = { license: 'lic_01kf0000000000000000000001' as const, position: 0 }
const second = { license: 'lic_01kf0000000000000000000002' as const, position: 1 }
const known = { generation: 3, stateHash: 'three', open: undefined }
const request: MendRequest = {
  generation: 3,
  stateHash: 'three',
  claim: known,
  creditedOn: [],
  orders: [
    { hash: 'first order', generation: 1, licenses: [first.license] },
    { hash: 'second order', generation: 2, licenses: [second.license] },
  ],
  justMended: false,
  lostCancel: undefined,
}
const fork = { generation: 2, stateHash: 'another two' }

test.each<[string, Partial<MendRequest>, MendDecision]>([
  ['as the cloud knows it', {}, { outcome: 'whole' }],
  ['further than the cloud knows', { generation: 4, stateHash: 'four' }, { outcome: 'whole' }],
  ['never seen', { claim: undefined }, { outcome: 'whole' }],
  ['one retire back', { ...fork, creditedOn: [second] }, { outcome: 'repeat', order: 'second order' }],
  [
    'two retires back',
    { generation: 1, stateHash: 'one', creditedOn: [first, second] },
    { outcome: 'repeat', order: 'first order' },
  ],
  [
    'at the same generation by a cancel that was not there before',
    { stateHash: 'another three', creditedOn: [second] },
    { outcome: 'mend', licenses: [second] },
  ],
  [
    'back, where the lost order takes nothing off that is on',
    { ...fork, creditedOn: [first] },
    { outcome: 'mend', licenses: [first] },
  ],
  [
    'unknown to a restored cloud that knows its custody',
    { claim: undefined, creditedOn: [first], orders: [] },
    { outcome: 'mend', licenses: [first] },
  ],
  ['back, and no known act leads on', { ...fork }, { outcome: 'refused' }],
  ['back at a cancel that was lost', { ...fork, lostCancel: transfer }, { outcome: 'cancel', transfer }],
  [
    'on, although credited, before a cancel that was lost',
    { ...fork, lostCancel: transfer, creditedOn: [second] },
    { outcome: 'repeat', order: 'second order' },
  ],
  ['put right on a lower generation', { ...fork, justMended: true }, { outcome: 'mended' }],
  [
    'put right, while an order waits for a generation it will come to again',
    { ...fork, justMended: true, claim: { ...known, open: { transfer, company: ours, generation: 3 } } },
    { outcome: 'refused' },
  ],
])('[Q91] a dongle that is %s', (_, shown, decision) => {
  expect(decideMend({ ...request, ...shown })).toEqual(decision)
})
