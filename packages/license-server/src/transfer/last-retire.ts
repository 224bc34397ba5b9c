import type { DongleEvidence } from '@undongle/core/dongle/evidence'
import { parseStateValue } from '@undongle/core/dongle/state'
import { fromBase64url, utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import type { TransferId } from '@undongle/core/id'
import { verifySignature } from '@undongle/core/node/crypto'

/** A dongle's last act: an order it has carried out, and its receipt. */
export interface LastRetire {
  readonly transfer: TransferId
  readonly order: string
  readonly bodyHash: string
}

/** @returns undefined where the last act was none, or its order is not on the dongle any more */
export function lastRetireOf({ state, key, orders }: DongleEvidence): LastRetire | undefined {
  const value = parseStateValue(fromBase64url(state) ?? new Uint8Array(), key, verifySignature)
  if (value?.body.last.act !== 'retire') return undefined
  const { order: hash, transfer } = value.body.last
  const order = orders.find((document) => hashBytes(utf8(document)) === hash)
  return order === undefined ? undefined : { transfer, order, bodyHash: value.bodyHash }
}
