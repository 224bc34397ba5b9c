import type { LicenseError } from './license-error.ts'
import type { LeaseStore } from './store.ts'

// What an application sees: plain types, without a library behind them.

export interface OpenOptions {
  /** Address of the License Server; the default is http://localhost:30304. */
  readonly server?: string
  /** The vendor's code of the product, such as `clinic-design`. */
  readonly product: string
  /** The version of the application, such as `4.1`: from the cut-over version on, dongle seats are refused [Q04]. */
  readonly version: string
  /** Who works with the application, by their address: for products whose seats are persons', and only for those. */
  readonly user?: string
  /** Takes a place in the queue of the company's account where no seat is free: `no-seat-free` then has a `position`. */
  readonly waits?: boolean
  /** Where the seat is kept for offline starts; the default forgets it with the process. */
  readonly store?: LeaseStore
  /** The vendor's root key or its thumbprint. Without it the first root is pinned in the store. */
  readonly trust?: RootKey | string
  readonly now?: () => Date
  readonly fetch?: typeof globalThis.fetch
}

/** An Ed25519 public key as a JWK (RFC 8037). */
export interface RootKey {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly x: string
}

export interface License {
  /**
   * Takes a seat, from the License Server or from the store.
   *
   * @throws LicenseError with what to tell the user
   */
  checkout(): Promise<Seat>
  /** Gives up the place that `checkout` got in the queue; without one it does nothing. */
  leaveQueue(): Promise<void>
  /**
   * Takes points of a metered product: only with contact to the license cloud [Q76].
   *
   * @param points 1 to 1,000,000
   * @param id of this piece of work: however often it is repeated, its points are taken once. Make it with `newConsumption` and keep it
   * with the work to be safe from crashes; without it one is made here
   * @throws LicenseError `points-offline` and `points-used-up` when nothing was taken; `points-unsettled` when nobody said: call again
   * with its `consumption`
   */
  consume(points: number, id?: string): Promise<Consumed>
  newConsumption(): string
}

/** Points that were taken. */
export interface Consumed {
  readonly id: string
  readonly points: number
  /** What was left after it. */
  readonly balance: number
}

/** A checked-out seat. It renews itself until it is released, closed or lost. */
export interface Seat {
  readonly right: Right
  /** @returns a function that stops listening */
  on<Name extends keyof SeatEvents>(name: Name, listener: (event: SeatEvents[Name]) => void): () => void
  /** Asks now instead of waiting for the timer. Never throws: what comes of it is an event. */
  renew(): Promise<void>
  /** Stops renewing and keeps the seat: the stored lease lets the application start again offline. */
  close(): void
  /** Gives the seat back for others, and with it the right to start offline. Without contact it is free again when its lease ends. */
  release(): Promise<void>
}

/** What happens to a seat while an application runs. */
export interface SeatEvents {
  /** A new lease was signed, or the stored one was found good again. */
  renewed: Right
  /** 3 days or 1 day are left, or the clock of this machine is behind. */
  warning: Right
  /** The application may not go on: save the user's work and tell `say` and `next`. Nothing follows it. */
  lost: LicenseError
}

/** What an application may do now. */
export interface Right {
  /** A seat of a dongle in this machine, or of the company's account. */
  readonly source: 'dongle' | 'cloud'
  readonly license: LicensedProduct
  readonly company: string | null
  /** The last moment without contact: the end of the lease or of the license's term, whichever comes first. */
  readonly until: Date
  /** True while nobody who could take the seat away has been asked. */
  readonly offline: boolean
  /** Days left of a seat that is about to end; null while there is time. */
  readonly warning: 3 | 1 | null
  /** The clock of this machine is behind: time is counted on from the last believed moment. */
  readonly clockBehind: boolean
}

export interface LicensedProduct {
  readonly license: string
  readonly line: string
  readonly product: string
  readonly name: string
  readonly generation: string
  readonly seats: number
  readonly term: { readonly kind: 'perpetual' } | { readonly kind: 'until'; readonly until: string }
  /** Not usable offline [Q76]. */
  readonly metered: boolean
  readonly onlineOnly: boolean
}
