import path from 'node:path'
import { utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { type JoinToken, parseJoinToken } from '@undongle/core/lan/join-token'
import type { License, OpenOptions } from './license.ts'
import { LicenseError } from './license-error.ts'
import { bootClock } from './node/boot-clock.ts'
import { fileStore } from './node/file-store.ts'
import { lanFetch } from './node/lan/fetch.ts'
import { verifyByNode } from './node/verify.ts'
import { type Address, openOn } from './open.ts'

// The entry for Node: the same as the main one, with a store on disk, the clock of the machine's boot, and Node's own crypto.

export type { Consumed, License, LicensedProduct, Right, RootKey, Seat, SeatEvents } from './license.ts'
export { LicenseError } from './license-error.ts'

export interface NodeOptions extends Omit<OpenOptions, 'store'> {
  /** A folder of this application that only its user may write to. Each product has a file of its own in it. */
  readonly folder: string
  /** Lets this machine use a License Server of its network, instead of one of its own: what `undongle lan token` shows there. */
  readonly joinToken?: string
  /**
   * The License Server to turn to while that one is not reached: its join token, or the address of one on this machine. It gives a seat of its
   * own, which is given back when the first one answers again.
   */
  readonly standby?: string
}

/**
 * Opens one product of an application that runs in Node.
 *
 * @throws LicenseError `join-refused` for a text that is no join token
 */
export function open({ folder, joinToken, standby, ...options }: NodeOptions): License {
  const platform = { verify: verifyByNode, boot: bootClock() }
  const store = fileStore(folder, seatName(options))
  const behind = standby === undefined ? undefined : addressOf(standby, path.join(folder, 'standby'), options)
  if (joinToken === undefined) return openOn(platform, { ...options, store }, behind)
  const token = tokenIn(joinToken)
  // The name may have changed since the token was made: `server` is asked then, and must show the same certificate.
  const host = options.server === undefined ? token.host : new URL(options.server).host
  const lan = { server: `https://${host}`, fetch: lanFetch({ ...token, host }, folder) }
  return openOn(platform, { ...options, ...lan, store }, behind)
}

/** A folder of its own: it knows this machine by another key, and keeps another seat. */
function addressOf(standby: string, folder: string, options: Pick<NodeOptions, 'product' | 'user'>): Address {
  const store = fileStore(folder, seatName(options))
  if (/^https?:/.test(standby)) return { server: standby, store }
  const token = tokenIn(standby)
  return { server: `https://${token.host}`, fetch: lanFetch(token, folder), store }
}

function tokenIn(text: string): JoinToken {
  const token = parseJoinToken(text)
  if (token === undefined) throw new LicenseError('join-refused', { detail: 'not a join token' })
  return token
}

/** Each person has a seat of their own. Two addresses never share a file, whatever characters a file name may not have. */
const seatName = ({ product, user }: Pick<NodeOptions, 'product' | 'user'>): string =>
  user === undefined ? product : `${product}.${hashBytes(utf8(user.toLowerCase()))}`
