import { assert } from '@undongle/core/assert'
import type { CompanyId, TransferId } from '@undongle/core/id'
import type { Claim } from '../transfer/claim-store.ts'
import type { Transfer } from '../transfer/transfer.ts'
import { hold } from './violated.ts'

/**
 * I6, as far as one transaction can see it: whatever it leaves behind, somebody goes on with it. The message that comes next finds an open
 * transfer by its dongle's row alone; one that the row does not name waits for ever, and so does a dongle whose row names one that is over.
 */
export interface Forward {
  sawTransfer(transfer: Transfer | undefined): void
  insertsTransfer(transfer: Transfer): void
  /** ORDERED → MOVED: elsewhere the statement would change nothing, and the transfer would be credited and stay open. */
  movesOrdered(id: TransferId): void
  endsTransfer(id: TransferId): void
  sawClaim(dongle: string, claim: Claim): void
  writesClaim(dongle: string, claim: Claim): void
  /** What can be said only once everything is written. */
  settle(): void
}

interface Standing {
  readonly dongle: string
  readonly state: Transfer['state'] | 'over'
}

export function followForward(company: CompanyId): Forward {
  const transfers = new Map<TransferId, Standing>()
  const claims = new Map<string, Claim>()
  const begun = new Set<TransferId>()
  const ended = new Set<TransferId>()
  const written = new Set<string>()

  const openOf = (dongle: string): TransferId | undefined => {
    const open = claims.get(dongle)?.open
    return open?.company === company ? open.transfer : undefined
  }
  const isOver = (id: TransferId): boolean => {
    const state = transfers.get(id)?.state
    return ended.has(id) || (state !== undefined && state !== 'ordered' && state !== 'draining')
  }
  const end = (id: TransferId) => void ended.add(id)

  return {
    sawTransfer(transfer) {
      if (transfer !== undefined) transfers.set(transfer.id, transfer)
    },
    insertsTransfer(transfer) {
      transfers.set(transfer.id, transfer)
      const isJoined = transfer.state === 'draining' && transfer.joined !== undefined
      if (!isJoined) begun.add(transfer.id)
    },
    movesOrdered(id) {
      const state = transfers.get(id)?.state
      assert(state !== undefined, 'a transfer is read before it goes on')
      hold(state === 'ordered' && !ended.has(id), `I6: ${id} would move, and is ${state}`)
      end(id)
    },
    endsTransfer: end,
    sawClaim: (dongle, claim) => void claims.set(dongle, claim),
    writesClaim(dongle, claim) {
      claims.set(dongle, claim)
      written.add(dongle)
    },
    settle() {
      for (const id of begun) {
        const dongle = transfers.get(id)?.dongle ?? ''
        hold(isOver(id) || openOf(dongle) === id, `I6: nobody would go on with ${id}`)
      }
      for (const dongle of [...written, ...[...ended].map((id) => transfers.get(id)?.dongle ?? '')]) {
        const open = openOf(dongle)
        hold(open === undefined || !isOver(open), `I6: ${dongle} would wait for ${open}, which is over`)
      }
    },
  }
}
