import { expect, test } from 'vitest'
import { type DongleClaim, decideOpen, type OpenDecision, type OpenRequest } from './open.ts'

const ours = 'com_01kf0000000000000000000001' as const
const theirs = 'com_01kf0000000000000000000002' as const
const first = 'tr_01kf0000000000000000000001' as const
const request: OpenRequest = {
  company: ours,
  generation: 4,
  stateHash: 'four',
  last: { act: 'made' },
  credited: new Set(),
  onButCredited: false,
  fresh: true,
}
const claim = (generation: number, stateHash: string, open?: DongleClaim['open']): DongleClaim => ({
  generation,
  stateHash,
  open,
})
const orderAt = (generation: number, company: typeof ours | typeof theirs = ours) => ({
  transfer: first,
  company,
  generation,
})
const start: OpenDecision = { outcome: 'decide', replaces: undefined }
const refused = (code: Extract<OpenDecision, { outcome: 'refused' }>['code']): OpenDecision => ({
  outcome: 'refused',
  code,
})
const retired = { act: 'retire', transfer: first, order: 'order' } as const

test.each<[string, DongleClaim | undefined, Partial<OpenRequest>, OpenDecision]>([
  ['never seen', undefined, {}, start],
  ['as it was', claim(4, 'four'), {}, start],
  ['further on', claim(3, 'three'), {}, start],
  ['an older generation', claim(5, 'five'), {}, refused('dongle-rolled-back')],
  ['the same generation with another body', claim(4, 'other'), {}, refused('dongle-rolled-back')],
  ['on where custody moved it off', undefined, { onButCredited: true }, refused('dongle-rolled-back')],
  ['with an old statement', undefined, { fresh: false }, refused('nonce-stale')],
  ['ordered by us at this generation', claim(4, 'four', orderAt(4)), {}, { outcome: 'join', transfer: first }],
  [
    'joined with an old statement',
    claim(4, 'four', orderAt(4)),
    { fresh: false },
    { outcome: 'join', transfer: first },
  ],
  ['ordered by another company', claim(4, 'four', orderAt(4, theirs)), {}, refused('busy')],
  [
    'ordered, then cancelled',
    claim(3, 'x', orderAt(3)),
    { last: { act: 'cancel', transfer: first } },
    { outcome: 'decide', replaces: first },
  ],
  [
    'ordered by another company, then cancelled',
    claim(3, 'x', orderAt(3, theirs)),
    { last: { act: 'cancel', transfer: first } },
    { outcome: 'decide', replaces: first },
  ],
  [
    'retired by an order that is credited',
    claim(3, 'x', orderAt(3)),
    { last: retired, credited: new Set(['order']) },
    { outcome: 'decide', replaces: first },
  ],
  ['retired by an order it does not show', claim(3, 'x', orderAt(3)), { last: retired }, refused('reading-malformed')],
  [
    'retired by another company’s order it does not show',
    claim(3, 'x', orderAt(3, theirs)),
    { last: retired },
    refused('busy'),
  ],
  [
    'cancelled at the generation of the order',
    claim(4, 'four', orderAt(4)),
    { last: { act: 'cancel', transfer: first } },
    { outcome: 'join', transfer: first },
  ],
])('a dongle that is %s', (_, known, changes, decision) => {
  expect(decideOpen(known, { ...request, ...changes })).toEqual(decision)
})
