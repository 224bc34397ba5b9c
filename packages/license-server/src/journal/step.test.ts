import { describe, expect, test } from 'vitest'
import { decideStep, type StepDecision, type TransferStep } from './step.ts'
import type { TransferProgress } from './transfer.ts'

const order = { order: 'order', certificates: [] }
const receipt = Uint8Array.of(1, 2, 3)
const evidence = { order, receipt }

const transfers: Record<string, TransferProgress> = {
  intended: { state: 'intended' },
  ordered: { state: 'ordered', order },
  retired: { state: 'retired', order, receipt },
  draining: { state: 'draining', drain: { holders: [] } },
  'giving back': { state: 'giving-back', number: 3 },
  moved: { state: 'moved', certificate: 'certificate', evidence },
  'moved elsewhere': { state: 'moved', certificate: 'certificate', evidence: {} },
  refused: { state: 'refused', refusal: { reason: 'other-company' }, evidence: {} },
  cancelling: { state: 'cancelling', order, proof: null },
  'cancelling, told': { state: 'cancelling', order, proof: { state: 'signed' } },
  cancelled: { state: 'cancelled', evidence: {} },
}
const same: Record<TransferStep['to'], TransferStep> = {
  ordered: { to: 'ordered', order },
  retired: { to: 'retired', receipt },
  draining: { to: 'draining', drain: { holders: [] } },
  'giving-back': { to: 'giving-back', number: 3 },
  cancelling: { to: 'cancelling', proof: { state: 'signed' } },
  moved: { to: 'moved', certificate: 'certificate' },
  refused: { to: 'refused', refusal: { reason: 'other-company' } },
  cancelled: { to: 'cancelled' },
}

const bug = 'bug'
type Answer = StepDecision | typeof bug

describe('each step from each state', () => {
  test.each<[string, Answer, Answer, Answer, Answer, Answer, Answer, Answer, Answer]>([
    // ordered, retired, draining, giving-back, cancelling, moved, refused, cancelled
    ['intended', 'write', bug, 'write', 'write', 'write', 'write', 'write', 'write'],
    ['ordered', 'repeat', 'write', bug, bug, 'write', 'write', 'write', 'write'],
    ['retired', 'repeat', 'repeat', bug, bug, bug, 'write', 'write', bug],
    ['draining', bug, bug, 'repeat', 'write', bug, 'write', 'write', 'write'],
    ['giving back', bug, bug, 'write', 'repeat', bug, 'write', 'write', 'write'],
    ['cancelling', 'late', 'write', bug, bug, 'write', 'write', 'write', 'write'],
    ['cancelling, told', 'late', 'write', bug, bug, 'repeat', 'write', 'write', 'write'],
    ['moved', 'repeat', 'repeat', bug, bug, bug, 'repeat', bug, bug],
    ['moved elsewhere', 'late', 'late', bug, bug, bug, 'repeat', bug, bug],
    ['refused', bug, bug, bug, bug, bug, bug, 'repeat', bug],
    ['cancelled', bug, bug, bug, bug, bug, bug, bug, 'repeat'],
  ])('[Q91] %s', (name, ordered, retired, draining, givingBack, cancelling, moved, refused, cancelled) => {
    const transfer = transfers[name] as TransferProgress
    const answers = { ordered, retired, draining, 'giving-back': givingBack, cancelling, moved, refused, cancelled }
    for (const to of Object.keys(answers) as TransferStep['to'][]) {
      expect([to, answer(transfer, same[to])]).toEqual([to, answers[to]])
    }
  })
})

test.each<[string, TransferStep]>([
  ['ordered', { to: 'ordered', order: { order: 'another', certificates: [] } }],
  ['draining', { to: 'draining', drain: { holders: ['another'] } }],
  ['giving back', { to: 'giving-back', number: 4 }],
])('news for %s replaces what is held: %o', (name, step) => {
  expect(decideStep(transfers[name] as TransferProgress, step)).toBe('write')
})

test.each<[string, TransferStep]>([
  ['retired', { to: 'ordered', order: { order: 'another', certificates: [] } }],
  ['retired', { to: 'retired', receipt: Uint8Array.of(9) }],
  ['moved', { to: 'retired', receipt: Uint8Array.of(9) }],
  ['moved', { to: 'moved', certificate: 'another' }],
  ['refused', { to: 'refused', refusal: { reason: 'no-subscription' } }],
])('other bytes for a step that %s already holds are a conflict: %o', (name, step) => {
  expect(decideStep(transfers[name] as TransferProgress, step)).toBe('conflict')
})

function answer(transfer: TransferProgress, step: TransferStep): Answer {
  try {
    return decideStep(transfer, step)
  } catch {
    return bug
  }
}
