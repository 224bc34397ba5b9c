import { ApiError } from '@undongle/core/api/error'
import { type EpochState, isEpochRunning } from '@undongle/core/permit/epoch'
import type { Deps } from '../deps.ts'
import type { Epochs } from '../ledger/ledger.ts'
import type { Register } from '../register/register.ts'
import type { StoredEpoch } from './store.ts'

/** The restore that is counted with now, and whether it is still being waited out. */
export interface CurrentEpoch {
  readonly epoch: number
  readonly endsAt: Date | null
  readonly running: boolean
  /** Machines ever registered that have not checked in since the restore, however long ago that was. */
  readonly unheard: number
}

export async function readCurrentEpoch(
  { register }: Pick<Deps, 'register'>,
  tx: { readonly epochs: Pick<Epochs, 'read'> },
  now: Date,
): Promise<CurrentEpoch> {
  const state = stateOf(register, await tx.epochs.read())
  const running = isEpochRunning(state, now)
  const unheard = state.endsAt === null ? 0 : state.missing
  return { epoch: state.epoch, endsAt: running ? state.endsAt : null, running, unheard }
}

/** For the vendor's operator: how far the wait is. */
export async function readEpochNow({ ledger, register, now }: Deps) {
  const state = stateOf(register, await ledger.readEpoch())
  const running = isEpochRunning(state, now())
  const { epoch, endsAt, missing } = state
  return { epoch, endsAt: running ? (endsAt?.toISOString() ?? null) : null, missing: running ? missing : 0 }
}

const stateOf = (register: Register, { epoch, endsAt, checkedIn }: StoredEpoch): EpochState => ({
  epoch,
  endsAt,
  missing: Math.max(0, register.machines.size - checkedIn),
})

/** A message from before a restore says what may no longer be so. @throws ApiError `epoch-changed` naming the current one */
export function requireEpoch(current: Pick<CurrentEpoch, 'epoch'>, named: number): void {
  if (named === current.epoch) return
  throw new ApiError('epoch-changed', { fields: [{ pointer: '/epoch', detail: String(current.epoch) }] })
}
