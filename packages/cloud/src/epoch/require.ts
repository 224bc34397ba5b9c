import { ApiError } from '@undongle/core/api/error'
import { type EpochState, isEpochRunning } from '@undongle/core/permit/epoch'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'

/** The restore that is counted with now, and whether it is still being waited out. */
export interface CurrentEpoch {
  readonly epoch: number
  readonly endsAt: Date | null
  readonly running: boolean
}

export async function readCurrentEpoch(
  { register }: Pick<Deps, 'register'>,
  tx: { readonly epochs: Pick<LedgerTx['epochs'], 'read'> },
  now: Date,
): Promise<CurrentEpoch> {
  const { epoch, endsAt, checkedIn } = await tx.epochs.read()
  const state: EpochState = { epoch, endsAt, missing: Math.max(0, register.machines.size - checkedIn) }
  const running = isEpochRunning(state, now)
  return { epoch, endsAt: running ? endsAt : null, running }
}

/** A message from before a restore says what may no longer be so. @throws ApiError `epoch-changed` naming the current one */
export function requireEpoch(current: Pick<CurrentEpoch, 'epoch'>, named: number): void {
  if (named === current.epoch) return
  throw new ApiError('epoch-changed', { fields: [{ pointer: '/epoch', detail: String(current.epoch) }] })
}
