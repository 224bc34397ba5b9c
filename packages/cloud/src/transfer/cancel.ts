import { ApiError } from '@undongle/core/api/error'
import { openOrder } from '@undongle/core/document/order'
import type { DongleEvidence } from '@undongle/core/dongle/evidence'
import { utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import type { CompanyId, TransferId } from '@undongle/core/id'
import { verifySignature } from '@undongle/core/node/crypto'
import { type CancelDecision, decideCancelled, type NamedOrder, nameOrder } from '@undongle/core/transfer/cancel'
import type { Deps } from '../deps.ts'
import { closeDeadOrder, newest, seenOf } from './close-dead.ts'
import { creditBefore } from './credit-before.ts'
import { type DongleReading, verifyEvidence } from './evidence.ts'
import type { Transfer } from './transfer.ts'

/** Whose transfer it is, the state in which the dongle went past its order, and that order where one was received. */
interface Cancelled {
  readonly company: CompanyId
  readonly evidence: DongleEvidence
  readonly order: string | null
}

/**
 * Takes notice that a transfer is over: its dongle signed a state that went past the order without carrying it out. Whoever saw
 * that may bring it, as often as they like; what the dongle has given away is credited first.
 *
 * @throws ApiError `cancel-too-late`, `cancel-unproven`, `order-refused`, `reading-malformed`, `list-refused`
 */
export async function cancelTransfer(deps: Deps, id: TransferId, told: Cancelled): Promise<{ answer: 'cancelled' }> {
  const reading = verifyEvidence(told.evidence, deps.keys)
  const brought =
    told.order === null ? undefined : nameBrought(deps, told.order, { id, reading, company: told.company })
  const before = await creditBefore(deps, reading)
  await closeDeadOrder(deps, told.company, reading, new Set(before.map(({ hash }) => hash)))
  const seen = seenOf(reading)
  const decision = await deps.ledger.inCompany(told.company, async (tx): Promise<CancelDecision> => {
    const [claim, known] = await Promise.all([tx.claims.lock(seen), tx.transfers.find(id)])
    if (known !== undefined && known.dongle !== reading.dongle) return 'unproven'
    // What is still open after the dead order was closed is one that the dongle can carry out.
    if (known?.state === 'ordered' && claim.open?.transfer === id) return 'unproven'
    const decision = decideCancelled(id, stateOf(known), brought, reading.state.body)
    if (decision !== 'cancelled') return decision
    if (known?.state === 'ordered') await tx.transfers.closeReplaced(id, deps.now())
    await tx.claims.write(newest(claim, seen), claim)
    return decision
  })
  switch (decision) {
    case 'cancelled':
      return { answer: 'cancelled' }
    case 'too-late':
      throw new ApiError('cancel-too-late')
    case 'unproven':
      throw new ApiError('cancel-unproven')
  }
}

function nameBrought(
  deps: Deps,
  document: string,
  { id, reading, company }: { id: TransferId; reading: DongleReading; company: CompanyId },
): NamedOrder {
  const opened = openOrder(document, deps.keys.believed, verifySignature)
  if (!opened.ok) throw new ApiError('order-refused', { detail: opened.fault })
  const { transfer, dongle } = opened.claims
  if (transfer !== id || dongle !== reading.dongle || opened.claims.company !== company)
    throw new ApiError('order-refused', { detail: 'the order of another transfer' })
  return nameOrder(opened.claims, hashBytes(utf8(document)))
}

/** Each state a transfer can have, as far as a cancel is about it. A dongle that was only read signs none. */
function stateOf(known: Transfer | undefined): Parameters<typeof decideCancelled>[1] {
  if (known === undefined) return undefined
  return known.state === 'ordered' || known.state === 'answered' ? known.state : 'moved'
}
