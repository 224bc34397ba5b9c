import { makeId } from '@undongle/core/id'
import type { ClockReading } from '@undongle/core/lease/clock'
import { Seat, type SeatDeps } from './seat.ts'
import { type LeaseStore, memoryStore } from './store.ts'
import { nothingStored, parseStored, type Stored, writeStored } from './stored.ts'
import { takeLease } from './take-lease.ts'
import type { GivenRoot } from './trust.ts'
import { type Verify, verifyByWebCrypto } from './verify.ts'

export interface OpenOptions {
  /** Address of the License Server. */
  readonly server?: string
  /** The vendor's code of the product, such as `clinic-design`. */
  readonly product: string
  /** The version of the application, such as `4.1`: from the cut-over version on, dongle seats are refused [Q04]. */
  readonly version: string
  /** Where the seat is kept for offline starts; the default forgets it with the process. */
  readonly store?: LeaseStore
  /** The vendor's root key or its thumbprint. Without it the first root is pinned in the store. */
  readonly trust?: GivenRoot
  readonly now?: () => Date
  readonly fetch?: typeof globalThis.fetch
  /** What a platform does better than the web's defaults: `@undongle/sdk/node` sets both. */
  readonly verify?: Verify
  readonly boot?: () => Pick<ClockReading, 'bootId' | 'bootMs'>
}

export interface License {
  /**
   * Takes a seat, from the License Server or from the store.
   *
   * @throws LicenseError with what to tell the user
   */
  checkout(): Promise<Seat>
}

export const defaultServer = 'http://localhost:30304'

/** Opens one product of an application. Nothing is asked before `checkout`. */
export function open(options: OpenOptions): License {
  const now = options.now ?? (() => new Date())
  const boot = options.boot ?? pageBoot()
  const deps: SeatDeps = {
    server: (options.server ?? defaultServer).replace(/\/+$/, ''),
    product: options.product,
    version: options.version,
    trust: options.trust,
    store: options.store ?? memoryStore(),
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    verify: options.verify ?? verifyByWebCrypto,
    readClock: () => ({ wallMs: now().getTime(), ...boot() }),
    makeLeaseId: () => makeId('lease', now(), (sizeBytes) => crypto.getRandomValues(new Uint8Array(sizeBytes))),
    random: Math.random,
  }
  return { checkout: () => checkout(deps) }
}

async function checkout(deps: SeatDeps): Promise<Seat> {
  const taken = await takeLease(deps, await readStored(deps.store))
  await deps.store.write(writeStored(taken.stored)).catch(() => undefined)
  return new Seat(deps, taken)
}

/** A store that cannot be read, or was changed, holds nothing that could be believed: contact mends it. */
async function readStored(store: LeaseStore): Promise<Stored> {
  const text = await store.read()
  return (text === undefined ? undefined : parseStored(text)) ?? nothingStored
}

/** A page knows no boot of its machine; its own life is a lower bound for it. */
function pageBoot(): () => Pick<ClockReading, 'bootId' | 'bootMs'> {
  const bootId = crypto.randomUUID()
  return () => ({ bootId, bootMs: performance.now() })
}
