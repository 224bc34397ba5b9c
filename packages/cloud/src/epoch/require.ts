import { ApiError } from '@undongle/core/api/error'
import { isEpochRunning, isSpent } from '@undongle/core/permit/epoch'
import { fromSeconds } from '@undongle/core/time'
import { nobody } from '../company/nobody.ts'
import type { Deps } from '../deps.ts'
import type { Epochs } from '../ledger/ledger.ts'

/** The restore that is counted with now, and whether it is still being waited out. */
export interface CurrentEpoch {
  readonly epoch: number
  readonly endsAt: Date | null
  readonly running: boolean
  /** Machines ever registered that have not checked in since the restore, however long ago that was, and that nobody declared gone. */
  readonly unheard: number
  /** Machines that are still waited for while it runs. */
  readonly missing: number
}

export async function readCurrentEpoch(
  { register }: Pick<Deps, 'register'>,
  tx: { readonly epochs: Pick<Epochs, 'read' | 'listUnheard'> },
  now: Date,
): Promise<CurrentEpoch> {
  const { epoch, endsAt, checkedIn } = await tx.epochs.read()
  const missing = Math.max(0, register.machines.size - checkedIn)
  if (endsAt === null || missing === 0) return { epoch, endsAt: null, running: false, unheard: 0, missing: 0 }
  const gone = await tx.epochs.listUnheard(epoch, [...register.gone.keys()])
  const spent = gone.filter((machine) => isSpent(fromSeconds(register.gone.get(machine) ?? 0), now))
  const running = isEpochRunning({ epoch, endsAt, missing: missing - spent.length }, now)
  return {
    epoch,
    endsAt: running ? endsAt : null,
    running,
    unheard: missing - gone.length,
    missing: running ? missing - spent.length : 0,
  }
}

/** For the vendor's operator: how far the wait is. */
export async function readEpochNow(deps: Deps) {
  const { epoch, endsAt, missing } = await deps.ledger.inCompany(nobody, (tx) => readCurrentEpoch(deps, tx, deps.now()))
  return { epoch, endsAt: endsAt?.toISOString() ?? null, missing }
}

/** A message from before a restore says what may no longer be so. @throws ApiError `epoch-changed` naming the current one */
export function requireEpoch(current: Pick<CurrentEpoch, 'epoch'>, named: number): void {
  if (named === current.epoch) return
  throw new ApiError('epoch-changed', { fields: [{ pointer: '/epoch', detail: String(current.epoch) }] })
}
