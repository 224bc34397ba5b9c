import type { LeaseId } from '@undongle/core/id'
import { releaseLease } from './contact.ts'
import { LicenseError } from './license-error.ts'
import type { LeaseStore } from './store.ts'
import { nothingStored, parseStored, type Stored, writeStored } from './stored.ts'
import { askLease, type TakeLeaseDeps, type Taken, takeStored, type Unreached } from './take-lease.ts'

/** A License Server and what is kept of it: each has a trust, a clock and a seat of its own. */
export interface PlaceDeps extends TakeLeaseDeps {
  readonly store: LeaseStore
}

/**
 * Where an application has its seat from: its License Server, and behind that the one that stands by. Whoever is reached first serves; where
 * nobody is, the seat that is kept does (docs/decisions/0013).
 */
export class Places {
  readonly #places: readonly Place[]

  constructor(places: readonly Place[]) {
    this.#places = places
  }

  /** @throws LicenseError the "no" of the License Server; where it is not reached, why nothing else lets the application run */
  async take(): Promise<Taken> {
    const unreached: [Place, Unreached][] = []
    let refusal: unknown
    for (const place of this.#places) {
      const isFirst = place === this.#places[0]
      const asked = await place.ask().catch((error: unknown) => {
        if (isFirst) throw error
        refusal = error // the one that stands by may have no seat, and the seat that is kept counts all the same
        return undefined
      })
      if (asked?.reached === 'answer') {
        this.#giveBackBehind(place)
        return asked.taken
      }
      if (asked !== undefined) unreached.push([place, asked])
    }
    return this.#takeStored(unreached, refusal)
  }

  async release(): Promise<void> {
    await Promise.all(this.#places.map((place) => place.release()))
  }

  async leaveQueue(): Promise<void> {
    await Promise.all(this.#places.map((place) => place.leaveQueue()))
  }

  async #takeStored(unreached: readonly [Place, Unreached][], refusal: unknown): Promise<Taken> {
    let why = refusal
    for (const [place, asked] of unreached) {
      try {
        return await place.takeStored(asked)
      } catch (error) {
        why ??= error
      }
    }
    throw why
  }

  /** It is served again by one before: the seat at the one that stood by is somebody else's now. */
  #giveBackBehind(place: Place): void {
    for (const behind of this.#places.slice(this.#places.indexOf(place) + 1)) void behind.release()
  }
}

/** One License Server, with what is kept of it. */
export class Place {
  readonly #deps: PlaceDeps
  #stored: Stored

  /** A store that cannot be read, or was changed, holds nothing that could be believed: contact mends it. */
  static async open(deps: PlaceDeps): Promise<Place> {
    const text = await deps.store.read()
    return new Place(deps, (text === undefined ? undefined : parseStored(text)) ?? nothingStored)
  }

  private constructor(deps: PlaceDeps, stored: Stored) {
    this.#deps = deps
    this.#stored = stored
  }

  async ask(): Promise<{ reached: 'answer'; taken: Taken } | Unreached> {
    const id = this.#stored.seat?.id ?? this.#deps.makeLeaseId()
    const asked = await askLease(this.#deps, this.#stored, id).catch(async (error: unknown) => {
      if (error instanceof LicenseError && error.position !== undefined) await this.#keepPlace(id)
      throw error
    })
    if (asked.reached === 'answer') await this.#keep(asked.taken.stored)
    return asked
  }

  async takeStored(unreached: Unreached): Promise<Taken> {
    const taken = await takeStored(this.#deps, this.#stored, unreached)
    await this.#keep(taken.stored)
    return taken
  }

  /** Only a place in the queue is given up: whoever has a seat keeps it. */
  async leaveQueue(): Promise<void> {
    if (this.#stored.seat?.lease === null) await this.release()
  }

  async release(): Promise<void> {
    const { seat } = this.#stored
    if (seat === null) return
    await this.#keep({ ...this.#stored, seat: null })
    await releaseLease(this.#deps, seat.id)
  }

  /** The place in the queue is this id's. */
  async #keepPlace(id: LeaseId): Promise<void> {
    const { version } = this.#deps
    if (this.#stored.seat === null) await this.#keep({ ...this.#stored, seat: { id, lease: null, version } })
  }

  /** An application does not stop because a disk is full; it only cannot start offline later. */
  async #keep(stored: Stored): Promise<void> {
    this.#stored = stored
    await this.#deps.store.write(writeStored(stored)).catch(() => undefined)
  }
}
