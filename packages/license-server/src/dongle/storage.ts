import type { DongleCapabilities, DongleIdentity, PinEntry } from './driver.ts'

/** What an object is, by its name on the dongle. Anything else of ours is debris. */
export type ObjectKind = 'state' | 'order' | 'list' | 'debris'

export interface StoredObject {
  /** How the storage finds it again within one visit. */
  handle: string
  kind: ObjectKind
  value: Uint8Array
}

export interface NamedObject {
  name: string
  value: Uint8Array
}

export const objectNames = {
  state: (generation: number) => `g${generation}`,
  order: (hash: string) => `order-${hash}`,
  list: 'license-list',
} as const

export function kindOfName(name: string): ObjectKind {
  if (/^g\d{1,7}$/.test(name)) return 'state'
  if (/^order-[A-Za-z0-9_-]{43}$/.test(name)) return 'order'
  return name === objectNames.list ? 'list' : 'debris'
}

/** One dongle as a place for named objects and one key: all that differs between a token and a folder. */
export interface DongleStorage {
  /** Checks the PIN now and holds it for later visits. Does nothing where there is none. */
  unlock(pin: PinEntry): void
  /** Forgets the PIN. */
  close(): void
  /**
   * One visit to the dongle. It is looked for by its key first. Fails with `removed` or `replaced` when it is not this
   * very dongle, and for writing with `pin-needed` when no PIN is held.
   */
  visit<T>(mode: 'read' | 'write', work: (visit: DongleVisit) => T): T
}

export interface DongleVisit {
  /** Fails with `not-an-undongle-dongle` when there is no key of ours. */
  identify(): DongleIdentity
  capabilities(): DongleCapabilities
  objects(): StoredObject[]
  /** Writes one object. It may be half there if this fails. */
  create(object: NamedObject): void
  destroy(handle: string): void
  /** Looks again with nothing kept from before, to compare what was really written. */
  lookAgain(): void
  /** The same dongle, still there? Fails with `removed` or `replaced`. */
  confirm(): void
  /** ECDSA P-256 over SHA-256, 64 bytes. */
  sign(message: Uint8Array): Uint8Array
}
