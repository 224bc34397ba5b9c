import { ApiError } from '@undongle/core/api/error'
import type { DocumentKey } from '@undongle/core/document/jws'
import type { LeaseId, LicenseServerId } from '@undongle/core/id'
import { hourMs } from '@undongle/core/time'
import type { AccountCloud } from '../cloud/account-cloud.ts'
import type { DongleDesk } from '../dongle/desk.ts'
import { DongleError } from '../dongle/error.ts'
import type { StoredLease } from '../journal/leases.ts'
import { hasCloudSeat, listSeatsFrom, type StoredSeat } from '../journal/seats.ts'
import type { Store } from '../journal/store.ts'
import type { PermitDesk } from '../permit/desk.ts'
import type { OwnIdentity } from '../sign-in/identity.ts'
import type { LostDongles } from './block-list.ts'
import type { ReadClocks } from './boot-clock.ts'
import { tellMachineTime } from './clock-store.ts'
import { CloudLeases, type HeldLease } from './cloud-leases.ts'
import { DongleSeats } from './dongle-seats.ts'
import {
  isOffline,
  machineOf,
  personAt,
  type SeatAnswer,
  type SeatAsk,
  type SeatHolder,
  type SeatRequest,
  thisMachine,
} from './seat.ts'
import { SeatSources } from './seat-sources.ts'
import { SeatWrites, type Turn } from './seat-writes.ts'
import type { WayBack } from './way-back.ts'

/** An application asks again hourly; each asking renews at the cloud while it answers. */
export const cloudRenewMs = hourMs

interface Deps {
  readonly store: Store
  readonly cloud: AccountCloud
  /** What the cloud calls this machine; undefined while nobody is signed in. */
  readonly machine: () => LicenseServerId | undefined
  readonly dongles: Pick<DongleDesk, 'read'>
  readonly permits: Pick<PermitDesk, 'permitFor'>
  readonly wayBack: WayBack
  readonly lost: Pick<LostDongles, 'isLost' | 'heardOf' | 'isRevoked'>
  /** Resolves when the dongle's licenses are no longer on their way into the cloud. @returns false when it was not */
  readonly afterHop: (dongle: string) => Promise<boolean>
  readonly keys: () => readonly DocumentKey[]
  readonly identity: OwnIdentity
  readonly now: () => Date
  readonly clocks: ReadClocks
  readonly turn: Turn
}

/** Seats for applications: from the cloud when the company's license is there, else from a dongle that is plugged in [Q83]. */
export class LeaseDesk {
  readonly #deps: Deps
  readonly #leases: CloudLeases
  readonly #writes: SeatWrites
  readonly #dongles: DongleSeats

  constructor(deps: Deps) {
    const { store, dongles, identity, now, keys, lost, wayBack } = deps
    this.#deps = deps
    this.#leases = new CloudLeases(deps)
    this.#writes = new SeatWrites(store, now, deps.turn)
    const sources = new SeatSources({
      lost,
      permitFor: (dongle) => deps.permits.permitFor(dongle),
      wayBack,
      credited: () => this.#leases.credited(),
      metered: () => this.#leases.metered(),
      lines: () => deps.cloud.knownLines()?.lines ?? [],
      keys,
      servingTime: () => this.#servingTime(),
      now,
    })
    const writes = this.#writes
    this.#dongles = new DongleSeats({ store, writes, sources, readDongles: () => dongles.read(), identity, now })
  }

  /**
   * @param machine a node of the network, for which the cloud lends a seat of its own
   * @throws ApiError with the reason for every "no" an application can get
   */
  async put(
    id: LeaseId,
    { product, version, user, waits }: SeatRequest,
    machine: SeatHolder = thisMachine,
  ): Promise<SeatAnswer> {
    const holder = personAt(machine, user)
    const ask = { id, product, version, user, waits, holder }
    if (!this.#leases.holds(product, holder)) return this.#fromDongles(ask)
    if (!this.#hasWayBack(product)) return this.#fromCloudOrElse(ask)
    try {
      const answer = await this.#dongles.take({ ...ask, which: 'also-credited' })
      void this.#leases.giveBack(product, holder).catch(() => undefined) // when it can: that is what "offline" is about
      return answer
    } catch {
      return this.#fromCloudOrElse(ask) // the grace has ended, or the dongle is out: the cloud holds the license
    }
  }

  /** What applications have from this dongle now. */
  seatsFrom(dongle: string): readonly StoredSeat[] {
    return listSeatsFrom(this.#deps.store, dongle, this.#deps.now())
  }

  /** A lease of this machine, ready for the journal. @throws ApiError `document-refused` */
  openLease(document: string): StoredLease {
    return this.#leases.open(document)
  }

  /** The last application of a holder to give a product back gives the holder's lease back to the cloud; one that waits leaves the queue. */
  async release(id: LeaseId, machine: SeatHolder = thisMachine): Promise<boolean> {
    const { store } = this.#deps
    const seat = await this.#writes.run((book) => {
      const found = book.find(id)
      if (found === undefined || machineOf(found.holder) !== machine) return undefined
      book.remove(id)
      return found
    })
    if (seat === undefined) return this.#leases.leaveQueue(id, machine)
    if (seat.source === 'cloud' && !hasCloudSeat(store, seat.product, seat.holder))
      await this.#leases.giveBack(seat.product, seat.holder)
    return true
  }

  /** The cloud answers again: what was given back meanwhile goes there. @throws ApiError `cloud-unreachable` */
  giveBackReleased(): Promise<void> {
    return this.#leases.giveBackReleased()
  }

  /** A dongle that has not moved yet may hold the same product: whoever finds no seat in the cloud gets one there. */
  async #fromCloudOrElse(ask: SeatAsk): Promise<SeatAnswer> {
    try {
      return await this.#keep(ask, await this.#leases.take(ask))
    } catch (refusal) {
      return this.#dongles
        .take({ ...ask, which: 'not-credited' })
        .catch((other) => Promise.reject(saysLess(other, refusal) ? refusal : other))
    }
  }

  /** Without a gap: while a dongle's licenses are in the middle of their hop into the cloud, the answer is worth waiting for. */
  async #fromDongles(ask: SeatAsk): Promise<SeatAnswer> {
    try {
      return await this.#dongles.take({ ...ask, which: 'not-credited' })
    } catch (refusal) {
      const hops = this.#dongles.seen.map((dongle) => this.#deps.afterHop(dongle))
      const hasHopped = (await Promise.all(hops)).includes(true)
      if (hasHopped || this.#leases.holds(ask.product, ask.holder)) return this.put(ask.id, ask, machineOf(ask.holder))
      throw refusal
    }
  }

  /** Which application holds what is on disk too: one that dies simply stops renewing. */
  async #keep({ id, product, version, holder }: SeatAsk, held: HeldLease): Promise<SeatAnswer> {
    const { kept, lease, offline } = held
    const renewAt = new Date(this.#deps.now().getTime() + cloudRenewMs)
    const { jws, expiresAt } = kept
    await this.#writes.run((book) => {
      const before = book.find(id)
      if ((before?.holder ?? holder) !== holder) throw new ApiError('lease-unknown')
      const place = { source: 'cloud', dongle: null, license: null } as const
      const since = before?.since ?? this.#deps.now()
      book.write({ id, product, version, holder, ...place, jws, since, renewAt, expiresAt })
    })
    return {
      lease: jws,
      source: lease.source,
      expiresAt: expiresAt.toISOString(),
      renewAfter: renewAt.toISOString(),
      offline,
    }
  }

  /** During a grace, and by a person's wish. */
  #hasWayBack(product: string): boolean {
    const line = this.#leases.credited().find((license) => license.product === product)?.line
    return line !== undefined && this.#deps.wayBack.isSwitched(line)
  }

  /** A machine that never had contact has only its own clock. */
  #servingTime(): Date {
    const time = tellMachineTime(this.#deps.store, this.#deps.clocks())
    return time.kind === 'contact-needed' ? this.#deps.now() : new Date(time.nowMs)
  }
}

/**
 * Whether a dongle's "no" tells less than the cloud's: none can be read, it does not hold the product, or no permit covers what has moved from it, while the
 * cloud has said what is the matter.
 */
function saysLess(ofDongle: unknown, ofCloud: unknown): boolean {
  if (ofDongle instanceof DongleError) return true
  if (!(ofDongle instanceof ApiError)) return false
  if (ofDongle.code === 'product-unknown' || ofDongle.code === 'dongle-service-off') return true
  const wantsPermit = ofDongle.code === 'permit-needed' || ofDongle.code === 'permit-ended'
  return wantsPermit && !isOffline(ofCloud)
}
