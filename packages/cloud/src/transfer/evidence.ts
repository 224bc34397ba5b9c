import { ApiError } from '@undongle/core/api/error'
import { openLicenseList } from '@undongle/core/document/license-list'
import { type Order, openOrder } from '@undongle/core/document/order'
import type { DongleEvidence } from '@undongle/core/dongle/evidence'
import { licenseStateAt, parseStateValue, type StateValue } from '@undongle/core/dongle/state'
import { fromBase64url, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { type PublicKey, thumbprint } from '@undongle/core/key'
import { verifySignature } from '@undongle/core/node/crypto'
import type { DongleLicense } from '@undongle/core/transfer/plan'
import type { SigningKeys } from '../signing/signing-keys.ts'

/** What is signed in the evidence, and nothing else of it. */
export interface DongleReading {
  /** Thumbprint of its key: its id. */
  readonly dongle: string
  readonly serial: string
  readonly key: PublicKey
  readonly state: StateValue
  /** The state's bytes as they came, in base64url. */
  readonly stateText: string
  readonly licenses: readonly DongleLicense[]
  readonly orders: readonly SignedOrder[]
}

/** An order of this cloud, with the hash by which a dongle names it. */
export interface SignedOrder {
  readonly document: string
  readonly hash: string
  readonly order: Order
}

/**
 * Believes of a reading only what is signed: the state by the dongle, the list by the vendor, each order by this cloud.
 *
 * @throws ApiError `reading-malformed`, `list-refused`
 */
export function verifyEvidence(evidence: DongleEvidence, keys: SigningKeys): DongleReading {
  const state = readState(evidence.state, evidence.key)
  if (state === undefined) throw new ApiError('reading-malformed', { detail: 'the state' })
  const licenses = readList(evidence.list, { serial: evidence.serial, dongle: state.body.dongle, keys })
  if (hashBytes(utf8(evidence.list)) !== state.body.list) throw new ApiError('list-refused', { detail: 'another list' })
  return {
    dongle: state.body.dongle,
    serial: evidence.serial,
    key: evidence.key,
    state,
    stateText: evidence.state,
    licenses: licenses.map((license, position) => ({
      license,
      position,
      on: licenseStateAt(state.body, position).state === 'on',
    })),
    orders: readOrders(evidence, state, keys),
  }
}

/** @returns undefined when the text is not a whole state signed by this key */
export function readState(text: string, key: PublicKey): StateValue | undefined {
  const bytes = fromBase64url(text)
  return bytes && parseStateValue(bytes, key, verifySignature)
}

/**
 * The licenses the vendor put on exactly this dongle.
 *
 * @throws ApiError `list-refused`
 */
export function readList(document: string, dongle: { serial: string; dongle: string; keys: SigningKeys }) {
  const list = openLicenseList(document, dongle.keys.believed, verifySignature)
  if (!list.ok) throw new ApiError('list-refused', { detail: list.fault })
  if (list.claims.serial !== dongle.serial || list.claims.dongle !== dongle.dongle)
    throw new ApiError('list-refused', { detail: 'the list of another dongle' })
  return list.claims.licenses
}

/** Every order by which a license is away; one that is missing makes the reading incomplete. */
function readOrders(evidence: DongleEvidence, state: StateValue, keys: SigningKeys): SignedOrder[] {
  const brought = new Map(evidence.orders.map((document) => [hashBytes(utf8(document)), document]))
  const named = new Set(state.body.away.map((away) => away.order))
  const last = state.body.last.act === 'retire' ? state.body.last.order : undefined
  if (last !== undefined && brought.has(last)) named.add(last)
  return [...named].map((hash) => {
    const document = brought.get(hash)
    if (document === undefined) throw new ApiError('reading-malformed', { detail: 'an order is missing' })
    const opened = openOrder(document, keys.believed, verifySignature)
    if (!opened.ok) throw new ApiError('reading-malformed', { detail: `an order is ${opened.fault}` })
    if (opened.claims.dongle !== thumbprint(evidence.key))
      throw new ApiError('reading-malformed', { detail: 'an order for another dongle' })
    return { document, hash, order: opened.claims }
  })
}
