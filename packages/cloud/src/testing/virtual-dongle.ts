import { type Order, orderedPositions } from '@undongle/core/document/order'
import { attestationBody } from '@undongle/core/dongle/attestation'
import type { DongleEvidence } from '@undongle/core/dongle/evidence'
import {
  encodeStateBody,
  firstStateBody,
  joinStateValue,
  nextStateBody,
  parseStateValue,
  type StateAct,
  type StateBody,
  type StateValue,
} from '@undongle/core/dongle/state'
import { base64url, fromBase64url, fromUtf8, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import type { TransferId } from '@undongle/core/id'
import { type PublicKey, thumbprint } from '@undongle/core/key'
import type { License } from '@undongle/core/license'
import { makeP256Key, publicKeyOf, signWith, verifySignature } from '@undongle/core/node/crypto'

/** A class A dongle in memory: a P-256 key, a signed state, and the orders by which licenses are off. */
export interface VirtualDongle {
  readonly key: PublicKey
  readonly thumbprint: string
  readonly serial: string
  readonly list: string
  state(): StateValue
  evidence(changes?: Partial<DongleEvidence>): DongleEvidence
  attest(transfer: TransferId, nonce: string): { body: string; signature: string }
  /** Carries an order out. @returns the receipt in base64url */
  retire(document: string): string
  cancel(transfer: TransferId): void
  /** What an owner who knows the PIN can make it sign. */
  forge(change: (body: StateBody) => StateBody): void
  /** A copy as it is now: what was read once can be put back. */
  copy(): VirtualDongle
}

export const virtualGrade = { class: 'A', crashSafe: true, tamperProof: false } as const

/** @param signList signs the license list as the vendor, for this key and serial */
export async function makeVirtualDongle(
  serial: string,
  licenses: readonly License[],
  signList: (list: { key: PublicKey; serial: string; licenses: readonly License[] }) => string | Promise<string>,
): Promise<VirtualDongle> {
  const privateKey = makeP256Key()
  const key = publicKeyOf(privateKey)
  const sign = signWith(privateKey)
  const list = await signList({ key, serial, licenses })
  const first = toValue(firstStateBody(key, utf8(list)), key, sign)
  return assemble({ key, sign, serial, list, current: first, orders: new Map() })
}

interface Parts {
  readonly key: PublicKey
  readonly sign: (message: Uint8Array) => Uint8Array
  readonly serial: string
  readonly list: string
  current: StateValue
  readonly orders: Map<string, string>
}

function assemble(parts: Parts): VirtualDongle {
  const { key, sign, serial, list, orders } = parts
  const act = (next: StateAct) => {
    parts.current = toValue(nextStateBody(parts.current, next), key, sign)
  }
  return {
    key,
    thumbprint: thumbprint(key),
    serial,
    list,
    state: () => parts.current,
    evidence: (changes = {}) => ({
      serial,
      key,
      state: base64url(parts.current.bytes),
      list,
      orders: [...orders.values()],
      driver: { name: 'virtual', version: '6.00' },
      grade: virtualGrade,
      ...changes,
    }),
    attest(transfer, nonce) {
      const body = attestationBody(key, parts.current.bodyHash, transfer, nonce)
      return { body, signature: base64url(sign(utf8(body))) }
    },
    retire(document) {
      const order = claimsOf(document)
      const hash = hashBytes(utf8(document))
      orders.set(hash, document)
      act({ act: 'retire', transfer: order.transfer, order: hash, lines: orderedPositions(order), until: order.until })
      return base64url(parts.current.bytes)
    },
    forge(change) {
      parts.current = toValue(change(parts.current.body), key, sign)
    },
    cancel: (transfer) => act({ act: 'cancel', transfer }),
    copy: () => assemble({ ...parts, orders: new Map(orders) }),
  }
}

function toValue(body: StateBody, key: PublicKey, sign: (message: Uint8Array) => Uint8Array): StateValue {
  const bytes = encodeStateBody(body)
  const value = parseStateValue(joinStateValue(bytes, sign(bytes)), key, verifySignature)
  if (value === undefined) throw new Error('a virtual dongle signs whole states')
  return value
}

/** A dongle believes its courier, who verified the order. */
function claimsOf(document: string): Order {
  const payload = fromBase64url(document.split('.')[1] ?? '')
  return JSON.parse((payload && fromUtf8(payload)) ?? '') as Order
}
