import { ApiError } from '@undongle/core/api/error'
import { isReadable } from '@undongle/core/dongle/evidence'
import type { TransferPolicy } from '@undongle/core/policy/policy'
import { dongleBefore, type UnderWay } from '@undongle/core/policy/run'
import type { Store } from '../journal/store.ts'
import type { JournaledTransfer } from '../journal/transfer.ts'
import { listUnfinished } from '../journal/transfers.ts'
import { confirmedOf, isHeld } from './detail.ts'
import type { TransferRunner } from './runner.ts'

export type RunStates = Pick<TransferRunner, 'stateOf'>

interface Deps {
  readonly store: Store
  readonly runner: RunStates
}

/**
 * Holds the next dongle back where the line's policy moves one at a time [Q66].
 *
 * @throws ApiError `one-at-a-time` naming the dongle that comes first
 */
export function requireTurn(
  deps: Deps,
  policy: Pick<TransferPolicy, 'dongles'>,
  asked: Pick<JournaledTransfer, 'line'> & { readonly dongle: { readonly key: string } },
): void {
  const before = transferBefore(deps, policy, asked)
  if (before === undefined) return
  throw new ApiError('one-at-a-time', { fields: [{ pointer: '/dongle', detail: before.dongle.label }] })
}

/** @returns the transfer that has to be done first */
export function transferBefore(
  { store, runner }: Deps,
  policy: Pick<TransferPolicy, 'dongles'>,
  { line, dongle }: Parameters<typeof requireTurn>[2],
): JournaledTransfer | undefined {
  const unfinished = listUnfinished(store)
  const underWay = unfinished.map((transfer) => underWayOf(transfer, runner))
  const before = dongleBefore(policy, { line, dongle: dongle.key }, underWay)
  return before === undefined ? undefined : unfinished.find((transfer) => transfer.dongle.key === before)
}

/** A dongle that was pulled, whose transfer has not begun, or whose transfer only support can help, must not keep the next one waiting for ever. */
function underWayOf(transfer: JournaledTransfer, runner: RunStates): UnderWay {
  const waitingFor = runner.stateOf(transfer.id)?.waitingFor
  const isStuck = waitingFor === 'dongle' || waitingFor === 'support' || isHeld(transfer)
  const mayBeWritten = ['intended', 'ordered', 'cancelling'].includes(transfer.state)
  const isWritten = !isReadable(confirmedOf(transfer).evidence)
  return { dongle: transfer.dongle.key, line: transfer.line, needsDongle: mayBeWritten && isWritten && !isStuck }
}
