import { ApiError, toProblem } from '@undongle/core/api/error'
import type { LocalTransfer } from '@undongle/core/api/local'
import { certificateSchema } from '@undongle/core/document/certificate'
import { splitDocument } from '@undongle/core/document/jws'
import type { Phase } from '@undongle/core/transfer/phase'
import type { ResultName } from '@undongle/core/transfer/result'
import type { JournaledTransfer, TransferState } from '../journal/transfer.ts'
import { confirmedOf, refusalOf } from './detail.ts'
import type { RunState } from './runner.ts'

/** A transfer as the pages see it: the journal's facts, and why it stands still if it does. */
export function viewOf(transfer: JournaledTransfer, run: RunState | undefined): LocalTransfer {
  const { plan, policy, targetUser, evidence } = confirmedOf(transfer)
  const ended = endOf(transfer)
  return {
    id: transfer.id,
    line: transfer.line,
    dongle: { key: transfer.dongle.key, serial: evidence.serial, label: transfer.dongle.label },
    targetUser,
    plan: run?.offered?.plan ?? plan,
    state: ended !== undefined ? 'finished' : run?.waitingFor ? 'waiting' : 'running',
    waitingFor: ended !== undefined ? null : (run?.waitingFor ?? null),
    phase: phases[transfer.state],
    unavailable: transfer.state === 'retired' || (transfer.state === 'ordered' && run?.writing === true),
    resumed: run?.resumed ?? false,
    problem: run?.problem ? toProblem(run.problem, '') : null,
    result: ended?.result ?? null,
    document: ended?.document ?? null,
    temporary: ended?.temporary ?? null,
    policy,
    startedAt: transfer.createdAt.toISOString(),
    finishedAt: ended === undefined ? null : transfer.updatedAt.toISOString(),
  }
}

const phases: Record<TransferState, Phase | null> = {
  intended: 'checked',
  ordered: 'reserved',
  retired: 'retired',
  moved: 'certified',
  refused: null,
  cancelled: null,
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
      return { result: 'failed', document: null, temporary: null }
    default:
      return undefined
  }
}

/** A certificate that came without an order of this run was there before: this run moved nothing [Q55]. */
function movedResult(transfer: JournaledTransfer & { state: 'moved' }): ResultName {
  if (transfer.evidence.order === undefined) return 'already-moved'
  const split = splitDocument(transfer.certificate, 'certificate')
  if (!split.ok) throw new ApiError('document-refused', { detail: split.fault })
  return certificateSchema.parse(split.document.payload).result
}
