import { ApiError } from '@undongle/core/api/error'
import type { ApiErrorCode } from '@undongle/core/api/errors'
import type { LocalAnswer } from '@undongle/core/api/local'
import type { DocumentKey } from '@undongle/core/document/jws'
import { type Lease, openLease, type SeatSource } from '@undongle/core/document/lease'
import { dongleNameOf } from '@undongle/core/dongle/name'
import { type LeaseId, makeId } from '@undongle/core/id'
import { type LeaseStanding, readLease } from '@undongle/core/lease/standing'
import { random, verifySignature } from '@undongle/core/node/crypto'
import { endOfDay, hourMs, minuteMs } from '@undongle/core/time'
import type { AccountCloud } from '../cloud/account-cloud.ts'
import type { DongleDesk, ReadDongle } from '../dongle/desk.ts'
import { readEpoch } from '../journal/epoch.ts'
import { listLeases, removeLease, type StoredLease, storeLease } from '../journal/leases.ts'
import type { Store } from '../journal/store.ts'
import type { PermitDesk } from '../permit/desk.ts'
import type { PermitAnswer } from '../permit/standing.ts'
import type { OwnIdentity } from '../sign-in/identity.ts'
import type { LostDongles } from './block-list.ts'
import type { ReadClocks } from './boot-clock.ts'
import { recordContact, tellMachineTime } from './clock-store.ts'
import { mayServeFromDongle } from './cut-over.ts'
import { findServed, type ServedLicense, signSeat } from './dongle-seat.ts'
import type { SeatInUse } from './wanted.ts'
import type { WayBack } from './way-back.ts'

export type SeatAnswer = LocalAnswer<'lease.put'>
export interface SeatRequest {
  readonly product: string
  readonly version: string
}

/** A seat on a dongle is only as good as the dongle is there: short, and renewed from the dongle each time. */
const dongleSeatMs = 10 * minuteMs
const dongleRenewMs = 3 * minuteMs
/** An application asks again hourly; each asking renews at the cloud while it answers. */
const cloudRenewMs = hourMs

interface Deps {
  readonly store: Store
  readonly cloud: AccountCloud
  readonly signedIn: () => boolean
  readonly dongles: DongleDesk
  readonly permits: Pick<PermitDesk, 'permitFor'>
  readonly wayBack: WayBack
  readonly lost: Pick<LostDongles, 'isLost' | 'heardOf'>
  /** Resolves when the dongle's transfer is no longer between its give-back and the answer. @returns false when it was not */
  readonly afterHop: (dongle: string) => Promise<boolean>
  readonly keys: () => readonly DocumentKey[]
  readonly identity: OwnIdentity
  readonly now: () => Date
  readonly clocks: ReadClocks
}

interface Seat {
  readonly product: string
  readonly version: string
  readonly source: SeatSource
  /** The name of the dongle it is from. */
  readonly dongle: string | undefined
  readonly until: number
}

/** Seats for the applications of this machine: from the cloud when the company's license is there, else from a dongle that is plugged in [Q83]. */
export class LeaseDesk {
  readonly #deps: Deps
  /** Which application holds what; an application that dies simply stops renewing. */
  readonly #seats = new Map<LeaseId, Seat>()
  /** What the cloud was asked for, by product, and has not answered: its seat may be taken, and asked again it is the same one. */
  readonly #unanswered = new Map<string, LeaseId>()
  #dongleSeq = 0

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** @throws ApiError with the reason for every "no" an application can get */
  async put(id: LeaseId, request: SeatRequest): Promise<SeatAnswer> {
    if (!this.#fromCloud(request.product)) return this.#fromDongles(id, request)
    const back = await this.#dongleOfWayBack(request.product)
    if (back.length === 0) return this.#fromCloudOrElse(id, request)
    try {
      const answer = await this.#seatFrom(back, id, request, 'also-credited')
      void this.#giveBack(request.product).catch(() => undefined) // when it can: that is what "offline" is about
      return answer
    } catch {
      return this.#fromCloudOrElse(id, request) // the grace has ended, or the dongle is out: the cloud holds the license
    }
  }

  /** What applications have from this dongle now. */
  seatsFrom(dongle: string): SeatInUse[] {
    const now = this.#deps.now().getTime()
    return [...this.#seats.values()].filter((seat) => seat.dongle === dongle && seat.until > now)
  }

  /** A lease of this machine, ready for the journal. @throws ApiError `document-refused` */
  openLease(document: string): StoredLease {
    return storedForm(document, this.#open(document))
  }

  /** The last application to give a product back gives the machine's lease back to the cloud. */
  async release(id: LeaseId): Promise<boolean> {
    const seat = this.#seats.get(id)
    if (seat === undefined) return false
    this.#seats.delete(id)
    const shared = [...this.#seats.values()].some((other) => other.source === 'cloud' && other.product === seat.product)
    if (seat.source === 'cloud' && !shared) await this.#giveBack(seat.product)
    return true
  }

  #take(id: LeaseId, { product, version }: SeatRequest, answer: SeatAnswer, dongle: string | undefined): SeatAnswer {
    const { source, expiresAt } = answer
    this.#seats.set(id, { product, version, source, dongle, until: Date.parse(expiresAt) })
    return answer
  }

  /** A dongle that has not moved yet may hold the same product: whoever finds no seat in the cloud gets one there. */
  async #fromCloudOrElse(id: LeaseId, request: SeatRequest): Promise<SeatAnswer> {
    try {
      return await this.#cloudSeat(id, request)
    } catch (refusal) {
      const plugged = await this.#readDongles().catch(() => [])
      return this.#seatFrom(plugged, id, request).catch((other) =>
        Promise.reject(saysLess(other, refusal) ? refusal : other),
      )
    }
  }

  /** Without a gap: while a dongle's licenses are in the middle of their hop into the cloud, the answer is worth waiting for. */
  async #fromDongles(id: LeaseId, request: SeatRequest): Promise<SeatAnswer> {
    const plugged = await this.#readDongles()
    try {
      return await this.#seatFrom(plugged, id, request)
    } catch (refusal) {
      const hops = plugged.map(({ evidence }) => evidence !== undefined && this.#deps.afterHop(dongleNameOf(evidence)))
      const hasHopped = (await Promise.all(hops)).includes(true)
      if (hasHopped || this.#fromCloud(request.product)) return this.put(id, request)
      throw refusal
    }
  }

  #fromCloud(product: string): boolean {
    if (!this.#deps.signedIn()) return false
    const held = this.#deps.cloud.knownLicenses()?.licenses ?? []
    return (
      held.some((entry) => entry.place === 'cloud' && entry.license.product === product) ||
      this.#stored(product) !== undefined
    )
  }

  async #cloudSeat(id: LeaseId, request: SeatRequest): Promise<SeatAnswer> {
    return this.#take(id, request, await this.#cloudLease(request), undefined)
  }

  async #cloudLease(request: SeatRequest): Promise<SeatAnswer> {
    const { store } = this.#deps
    const stored = this.#stored(request.product)
    if (stored?.lease.provisional) return this.#answer(stored.kept, stored.lease, false)
    try {
      const kept = await this.#renewed(request, stored?.kept.id ?? null)
      if (stored !== undefined) removeLease(store, stored.kept.id)
      return this.#answer(kept, this.#open(kept.jws), false)
    } catch (error) {
      if (!isOffline(error) || stored === undefined) throw error
      return this.#offlineSeat(stored.kept, stored.lease)
    }
  }

  /** An answer that was asked for before the cloud was put back from a backup is not kept: the cloud does not know of it. */
  async #renewed(request: SeatRequest, previous: LeaseId | null, isAgain = false): Promise<StoredLease> {
    const { store } = this.#deps
    const epoch = readEpoch(store)
    const jws = await this.#asked(request, previous)
    if (readEpoch(store) !== epoch) throw new ApiError('cloud-unreachable', { detail: 'an answer of an epoch before' })
    const kept = this.openLease(jws)
    if (storeLease(store, kept) === 'rollback') {
      if (isAgain) throw new ApiError('document-refused', { detail: 'an older lease than one before it' })
      return this.#renewed(request, kept.id, true) // another product's answer overtook it: its seat is asked for under a newer number
    }
    recordContact(store, this.#deps.clocks(), kept.issuedAt.getTime(), random)
    await this.#deps.lost.heardOf(kept.statusVersion).catch(() => undefined) // asked for again with the next contact
    return kept
  }

  async #asked(request: SeatRequest, previous: LeaseId | null): Promise<string> {
    const { cloud, now } = this.#deps
    const { product } = request
    const id = this.#unanswered.get(product) ?? makeId('lease', now(), random)
    this.#unanswered.set(product, id)
    try {
      const { lease } = await cloud.putLease(id, { ...request, previous })
      this.#unanswered.delete(product)
      return lease
    } catch (error) {
      if (!isOffline(error)) this.#unanswered.delete(product)
      throw error
    }
  }

  /** Without the cloud a lease is good until its end by the clock rules; what must be online is refused with that reason [Q76]. */
  #offlineSeat(kept: StoredLease, lease: Lease): SeatAnswer {
    const [entry] = lease.licenses
    if (entry === undefined) throw new ApiError('product-unknown')
    const refuses = this.#deps.cloud.knownLines()?.lines.find((line) => line.id === entry.line)?.policy
      .offlineRefuses ?? ['metered', 'online-only']
    const refused =
      (entry.metered && refuses.includes('metered')) || (entry.onlineOnly && refuses.includes('online-only'))
    if (refused) throw new ApiError('offline-refused')
    const standing = this.#standing(kept)
    if (standing.standing !== 'expired') return this.#answer(kept, lease, true)
    throw new ApiError(standing.reason === 'lease-ended' ? 'lease-expired' : 'clock-needs-contact', {
      detail: standing.reason,
    })
  }

  #answer(kept: StoredLease, lease: Lease, offline: boolean): SeatAnswer {
    const expiresAt = kept.expiresAt.toISOString()
    return {
      lease: kept.jws,
      source: lease.source,
      expiresAt,
      renewAfter: new Date(this.#deps.now().getTime() + cloudRenewMs).toISOString(),
      offline,
    }
  }

  #standing(kept: StoredLease): LeaseStanding {
    const time = tellMachineTime(this.#deps.store, this.#deps.clocks())
    return readLease({ issuedMs: kept.issuedAt.getTime(), expiresMs: kept.expiresAt.getTime() }, time)
  }

  #stored(product: string): { kept: StoredLease; lease: Lease } | undefined {
    for (const kept of listLeases(this.#deps.store)) {
      if (kept.source !== 'cloud') continue
      const opened = openLease(kept.jws, this.#deps.keys(), verifySignature)
      if (!opened.ok || !opened.claims.licenses.some((entry) => entry.product === product)) continue
      // A provisional one stood in for the dongle: when it is over, it says nothing about where the license is.
      if (opened.claims.provisional && this.#standing(kept).standing === 'expired') continue
      return { kept, lease: opened.claims }
    }
    return undefined
  }

  #open(jws: string): Lease {
    const opened = openLease(jws, this.#deps.keys(), verifySignature)
    if (!opened.ok) throw new ApiError('document-refused', { detail: `lease: ${opened.fault}` })
    if (opened.claims.cnf.jkt !== this.#deps.identity.current.jkt)
      throw new ApiError('document-refused', { detail: 'a lease of another machine' })
    return opened.claims
  }

  async #giveBack(product: string): Promise<void> {
    const stored = this.#stored(product)
    if (stored === undefined) return
    await this.#deps.cloud.releaseLease(stored.kept.id)
    removeLease(this.#deps.store, stored.kept.id)
  }

  #readDongles(): Promise<readonly ReadDongle[]> {
    return this.#deps.dongles.read()
  }

  /** During a grace, and by a person's wish. */
  async #dongleOfWayBack(product: string): Promise<readonly ReadDongle[]> {
    const { cloud, wayBack } = this.#deps
    const line = cloud.knownLicenses()?.licenses.find(({ license }) => license.product === product)?.license.line
    if (line === undefined || !wayBack.isSwitched(line)) return []
    const plugged = await this.#readDongles().catch(() => []) // the service is off: only the cloud is left
    return plugged.filter((dongle) => wayBack.prefersDongle(dongle, line))
  }

  /** The first of these dongles that may serve it. @throws ApiError the reason of the one that came closest */
  async #seatFrom(
    dongles: readonly ReadDongle[],
    id: LeaseId,
    request: SeatRequest,
    which: 'not-credited' | 'also-credited' = 'not-credited',
  ): Promise<SeatAnswer> {
    let refusal: ApiErrorCode = 'product-unknown'
    for (const dongle of dongles) {
      if (this.#deps.lost.isLost(dongle.shown.serial)) {
        if (mayHold(dongle, request.product)) refusal = 'dongle-lost'
        continue
      }
      const answer = await this.#deps.permits.permitFor(dongle)
      if (answer.permit === 'refused') {
        if (mayHold(dongle, request.product)) refusal = answer.code
        continue
      }
      const license = findServed(dongle, answer, request.product, this.#servingTime())
      if (license === undefined || (which === 'not-credited' && this.#isCredited(license))) continue
      return this.#dongleSeat(id, request, license, dongle, answer)
    }
    throw new ApiError(refusal)
  }

  /** What the cloud holds is taken from a dongle on the way back only. */
  #isCredited({ license }: ServedLicense): boolean {
    const held = this.#deps.signedIn() ? this.#deps.cloud.knownLicenses()?.licenses : undefined
    return held?.some((entry) => entry.license.id === license && entry.place === 'cloud') ?? false
  }

  /** A dongle's seat, signed by this License Server, after the dongle was read just now. It never outlives the permit. */
  #dongleSeat(
    id: LeaseId,
    request: SeatRequest,
    license: ServedLicense,
    { evidence }: ReadDongle,
    answer: Exclude<PermitAnswer, { permit: 'refused' }>,
  ): SeatAnswer {
    const { product, version } = request
    const issuedAt = this.#deps.now()
    this.#checkCutOver(license, version)
    if (license.term.kind === 'until' && endOfDay(license.term.until) <= issuedAt) throw new ApiError('license-ended')
    if (this.#seatsTaken(product, id, issuedAt) >= license.seats) throw new ApiError('no-seat-free')
    this.#dongleSeq = Math.max(this.#dongleSeq + 1, issuedAt.getTime())
    const usual = issuedAt.getTime() + dongleSeatMs
    const expiresAt = new Date('until' in answer ? Math.min(usual, answer.until.getTime()) : usual)
    const seat = { id, seq: this.#dongleSeq, issuedAt, expiresAt }
    const seatAnswer: SeatAnswer = {
      lease: signSeat(this.#deps.identity.current, license, seat),
      source: 'dongle',
      expiresAt: expiresAt.toISOString(),
      renewAfter: new Date(Math.min(issuedAt.getTime() + dongleRenewMs, expiresAt.getTime())).toISOString(),
      offline: false,
    }
    return this.#take(id, request, seatAnswer, evidence && dongleNameOf(evidence))
  }

  /** A date on a dongle is judged by the clock rules of leases; a machine that never had contact has only its own clock. */
  #servingTime(): Date {
    const time = tellMachineTime(this.#deps.store, this.#deps.clocks())
    return time.kind === 'contact-needed' ? this.#deps.now() : new Date(time.nowMs)
  }

  /** Where the transfer is mandatory, an application no longer runs on a dongle from the cut-over version on [Q04]. */
  #checkCutOver(license: ServedLicense, version: string): void {
    const line = this.#deps.cloud.knownLines()?.lines.find(({ id }) => id === license.line)
    if (!mayServeFromDongle(line, version, this.#deps.keys(), this.#servingTime())) throw new ApiError('cut-over')
  }

  #seatsTaken(product: string, asking: LeaseId, now: Date): number {
    const others = [...this.#seats].filter(
      ([id, seat]) =>
        id !== asking && seat.source === 'dongle' && seat.product === product && seat.until > now.getTime(),
    )
    return others.length
  }
}

const isOffline = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === 'cloud-unreachable' || error.code === 'rate-limited')

/**
 * Whether a dongle's "no" tells less than the cloud's: it does not hold the product, or no permit covers what has moved from it, while the
 * cloud has said what is the matter.
 */
function saysLess(ofDongle: unknown, ofCloud: unknown): boolean {
  if (!(ofDongle instanceof ApiError)) return false
  if (ofDongle.code === 'product-unknown') return true
  const wantsPermit = ofDongle.code === 'permit-needed' || ofDongle.code === 'permit-ended'
  return wantsPermit && !isOffline(ofCloud)
}

/** Whether a refusal for want of a permit is about this product: a dongle that says what is on it, and does not name it, is not. */
const mayHold = ({ shown }: ReadDongle, product: string): boolean =>
  shown.licenses.length === 0 || shown.licenses.some(({ license }) => license.product === product)

function storedForm(jws: string, lease: Lease): StoredLease {
  return {
    id: lease.jti,
    source: 'cloud',
    machine: lease.machine,
    jws,
    seq: lease.seq,
    statusVersion: lease.statusVersion,
    issuedAt: new Date(lease.iat * 1000),
    expiresAt: new Date(lease.exp * 1000),
  }
}
