import { toProblem } from '@undongle/core/api/error'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { isReadable } from '@undongle/core/dongle/evidence'
import type { Phase } from '@undongle/core/transfer/phase'
import type { ResultName } from '@undongle/core/transfer/result'
import type { JournaledTransfer, TransferState } from '../journal/transfer.ts'
import { certificateOf, confirmedOf, drainOf, isHeld, refusalOf } from './detail.ts'
import type { RunState } from './runner.ts'

/** A transfer as the pages see it: the journal's facts, and why it stands still if it does. */
export function viewOf(transfer: JournaledTransfer, run: RunState | undefined): LocalTransfer {
  const { plan, policy, targetUser, evidence, start, beside } = confirmedOf(transfer)
  const ended = endOf(transfer)
  return {
    id: transfer.id,
    line: transfer.line,
    dongle: {
      key: transfer.dongle.key,
      serial: evidence.serial,
      label: transfer.dongle.label,
      class: evidence.grade.class,
    },
    drain: transfer.state === 'draining' ? drainOf(transfer) : null,
    hold: isHeld(transfer) ? { start, seats: [...(run?.seats ?? [])] } : null,
    targetUser,
    plan: run?.offered?.plan ?? plan,
    state: ended !== undefined ? 'finished' : run?.waitingFor ? 'waiting' : 'running',
    waitingFor: ended !== undefined ? null : (run?.waitingFor ?? null),
    phase: phases[transfer.state],
    unavailable: isAway.includes(transfer.state) || (mayBeWritten.includes(transfer.state) && run?.writing === true),
    cancel: cancelOf(transfer),
    resumed: run?.resumed ?? false,
    problem: run?.problem ? toProblem(run.problem, '') : null,
    result: ended?.result ?? null,
    document: ended?.document ?? null,
    temporary: ended?.temporary ?? null,
    policy,
    beside,
    startedAt: transfer.createdAt.toISOString(),
    finishedAt: ended === undefined ? null : transfer.updatedAt.toISOString(),
  }
}

const phases: Record<TransferState, Phase | null> = {
  intended: 'checked',
  ordered: 'reserved',
  retired: 'retired',
  draining: 'reserved',
  'giving-back': 'retired',
  cancelling: 'checked',
  moved: 'certified',
  refused: null,
  cancelled: null,
}

/** Nothing serves them for certain: the dongle is off, or this machine's permit for it is deleted, and the cloud has not answered yet. */
const isAway: readonly TransferState[] = ['retired', 'giving-back']

const mayBeWritten: readonly TransferState[] = ['ordered', 'cancelling']

/** Until the dongle has given its licenses away, whoever started a transfer may end it. */
function cancelOf(transfer: JournaledTransfer): LocalTransfer['cancel'] {
  switch (transfer.state) {
    case 'intended':
    case 'ordered':
    case 'draining':
      return 'possible'
    case 'cancelling':
      return 'asked'
    case 'retired':
    case 'giving-back':
    case 'moved':
    case 'refused':
    case 'cancelled':
      return 'too-late'
  }
}

interface Ended {
  readonly result: ResultName
  readonly document: string | null
  readonly temporary: LocalTransfer['temporary']
}

function endOf(transfer: JournaledTransfer): Ended | undefined {
  switch (transfer.state) {
    case 'moved':
      return { result: movedResult(transfer), document: transfer.certificate, temporary: null }
    case 'refused':
      return refusalOf(transfer)
    case 'cancelled':
      return { result: 'cancelled', document: null, temporary: null }
    default:
      return undefined
  }
}

/** A certificate of another run, or one that came without an order of this run, was there before: this run moved nothing [Q55]. */
function movedResult(transfer: JournaledTransfer & { state: 'moved' }): ResultName {
  const { transfer: id, result } = certificateOf(transfer)
  const isOwn = isReadable(confirmedOf(transfer).evidence) ? id === transfer.id : transfer.evidence.order !== undefined
  return isOwn ? result : 'already-moved'
}
