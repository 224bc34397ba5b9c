import type { LastAct } from '../dongle/state.ts'
import type { CompanyId, TransferId } from '../id.ts'

/** What the cloud last recorded of a dongle it has seen before. */
export interface DongleClaim {
  readonly generation: number
  readonly stateHash: string
  readonly open: { readonly transfer: TransferId; readonly company: CompanyId; readonly generation: number } | undefined
}

/** What the dongle signed about itself, and what custody knows about its licenses. */
export interface OpenRequest {
  readonly company: CompanyId
  readonly generation: number
  readonly stateHash: string
  readonly last: LastAct
  /** Hashes of the orders on this dongle whose licenses are credited, mending orders among them: those have nothing to credit. */
  readonly credited: ReadonlySet<string>
  /** A license is on although custody moved it off this very dongle. */
  readonly onButCredited: boolean
  /** Whether the statement is recent; an old one may only join what is open. */
  readonly fresh: boolean
}

/** How an OPEN may go on. */
export type OpenDecision =
  /** Ask the contract; `replaces` names an order that the dongle proves dead. */
  | { readonly outcome: 'decide'; readonly replaces: TransferId | undefined }
  /** The same order again, for whoever of this company asks. */
  | { readonly outcome: 'join'; readonly transfer: TransferId }
  | { readonly outcome: 'refused'; readonly code: 'dongle-rolled-back' | 'busy' | 'nonce-stale' | 'reading-malformed' }

/** Decides whether an OPEN joins, replaces or starts. No clock, no database (PROTOCOL, class A, step 2). */
export function decideOpen(claim: DongleClaim | undefined, request: OpenRequest): OpenDecision {
  if (isRolledBack(claim, request)) return { outcome: 'refused', code: 'dongle-rolled-back' }
  const open = claim?.open
  if (open !== undefined && !provesDead(open.generation, request)) {
    if (open.company !== request.company) return { outcome: 'refused', code: 'busy' }
    if (open.generation === request.generation) return { outcome: 'join', transfer: open.transfer }
    // It carried out an order that it does not show: the reading is not whole.
    return { outcome: 'refused', code: 'reading-malformed' }
  }
  if (!request.fresh) return { outcome: 'refused', code: 'nonce-stale' }
  return { outcome: 'decide', replaces: open?.transfer }
}

/** Older than what the cloud knows, another state of the same generation, or alive where it gave its licenses away. */
export function isRolledBack(
  claim: DongleClaim | undefined,
  request: Pick<OpenRequest, 'generation' | 'stateHash' | 'onButCredited'>,
): boolean {
  if (request.onButCredited) return true
  // A dongle that was only read so far has no state that could be older.
  if (claim === undefined || claim.stateHash === '') return false
  return (
    request.generation < claim.generation ||
    (request.generation === claim.generation && request.stateHash !== claim.stateHash)
  )
}

/** A dongle acts on an order only at the order's generation: one that went past it by another act never will. */
export function provesDead(
  orderedAt: number,
  { generation, last, credited }: Pick<OpenRequest, 'generation' | 'last' | 'credited'>,
): boolean {
  if (generation <= orderedAt) return false
  return last.act === 'cancel' || (last.act === 'retire' && credited.has(last.order))
}
