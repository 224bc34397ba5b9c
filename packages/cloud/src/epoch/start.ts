import type { EpochReply } from '@undongle/core/api/permit'
import { epochMs } from '@undongle/core/permit/limits'
import { toSeconds } from '@undongle/core/time'
import type { Deps } from '../deps.ts'
import { learnLosses } from '../lost/register.ts'
import { revokeGone } from '../machine/gone.ts'
import type { OpenDrain } from '../permit/drain-store.ts'
import { closeClaim } from '../permit/progress.ts'
import { requireEpoch } from './require.ts'

// After the database was put back from a backup, permits and leases may be out that it knows nothing of. All of them are dead ten days
// and three hours later; earlier it is over only when every machine ever registered has said what it holds (PROTOCOL, class B).

/**
 * Begins a restore epoch. The same number again changes nothing.
 *
 * @param epoch the one after the newest
 * @throws ApiError `epoch-changed` for any other
 */
export async function startEpoch(deps: Deps, epoch: number): Promise<EpochReply> {
  const stored = await deps.ledger.readEpoch()
  if (epoch === stored.epoch && stored.endsAt !== null) return { epoch, endsAt: stored.endsAt.toISOString() }
  requireEpoch({ epoch: Math.max(stored.epoch, deps.register.epoch()) + 1 }, epoch)
  return begin(deps, epoch)
}

/**
 * At the start of the cloud: begins an epoch where the register knows more than the database, and ends what an earlier start left
 * half done.
 *
 * @returns the epoch that was begun
 */
export async function startEpochAfterRestore(deps: Deps): Promise<number | undefined> {
  const stored = await deps.ledger.readEpoch()
  await revokeGone(deps)
  if (!(await isBehindRegister(deps, stored.epoch))) {
    if (stored.startedAt !== null) await forgetDrains(deps, stored.startedAt)
    return undefined
  }
  const { epoch } = await begin(deps, Math.max(stored.epoch, deps.register.epoch()) + 1)
  return epoch
}

/** The register is told first: a crash in between begins one more epoch, never one less. */
async function begin(deps: Deps, epoch: number): Promise<EpochReply> {
  const at = deps.now()
  await revokeGone(deps)
  await learnLosses(deps, at)
  const endsAt = new Date(at.getTime() + epochMs)
  await deps.register.record({ fact: 'epoch', number: epoch, at: toSeconds(at) })
  await deps.ledger.startEpoch({ epoch, at, endsAt })
  await forgetDrains(deps, at)
  return { epoch, endsAt: endsAt.toISOString() }
}

/**
 * The newest of each kind of fact tells: a backup forgets the newest first. Machines are not asked, since one is registered before its
 * row is written.
 */
async function isBehindRegister({ ledger, register }: Deps, epoch: number): Promise<boolean> {
  if (register.epoch() > epoch) return true
  const count = register.certificates.count()
  const [newest] = count === 0 ? [] : await register.certificates.read(count - 1, 1)
  if (newest === undefined) return false
  return ledger.inCompany(newest.company, async (tx) => (await tx.certificates.find(newest.id)) === undefined)
}

/** A DRAIN found in the backup is put to FREE: it goes on when its machine repeats MOVE in the new epoch. */
async function forgetDrains(deps: Deps, openedBefore: Date): Promise<void> {
  for (const open of await deps.ledger.listOpenDrains()) await forgetOne(deps, open, openedBefore)
}

function forgetOne(deps: Deps, { company, transfer, dongle }: OpenDrain, openedBefore: Date): Promise<void> {
  return deps.ledger.inCompany(company, async (tx) => {
    const seen = { dongle, serial: '', generation: 1, stateHash: '' }
    const [claim, known] = await Promise.all([tx.claims.lock(seen), tx.transfers.find(transfer)])
    // What a certificate opened was moved once: it goes on, whatever the backup is from.
    if (known?.state !== 'draining' || !known.cancelable || known.openedAt > openedBefore) return
    await Promise.all([tx.drains.forget({ transfer, dongle }), closeClaim(tx, seen, claim), tx.commit()])
  })
}
