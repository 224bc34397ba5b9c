import { ApiError } from '@undongle/core/api/error'
import { isReadable } from '@undongle/core/dongle/evidence'
import type { TransferPolicy } from '@undongle/core/policy/policy'
import { dongleBefore, type UnderWay } from '@undongle/core/policy/run'
import type { Store } from '../journal/store.ts'
import type { JournaledTransfer } from '../journal/transfer.ts'
import { listUnfinished } from '../journal/transfers.ts'
import { confirmedOf } from './detail.ts'
import type { TransferRunner } from './runner.ts'

/**
 * Holds the next dongle back where the line's policy moves one at a time [Q66].
 *
 * @throws ApiError `one-at-a-time` naming the dongle that comes first
 */
export function requireTurn(
  { store, runner }: { store: Store; runner: Pick<TransferRunner, 'stateOf'> },
  policy: Pick<TransferPolicy, 'dongles'>,
  asked: { readonly line: string; readonly dongle: string },
): void {
  const unfinished = listUnfinished(store)
  const underWay = unfinished.map((transfer) => underWayOf(transfer, runner))
  const before = dongleBefore(policy, asked, underWay)
  if (before === undefined) return
  const first = unfinished.find(({ dongle }) => dongle.key === before)
  throw new ApiError('one-at-a-time', { fields: [{ pointer: '/dongle', detail: first?.dongle.label ?? before }] })
}

/** A dongle that was pulled, or whose transfer only support can help, must not keep the next one waiting for ever. */
function underWayOf(transfer: JournaledTransfer, runner: Pick<TransferRunner, 'stateOf'>): UnderWay {
  const waitingFor = runner.stateOf(transfer.id)?.waitingFor
  const isStuck = waitingFor === 'dongle' || waitingFor === 'support'
  const mayBeWritten = ['intended', 'ordered', 'cancelling'].includes(transfer.state)
  const isWritten = !isReadable(confirmedOf(transfer).evidence)
  return { dongle: transfer.dongle.key, line: transfer.line, needsDongle: mayBeWritten && isWritten && !isStuck }
}
