import { expect, test } from 'vitest'
import type { LastAct, StateBody } from '../dongle/state.ts'
import { type CancelDecision, type CancelStep, decideCancel, decideCancelled, type NamedOrder } from './cancel.ts'

const ours = 'tr_01kf0000000000000000000001' as const
const before = 'tr_01kf0000000000000000000002' as const
const order: NamedOrder = { transfer: ours, hash: 'order', generation: 4, positions: [0, 1] }

function stateAt(generation: number, last: LastAct, awayBy: string[] = []): StateBody {
  const away = awayBy.map((by, at) => ({ lines: [[at * 2, at * 2 + 1]] as [number, number][], order: by, until: null }))
  return { away, dongle: 'dongle', generation, last, list: 'list', previous: null }
}
const made: LastAct = { act: 'made' }
const cancelled = (transfer: typeof ours | typeof before): LastAct => ({ act: 'cancel', transfer })
const retired = (transfer: typeof ours | typeof before, by: string): LastAct => ({ act: 'retire', transfer, order: by })

test.each<[string, NamedOrder | undefined, StateBody, CancelStep]>([
  ['nothing was ever done', order, stateAt(4, made), { step: 'write', generation: 4 }],
  ['the last act is a cancel', order, stateAt(4, cancelled(before)), { step: 'write', generation: 4 }],
  ['the answer to OPEN was lost', undefined, stateAt(4, made), { step: 'write', generation: 4 }],
  ['it was written, and the answer lost', order, stateAt(5, cancelled(ours)), { step: 'tell' }],
  ['somebody else cancelled it', order, stateAt(5, cancelled(before)), { step: 'tell' }],
  ['another order was carried out instead', order, stateAt(5, retired(before, 'other'), ['other']), { step: 'tell' }],
  ['it was carried out', order, stateAt(5, retired(ours, 'order'), ['order']), { step: 'too-late' }],
  ['it was carried out, and more since', order, stateAt(6, cancelled(before), ['order']), { step: 'too-late' }],
  ['another machine carried it out, unseen', undefined, stateAt(5, retired(ours, 'x'), ['x']), { step: 'too-late' }],
  ['the retire before is credited', order, stateAt(4, retired(before, 'at hand')), { step: 'write', generation: 4 }],
  [
    'nobody knows whether the retire before is credited',
    order,
    stateAt(4, retired(before, 'far')),
    { step: 'fetch-certificate', order: 'far' },
  ],
])('[Q91] asked to cancel when %s', (_, known, state, step) => {
  expect(decideCancel(ours, known, state, (hash) => hash === 'at hand')).toEqual(step)
})

test.each<[string, Parameters<typeof decideCancelled>[1], NamedOrder | undefined, StateBody, CancelDecision]>([
  ['an order the dongle went past', 'ordered', order, stateAt(5, cancelled(ours)), 'cancelled'],
  ['an order the dongle went past for another', 'ordered', order, stateAt(5, cancelled(before)), 'cancelled'],
  ['an order the dongle can still carry out', 'ordered', order, stateAt(4, cancelled(before)), 'unproven'],
  ['an order the dongle has carried out', 'ordered', order, stateAt(6, made, ['order']), 'too-late'],
  ['a transfer that is finished', 'moved', order, stateAt(5, cancelled(ours)), 'too-late'],
  ['a transfer that was replaced', 'answered', undefined, stateAt(4, made), 'cancelled'],
  ['a transfer nobody ordered', undefined, undefined, stateAt(2, cancelled(ours)), 'cancelled'],
  ['a transfer nobody ordered, without its cancel', undefined, undefined, stateAt(2, cancelled(before)), 'unproven'],
  ['an order a restored cloud has forgotten', undefined, order, stateAt(6, cancelled(before)), 'cancelled'],
])('[Q91] the cloud is told of %s', (_, known, named, state, decision) => {
  expect(decideCancelled(ours, known, named, state)).toBe(decision)
})
