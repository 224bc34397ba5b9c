import { parseJoinToken } from '@undongle/core/lan/join-token'
import type { License, OpenOptions } from './license.ts'
import { LicenseError } from './license-error.ts'
import { bootClock } from './node/boot-clock.ts'
import { fileStore } from './node/file-store.ts'
import { lanFetch } from './node/lan/fetch.ts'
import { verifyByNode } from './node/verify.ts'
import { openOn } from './open.ts'

// The entry for Node: the same as the main one, with a store on disk, the clock of the machine's boot, and Node's own crypto.

export type { Consumed, License, LicensedProduct, Right, RootKey, Seat, SeatEvents } from './license.ts'
export { LicenseError } from './license-error.ts'

export interface NodeOptions extends Omit<OpenOptions, 'store'> {
  /** A folder of this application that only its user may write to. Each product has a file of its own in it. */
  readonly folder: string
  /** Lets this machine use a License Server of its network, instead of one of its own: what `undongle lan token` shows there. */
  readonly joinToken?: string
}

/**
 * Opens one product of an application that runs in Node.
 *
 * @throws LicenseError `join-refused` for a text that is no join token
 */
export function open({ folder, joinToken, ...options }: NodeOptions): License {
  const platform = { verify: verifyByNode, boot: bootClock() }
  const store = fileStore(folder, seatName(options))
  if (joinToken === undefined) return openOn(platform, { ...options, store })
  const token = parseJoinToken(joinToken)
  if (token === undefined) throw new LicenseError('join-refused', { detail: 'not a join token' })
  // The name may have changed since the token was made: `server` is asked then, and must show the same certificate.
  const host = options.server === undefined ? token.host : new URL(options.server).host
  const lan = { server: `https://${host}`, fetch: lanFetch({ ...token, host }, folder) }
  return openOn(platform, { ...options, ...lan, store })
}

/** Each person has a seat of their own. */
const seatName = ({ product, user }: Pick<NodeOptions, 'product' | 'user'>): string =>
  user === undefined ? product : `${product}.${user.toLowerCase()}`
