import { ApiError } from '@undongle/core/api/error'
import type { CompanyId, TransferId } from '@undongle/core/id'
import type { Deps } from '../deps.ts'
import { closeClaim } from './progress.ts'

/**
 * DRAIN → FREE, for the transfer that opened it and for every one that joined: whoever cancels one cancels all. Nothing was taken off
 * the dongle, so the cloud decides this alone.
 *
 * @throws ApiError `transfer-unknown`, `cancel-refused`
 */
export async function cancelDrainOf(deps: Deps, company: CompanyId, id: TransferId): Promise<{ answer: 'cancelled' }> {
  return deps.ledger.inCompany(company, async (tx) => {
    const asked = await tx.transfers.find(id)
    if (asked === undefined) throw new ApiError('transfer-unknown')
    const seen = { dongle: asked.dongle, serial: asked.serial, generation: 1, stateHash: '' }
    const claim = await tx.claims.lock(seen)
    // Read again behind the lock: it may have finished meanwhile.
    const transfer = await tx.transfers.find(id)
    if (transfer?.state === 'answered' && transfer.result === 'cancelled') return { answer: 'cancelled' }
    if (transfer?.state !== 'draining') throw new ApiError('cancel-refused')
    const opener = transfer.joined === undefined ? transfer : await tx.transfers.find(transfer.joined)
    if (opener?.state !== 'draining' || !opener.cancelable) throw new ApiError('cancel-refused')
    await Promise.all([
      tx.drains.cancel({ transfer: opener.id, dongle: opener.dongle }, deps.now()),
      closeClaim(tx, seen, claim),
      tx.commit(),
    ])
    return { answer: 'cancelled' }
  })
}
