import { encodeStateBody, nextStateBody, type StateValue } from '../dongle/state.ts'
import { hashBytes } from '../hash.ts'
import type { LicenseId, TransferId } from '../id.ts'
import { type DongleClaim, isRolledBack } from './open.ts'

/** A license that is on, although custody moved it off this very dongle. */
export interface CreditedOn {
  readonly license: LicenseId
  readonly position: number
}

/** What a dongle signed about itself, and what the cloud knows about it. */
export interface MendRequest {
  readonly generation: number
  readonly stateHash: string
  readonly claim: DongleClaim | undefined
  readonly creditedOn: readonly CreditedOn[]
  /** Credited orders of this dongle, with the generation each was made for and what it took off. */
  readonly orders: readonly {
    readonly hash: string
    readonly generation: number
    readonly licenses: readonly LicenseId[]
  }[]
  /** Its last act carried out a mending order of this cloud. */
  readonly justMended: boolean
  /** The cancel that leads from here to the state the cloud knows. */
  readonly lostCancel: TransferId | undefined
}

/** What a dongle needs that shows an older state than it had. */
export type MendDecision =
  | { readonly outcome: 'whole' }
  /** Nothing credited is on any more: from here on this state is the one the cloud knows. */
  | { readonly outcome: 'mended' }
  /** Below the cloud's generation: the order it has lost, again, to any machine at the dongle. */
  | { readonly outcome: 'repeat'; readonly order: string }
  /** The stored order does not fit: one that only takes off what is credited. */
  | { readonly outcome: 'mend'; readonly licenses: readonly CreditedOn[] }
  /** It has lost a cancel that the cloud knows: the same one again, which makes the same state. */
  | { readonly outcome: 'cancel'; readonly transfer: TransferId }
  /** An older state in which nothing credited is on, and no act that is known leads on from it: only support can look at it. */
  | { readonly outcome: 'refused' }

/** Decides how a rolled-back dongle is put off again (PROTOCOL, "On a PKCS#11 token", item 8). Nothing in it credits anything. */
export function decideMend(request: MendRequest): MendDecision {
  const { generation, stateHash, claim, creditedOn, orders, justMended, lostCancel } = request
  if (creditedOn.length > 0) {
    const on = new Set(creditedOn.map(({ license }) => license))
    const lost = orders.find((order) => order.generation === generation && order.licenses.some((id) => on.has(id)))
    return lost === undefined ? { outcome: 'mend', licenses: creditedOn } : { outcome: 'repeat', order: lost.hash }
  }
  if (!isRolledBack(claim, { generation, stateHash, onButCredited: false })) return { outcome: 'whole' }
  if (lostCancel !== undefined) return { outcome: 'cancel', transfer: lostCancel }
  // An order made for a later generation could still be carried out when the dongle comes there again.
  const awaitsOrder = claim?.open !== undefined && claim.open.generation >= generation
  return justMended && !awaitsOrder ? { outcome: 'mended' } : { outcome: 'refused' }
}

/** A cancel has no content but its transfer: written again on the state before it, it is the same, byte for byte. */
export function findLostCancel(
  state: StateValue,
  known: { readonly stateHash: string; readonly cancelled: TransferId | undefined } | undefined,
): TransferId | undefined {
  if (known?.cancelled === undefined) return undefined
  const again = nextStateBody(state, { act: 'cancel', transfer: known.cancelled })
  return hashBytes(encodeStateBody(again)) === known.stateHash ? known.cancelled : undefined
}
