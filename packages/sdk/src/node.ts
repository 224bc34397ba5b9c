import type { License, OpenOptions } from './license.ts'
import { bootClock } from './node/boot-clock.ts'
import { fileStore } from './node/file-store.ts'
import { verifyByNode } from './node/verify.ts'
import { openOn } from './open.ts'

// The entry for Node: the same as the main one, with a store on disk, the clock of the machine's boot, and Node's own crypto.

export type { Consumed, License, LicensedProduct, Right, RootKey, Seat, SeatEvents } from './license.ts'
export { LicenseError } from './license-error.ts'

export interface NodeOptions extends Omit<OpenOptions, 'store'> {
  /** A folder of this application that only its user may write to. Each product has a file of its own in it. */
  readonly folder: string
}

/** Opens one product of an application that runs in Node. */
export function open({ folder, ...options }: NodeOptions): License {
  return openOn({ verify: verifyByNode, boot: bootClock() }, { ...options, store: fileStore(folder, options.product) })
}
