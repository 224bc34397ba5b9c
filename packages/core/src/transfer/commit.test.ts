import { expect, test } from 'vitest'
import type { CustodyLink } from '../document/certificate.ts'
import type { Order } from '../document/order.ts'
import type { StateBody } from '../dongle/state.ts'
import { type CommitInput, decideCommit, isReceiptOf } from './commit.ts'

const company = 'com_01kf0000000000000000000001' as const
const other = 'com_01kf0000000000000000000002' as const
const transfer = 'tr_01kf0000000000000000000001' as const
const license = 'lic_01kf0000000000000000000001' as const
const second = 'lic_01kf0000000000000000000002' as const
const certificate = 'crt_01kf0000000000000000000001' as const

const order: Order = {
  iss: 'https://cloud.example',
  iat: 1_800_000_000,
  transfer,
  dongle: 'dongle',
  company,
  line: 'clinic',
  generation: 3,
  plan: 'plan',
  list: 'list',
  until: null,
  licenses: [
    { license, position: 0, sequence: 1 },
    { license: second, position: 2, sequence: 1 },
  ],
}
const receipt: StateBody = {
  away: [
    {
      lines: [
        [0, 0],
        [2, 2],
      ],
      order: 'order',
      until: null,
    },
  ],
  dongle: 'dongle',
  generation: 4,
  last: { act: 'retire', transfer, order: 'order' },
  list: 'list',
  previous: 'before',
}

test.each<[string, Partial<Order>, Partial<StateBody>, boolean]>([
  ['the next state, made by it', {}, {}, true],
  ['a later state that still shows what it took', {}, { generation: 6, last: { act: 'cancel', transfer } }, true],
  ['the next state, made by a cancel', {}, { last: { act: 'cancel', transfer } }, false],
  ['the next state, made by another order', {}, { last: { act: 'retire', transfer, order: 'x' } }, false],
  [
    'the next state, made for another transfer',
    {},
    { last: { act: 'retire', transfer: 'tr_01kf0000000000000000000009', order: 'order' } },
    false,
  ],
  ['the state it was made for', {}, { generation: 3 }, false],
  ['a state that names it too late', {}, { generation: 5 }, false],
  ['another dongle', {}, { dongle: 'x' }, false],
  ['another list', {}, { list: 'x' }, false],
  ['one license still on', {}, { away: [{ lines: [[0, 0]], order: 'order', until: null }] }, false],
  ['off by another order', {}, { away: [{ lines: [[0, 2]], order: 'x', until: null }] }, false],
  ['off only for a time', {}, { away: [{ lines: [[0, 2]], order: 'order', until: 1_900_000_000 }] }, false],
  [
    'off until the moment it says',
    { until: 1_900_000_000 },
    { away: [{ lines: [[0, 2]], order: 'order', until: 1_900_000_000 }] },
    true,
  ],
  [
    'off until a later moment',
    { until: 1_900_000_000 },
    { away: [{ lines: [[0, 2]], order: 'order', until: 1_900_000_001 }] },
    false,
  ],
  [
    'nothing of it on the dongle, named as the last act',
    { licenses: [{ license, position: null, sequence: 1 }] },
    { away: [] },
    true,
  ],
  [
    'nothing of it on the dongle, no longer named',
    { licenses: [{ license, position: null, sequence: 1 }] },
    { away: [], generation: 5, last: { act: 'cancel', transfer } },
    false,
  ],
])('the answer to an order: %s', (_, ordered, state, expected) => {
  expect(isReceiptOf({ ...order, ...ordered }, 'order', { ...receipt, ...state })).toBe(expected)
})

const sold: CustodyLink = { sequence: 1, debit: 'vendor', credit: 'dongle:D-1', at: 1_700_000_000, transfer: null }
const chains = (first: CustodyLink[], next: CustodyLink[] = [sold]) =>
  new Map([
    [license, first],
    [second, next],
  ])
const input: CommitInput = {
  order,
  pinned: undefined,
  certificate: undefined,
  chains: chains([sold]),
  serial: 'D-1',
  at: 1_800_000_100,
}
const moved: CustodyLink = { ...sold, sequence: 2, debit: 'dongle:D-1', credit: `company:${company}`, transfer }

const corrected: CustodyLink = {
  ...moved,
  sequence: 3,
  debit: `company:${company}`,
  credit: `company:${other}`,
  transfer: null,
}

test.each<[string, Partial<CommitInput>, string]>([
  ['each chain ends where the order continues it', {}, 'credit'],
  ['the dongle is pinned to this company', { pinned: company }, 'credit'],
  ['[Q54] the dongle is pinned to another company', { pinned: other }, 'superseded'],
  [
    '[Q55] there is a certificate',
    { certificate, pinned: company, chains: chains([sold, moved], [sold, moved]) },
    'repeat',
  ],
  [
    '[Q86] there is a certificate, and one license was corrected since',
    { certificate, pinned: company, chains: chains([sold, moved], [sold, moved, corrected]) },
    'superseded',
  ],
  ['one license went on without it', { chains: chains([sold, moved]) }, 'superseded'],
  ['one license is on another dongle', { serial: 'D-2' }, 'superseded'],
  ['one license is not known', { chains: new Map([[license, [sold]]]) }, 'superseded'],
  ['one license is known to be behind', { chains: chains([sold], []) }, 'superseded'],
])('a receipt when %s', (_, changes, outcome) => {
  expect(decideCommit({ ...input, ...changes })).toMatchObject({ outcome })
})

test('[Q91] a credit takes from the dongle exactly what it gives the company', () => {
  const decision = decideCommit(input)
  if (decision.outcome !== 'credit') return expect.fail(decision.outcome)
  expect([...decision.links.keys()]).toEqual([license, second])
  expect(decision.links.get(license)).toEqual({ ...moved, at: input.at })
})
