import { type Order, orderedPositions } from '../document/order.ts'
import { licenseStateAt, type StateBody } from '../dongle/state.ts'
import type { TransferId } from '../id.ts'

/** An order, as far as a dongle knows it. */
export interface NamedOrder {
  readonly transfer: TransferId
  readonly hash: string
  readonly generation: number
  /** The positions it takes off the dongle. */
  readonly positions: readonly number[]
}

export const nameOrder = (order: Order, hash: string): NamedOrder => ({
  transfer: order.transfer,
  hash,
  generation: order.generation,
  positions: orderedPositions(order),
})

/** Whether the dongle went past an order without carrying it out: it acts on one only at the order's own generation. */
export function isDead(order: NamedOrder, state: StateBody): boolean {
  return state.generation > order.generation && !isCarriedOut(order, state)
}

/** Whether the dongle shows that it has carried the order out: by its last act, or by what is still away by it. */
export function isCarriedOut(order: NamedOrder, state: StateBody): boolean {
  const { last } = state
  if (last.act === 'retire' && (last.order === order.hash || last.transfer === order.transfer)) return true
  return order.positions.some((position) => {
    const license = licenseStateAt(state, position)
    return license.state !== 'on' && license.order === order.hash
  })
}

/** What a License Server that was asked to cancel finds on the dongle. */
export type CancelStep =
  /** The order was carried out before the cancel: the transfer can only be finished. */
  | { readonly step: 'too-late' }
  /** The dongle proves that the order never comes: the cloud is told. */
  | { readonly step: 'tell' }
  | { readonly step: 'write'; readonly generation: number }
  /** A retire nobody has proof of the credit for: its certificate is fetched first. */
  | { readonly step: 'fetch-certificate'; readonly order: string }

/**
 * Decides the next step of a cancel (PROTOCOL, class A, Cancel). A retire that is not credited would be lost by it, so it is allowed
 * only if the last act is none, a cancel, or a retire whose certificate is at hand.
 *
 * @param order the order of this transfer; undefined where its answer never arrived
 * @param isAtHand whether the certificate of the order with this hash is in the journal, or the order credits nothing
 */
export function decideCancel(
  transfer: TransferId,
  order: NamedOrder | undefined,
  state: StateBody,
  isAtHand: (order: string) => boolean,
): CancelStep {
  const { last, generation } = state
  if (order === undefined ? last.act === 'retire' && last.transfer === transfer : isCarriedOut(order, state))
    return { step: 'too-late' }
  if (last.act === 'cancel' && last.transfer === transfer) return { step: 'tell' }
  if (order !== undefined && isDead(order, state)) return { step: 'tell' }
  if (last.act === 'retire' && !isAtHand(last.order)) return { step: 'fetch-certificate', order: last.order }
  return { step: 'write', generation }
}

/** What the cloud answers who brings a dongle's signed state and says that a transfer is cancelled. */
export type CancelDecision = 'cancelled' | 'too-late' | 'unproven'

/**
 * Decides whether a transfer is over without having taken anything off its dongle. Only the dongle can prove it, never a clock.
 *
 * @param known the transfer's state at the cloud; undefined where no order was ever made, or a restored backup has forgotten it
 * @param order the transfer's order, from the cloud's own record or as it was brought
 */
export function decideCancelled(
  transfer: TransferId,
  known: 'ordered' | 'moved' | 'answered' | undefined,
  order: NamedOrder | undefined,
  state: StateBody,
): CancelDecision {
  if (known === 'moved') return 'too-late'
  if (known === 'answered') return 'cancelled'
  if (order !== undefined) {
    if (isCarriedOut(order, state)) return 'too-late'
    return isDead(order, state) ? 'cancelled' : 'unproven'
  }
  return state.last.act === 'cancel' && state.last.transfer === transfer ? 'cancelled' : 'unproven'
}
