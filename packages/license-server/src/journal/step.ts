import { AssertionError } from '@undongle/core/assert'
import { equalBytes } from '@undongle/core/encoding'
import type { Evidence, Json, OrderAnswer, TransferProgress, TransferState } from './transfer.ts'

/** One step of the protocol that the journal must hold before the next one is taken. */
export type TransferStep =
  | { readonly to: 'ordered'; readonly order: OrderAnswer }
  | { readonly to: 'retired'; readonly receipt: Uint8Array }
  | { readonly to: 'draining'; readonly drain: Json }
  | { readonly to: 'giving-back'; readonly number: number }
  | { readonly to: 'cancelling'; readonly proof: Json }
  | { readonly to: 'moved'; readonly certificate: string }
  | { readonly to: 'refused'; readonly refusal: Json }
  | { readonly to: 'cancelled' }

/**
 * `write`: the transfer goes on. `repeat`: the journal holds these very bytes. `late`: the transfer was finished
 * elsewhere meanwhile, and the step adds nothing. `conflict`: the journal holds other bytes for this step.
 */
export type StepDecision = 'write' | 'repeat' | 'late' | 'conflict'

/**
 * Where a transfer can go from each state. A receipt is followed by COMMIT only: nothing cancels a retired dongle. A cloud put back
 * from a backup may not know of a give-back: then its transfer drains again.
 */
const following: Record<TransferState, readonly TransferStep['to'][]> = {
  intended: ['ordered', 'cancelling', 'draining', 'giving-back', 'moved', 'refused', 'cancelled'],
  ordered: ['ordered', 'retired', 'cancelling', 'moved', 'refused', 'cancelled'],
  cancelling: ['retired', 'cancelling', 'moved', 'refused', 'cancelled'],
  retired: ['moved', 'refused'],
  draining: ['draining', 'giving-back', 'moved', 'refused', 'cancelled'],
  'giving-back': ['draining', 'giving-back', 'moved', 'refused', 'cancelled'],
  moved: [],
  refused: [],
  cancelled: [],
}

/**
 * Decides what a step does to the journal. An older state never replaces a newer one.
 *
 * @throws AssertionError for a step that no run of the protocol can take from here
 */
export function decideStep(transfer: TransferProgress, step: TransferStep): StepDecision {
  const repeated = compare(transfer, step)
  if (repeated !== 'new') return repeated
  if (following[transfer.state].includes(step.to)) return 'write'
  // Whoever wishes to cancel does not want the order that was on its way: the dongle is asked what came of it.
  if (transfer.state === 'cancelling' && step.to === 'ordered') return 'late'
  if (transfer.state === 'moved' && (step.to === 'ordered' || step.to === 'retired')) return 'late'
  throw new AssertionError(`a transfer that is ${transfer.state} cannot become ${step.to}`)
}

function compare(transfer: TransferProgress, step: TransferStep): 'new' | 'repeat' | 'conflict' {
  switch (step.to) {
    case 'ordered': {
      // The certificates beside it belong to the dongle's past: whichever came with the first answer stay.
      const held = evidenceIn(transfer).order
      // The cloud was asked again before the dongle was written: its newest order is the one that stands.
      if (transfer.state === 'ordered' && held?.order !== step.order.order) return 'new'
      return held ? sameOrNot(held.order === step.order.order) : 'new'
    }
    case 'retired': {
      const held = evidenceIn(transfer).receipt
      return held ? sameOrNot(equalBytes(held, step.receipt)) : 'new'
    }
    case 'draining':
      return transfer.state === 'draining' && sameJson(transfer.drain, step.drain) ? 'repeat' : 'new'
    case 'giving-back':
      return transfer.state === 'giving-back' && transfer.number === step.number ? 'repeat' : 'new'
    case 'cancelling':
      return transfer.state === 'cancelling' && (step.proof === null || sameJson(transfer.proof, step.proof))
        ? 'repeat'
        : 'new'
    case 'moved':
      return transfer.state === 'moved' ? sameOrNot(transfer.certificate === step.certificate) : 'new'
    case 'refused':
      return transfer.state === 'refused' ? sameOrNot(sameJson(transfer.refusal, step.refusal)) : 'new'
    case 'cancelled':
      return transfer.state === 'cancelled' ? 'repeat' : 'new'
  }
}

const sameJson = (a: Json, b: Json): boolean => JSON.stringify(a) === JSON.stringify(b)

const sameOrNot = (same: boolean): 'repeat' | 'conflict' => (same ? 'repeat' : 'conflict')

function evidenceIn(transfer: TransferProgress): Evidence {
  switch (transfer.state) {
    case 'intended':
    case 'draining':
    case 'giving-back':
    case 'cancelling':
      return {}
    case 'ordered':
      return { order: transfer.order }
    case 'retired':
      return { order: transfer.order, receipt: transfer.receipt }
    case 'moved':
    case 'refused':
    case 'cancelled':
      return transfer.evidence
  }
}
