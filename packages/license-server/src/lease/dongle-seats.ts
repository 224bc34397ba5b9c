import { ApiError } from '@undongle/core/api/error'
import type { ApiErrorCode } from '@undongle/core/api/errors'
import { dongleNameOf } from '@undongle/core/dongle/name'
import { minuteMs } from '@undongle/core/time'
import type { ReadDongle } from '../dongle/desk.ts'
import { readFloor, writeFloor } from '../journal/leases.ts'
import { longestDongleSeatMs, type SeatBook, type StoredSeat } from '../journal/seats.ts'
import type { Store } from '../journal/store.ts'
import type { OwnIdentity } from '../sign-in/identity.ts'
import { decideSeat } from './decide-seat.ts'
import { SeatSigner } from './dongle-seat.ts'
import { Groups, type Outcome } from './groups.ts'
import type { SeatAnswer, SeatAsk } from './seat.ts'
import type { FoundSource, SeatSources } from './seat-sources.ts'
import type { SeatWrites } from './seat-writes.ts'

const renewMs = 3 * minuteMs

/** From which dongles: those that hold what the cloud does not, or, on the way back of a grace, those whose line was switched to them. */
export type DongleAsk = SeatAsk & { readonly which: 'not-credited' | 'also-credited' }

interface Deps {
  readonly store: Store
  readonly writes: SeatWrites
  readonly sources: SeatSources
  readonly readDongles: () => Promise<readonly ReadDongle[]>
  readonly identity: OwnIdentity
  readonly now: () => Date
}

/**
 * Seats from dongles that are plugged in, signed by this License Server. A seat on a dongle is only as good as the dongle is there: short,
 * and renewed from the dongle each time. Everybody who asks while a dongle is read and the seats of others are written goes with the next
 * group: one look at the dongles, one commit, and no answer before it is on disk.
 */
export class DongleSeats {
  readonly #deps: Deps
  readonly #groups = new Groups<DongleAsk, SeatAnswer>((asks) => this.#admit(asks))
  readonly #signer: SeatSigner
  #seen: readonly string[] = []

  constructor(deps: Deps) {
    this.#deps = deps
    this.#signer = new SeatSigner(deps.identity)
  }

  /** @throws ApiError the reason of the dongle that came closest to serving it */
  take(ask: DongleAsk): Promise<SeatAnswer> {
    return this.#groups.ask(ask)
  }

  /** The names of the dongles that were there when somebody asked last. */
  get seen(): readonly string[] {
    return this.#seen
  }

  async #admit(asks: readonly DongleAsk[]): Promise<Outcome<SeatAnswer>[]> {
    const { store, writes, sources, readDongles, now } = this.#deps
    const plugged = await readDongles()
    this.#seen = plugged.flatMap(({ evidence }) => (evidence === undefined ? [] : dongleNameOf(evidence)))
    const view = sources.viewOf(plugged)
    const found = await Promise.all(asks.map((ask) => view.find(ask)))
    return writes.run((book) => {
      const admission = new Admission(store, book, this.#signer, now())
      const outcomes = asks.map((ask, index) => admission.admit(ask, found[index] ?? 'product-unknown'))
      admission.close()
      return outcomes
    })
  }
}

/** One group, inside its transaction. */
class Admission {
  readonly #store: Store
  readonly #book: SeatBook
  readonly #signer: SeatSigner
  readonly #at: Date
  readonly #owner
  #seq: number
  #hasSigned = false

  constructor(store: Store, book: SeatBook, signer: SeatSigner, at: Date) {
    this.#store = store
    this.#book = book
    this.#signer = signer
    this.#at = at
    this.#owner = { machine: signer.machine, source: 'dongle' } as const
    this.#seq = readFloor(store, this.#owner).seq
  }

  admit(ask: DongleAsk, source: FoundSource | ApiErrorCode): Outcome<SeatAnswer> {
    const answer = typeof source === 'string' ? source : this.#take(ask, source)
    return typeof answer === 'string' ? { refusal: new ApiError(answer) } : { answer }
  }

  /** A number that was used is never used again, also when this process ends now and the clock goes back. */
  close(): void {
    if (this.#hasSigned) writeFloor(this.#store, this.#owner, { seq: this.#seq, statusVersion: 0 })
  }

  #take(ask: DongleAsk, { served, dongle, until }: FoundSource): SeatAnswer | ApiErrorCode {
    const { license, seats } = served
    const pool = { license, dongle, seats, taken: this.#book.taken(license), until }
    const decision = decideSeat(ask, this.#book.find(ask.id), pool, this.#at)
    switch (decision.outcome) {
      case 'refused':
        return decision.code
      case 'repeat':
        return answerOf(decision.seat)
      case 'granted':
        return answerOf(this.#give(ask, { served, dongle, until }))
    }
  }

  #give(ask: DongleAsk, { served, dongle, until }: FoundSource): StoredSeat {
    this.#hasSigned = true
    this.#seq = Math.max(this.#seq + 1, this.#at.getTime())
    const usualMs = this.#at.getTime() + longestDongleSeatMs
    const expiresAt = new Date(until === null ? usualMs : Math.min(usualMs, until.getTime()))
    const renewAt = new Date(Math.min(this.#at.getTime() + renewMs, expiresAt.getTime()))
    const { id, holder, product, version } = ask
    const jws = this.#signer.sign(served, { id, seq: this.#seq, issuedAt: this.#at, expiresAt })
    const place = { source: 'dongle', dongle, license: served.license } as const
    const since = this.#book.find(id)?.since ?? this.#at
    const seat = { id, holder, product, version, ...place, jws, since, renewAt, expiresAt }
    this.#book.write(seat)
    return seat
  }
}

const answerOf = ({ jws, renewAt, expiresAt }: StoredSeat): SeatAnswer => ({
  lease: jws,
  source: 'dongle',
  expiresAt: expiresAt.toISOString(),
  renewAfter: renewAt.toISOString(),
  offline: false,
})
