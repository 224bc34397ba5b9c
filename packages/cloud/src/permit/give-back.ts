import { ApiError } from '@undongle/core/api/error'
import type { GiveBackBody, GiveBackReply } from '@undongle/core/api/permit'
import { decideGiveBack } from '@undongle/core/permit/decide'
import type { Deps } from '../deps.ts'
import { readCurrentEpoch, requireEpoch } from '../epoch/require.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import { findOpenDrain, newestOf } from './dongle-facts.ts'
import { progressDrain } from './progress.ts'
import type { PermitMachine } from './put-permit.ts'
import { replyOf, signReply, type UnsignedReply } from './reply.ts'

/**
 * GIVEBACK (PROTOCOL, class B, step 4): a machine has deleted every permit up to a number and refuses those for ever. The last one
 * finishes its transfer in the same transaction, with the first leases in the answer.
 */
export async function giveBackPermit(
  deps: Deps,
  machine: PermitMachine,
  dongle: string,
  body: GiveBackBody,
): Promise<GiveBackReply> {
  const reply = await deps.ledger.inCompany(machine.company, (tx) => giveBack(deps, tx, { machine, dongle, body }))
  return 'number' in reply || reply.answer === 'returned' ? reply : signReply(deps.keys, reply)
}

/** By hand: the permit is off the record, or a newer one is not. */
type HandedBack = Extract<GiveBackReply, { answer: 'returned' | 'newer' }>
const returned = { answer: 'returned' } as const

async function giveBack(
  deps: Deps,
  tx: LedgerTx,
  { machine, dongle, body }: { machine: PermitMachine; dongle: string; body: GiveBackBody },
): Promise<UnsignedReply | HandedBack> {
  const now = deps.now()
  const epoch = await readCurrentEpoch(deps, tx, now)
  requireEpoch(epoch, body.epoch)
  if ((await tx.claims.read(dongle)) !== undefined) {
    const seen = { dongle, serial: '', generation: 1, stateHash: '' }
    const [claim, newest] = await Promise.all([tx.claims.lock(seen), tx.permits.readNewest(dongle)])
    const number = newestOf(newest, machine.licenseServer)
    const decision = decideGiveBack({ number: body.number, newest: number })
    if (decision.outcome === 'cleared')
      await tx.permits.giveBack({ dongle, machine: machine.licenseServer, number: body.number, at: now })
    const drain = await findOpenDrain(tx, claim, machine.company)
    const progress = drain && (await progressDrain(deps, tx, { drain, claim, epochRunning: epoch.running, now }))
    if (body.transfer !== null) {
      const transfer = await tx.transfers.find(body.transfer)
      if (transfer === undefined || transfer.dongle !== dongle) throw new ApiError('transfer-unknown')
      return replyOf(deps, tx, machine, { transfer, progress, wanted: body.leases, now })
    }
    const isOut = newest.some((permit) => permit.machine === machine.licenseServer && permit.returnedAt === undefined)
    return decision.outcome === 'stale' && isOut && body.number < number ? { answer: 'newer', number } : returned
  }
  // A restored backup may know nothing of this dongle: then there is no record to clear either.
  if (body.transfer !== null) throw new ApiError('transfer-unknown')
  return returned
}
