import { ApiError } from '@undongle/core/api/error'
import type { LocalAnswer } from '@undongle/core/api/local'
import type { DocumentKey } from '@undongle/core/document/jws'
import { writeDocument } from '@undongle/core/document/jws'
import { type Lease, openLease } from '@undongle/core/document/lease'
import { type LeaseId, makeId } from '@undongle/core/id'
import { type LeaseStanding, readLease } from '@undongle/core/lease/standing'
import { compareVersions, type License } from '@undongle/core/license'
import { random, signWith, verifySignature } from '@undongle/core/node/crypto'
import { endOfDay, hourMs, minuteMs, toSeconds } from '@undongle/core/time'
import type { AccountCloud } from '../cloud/account-cloud.ts'
import type { DongleDesk } from '../dongle/desk.ts'
import { listLeases, removeLease, type StoredLease, storeLease } from '../journal/leases.ts'
import type { Store } from '../journal/store.ts'
import type { OwnIdentity } from '../sign-in/identity.ts'
import type { ReadClocks } from './boot-clock.ts'
import { recordContact, tellMachineTime } from './clock-store.ts'

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
  readonly keys: () => readonly DocumentKey[]
  readonly identity: OwnIdentity
  readonly now: () => Date
  readonly clocks: ReadClocks
}

/** Seats for the applications of this machine: from the cloud when the company's license is there, else from a dongle that is plugged in [Q83]. */
export class LeaseDesk {
  readonly #deps: Deps
  /** Which application holds what; an application that dies simply stops renewing. */
  readonly #seats = new Map<LeaseId, { product: string; source: 'cloud' | 'dongle'; until: number }>()
  #dongleSeq = 0

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** @throws ApiError with the reason for every "no" an application can get */
  async put(id: LeaseId, request: SeatRequest): Promise<SeatAnswer> {
    const answer = this.#fromCloud(request.product)
      ? await this.#cloudSeat(request)
      : await this.#dongleSeat(id, request)
    this.#seats.set(id, { product: request.product, source: answer.source, until: Date.parse(answer.expiresAt) })
    return answer
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

  #fromCloud(product: string): boolean {
    if (!this.#deps.signedIn()) return false
    const held = this.#deps.cloud.knownLicenses()?.licenses ?? []
    return (
      held.some((entry) => entry.place === 'cloud' && entry.license.product === product) ||
      this.#stored(product) !== undefined
    )
  }

  async #cloudSeat(request: SeatRequest): Promise<SeatAnswer> {
    const { store, now } = this.#deps
    const stored = this.#stored(request.product)
    try {
      const id = makeId('lease', now(), random)
      const { lease: jws } = await this.#deps.cloud.putLease(id, { ...request, previous: stored?.kept.id ?? null })
      const lease = this.#open(jws)
      const kept: StoredLease = storedForm(jws, lease)
      if (storeLease(store, kept) === 'rollback')
        throw new ApiError('document-refused', { detail: 'an older lease than one before it' })
      recordContact(store, this.#deps.clocks(), kept.issuedAt.getTime(), random)
      if (stored !== undefined) removeLease(store, stored.kept.id)
      return this.#answer(kept, lease, false)
    } catch (error) {
      const offline = error instanceof ApiError && (error.code === 'cloud-unreachable' || error.code === 'rate-limited')
      if (!offline || stored === undefined) throw error
      return this.#offlineSeat(stored.kept, stored.lease)
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
      if (opened.ok && opened.claims.licenses.some((entry) => entry.product === product))
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

  /** A dongle's seat, signed by this License Server, after the dongle was read just now. */
  async #dongleSeat(id: LeaseId, { product, version }: SeatRequest): Promise<SeatAnswer> {
    const identity = this.#deps.identity.current
    const now = this.#deps.now()
    const license = await this.#licenseOnDongle(product)
    this.#checkCutOver(license, version)
    if (license.term.kind === 'until' && endOfDay(license.term.until) <= now) throw new ApiError('license-ended')
    if (this.#seatsTaken(product, id, now) >= license.quantity) throw new ApiError('no-seat-free')
    this.#dongleSeq = Math.max(this.#dongleSeq + 1, now.getTime())
    const expiresAt = new Date(now.getTime() + dongleSeatMs)
    const claims = {
      iss: `urn:undongle:license-server:${identity.jkt}`,
      aud: 'undongle-application',
      jti: id,
      iat: toSeconds(now),
      nbf: toSeconds(now),
      exp: toSeconds(expiresAt),
      source: 'dongle',
      company: null,
      machine: identity.id,
      cnf: { jkt: identity.jkt },
      seq: this.#dongleSeq,
      prev: null,
      statusVersion: 0,
      licenses: [
        {
          license: license.id,
          line: license.line,
          product,
          name: license.name,
          generation: license.generation,
          seats: 1,
          term: license.term,
          metered: false,
          onlineOnly: false,
        },
      ],
    } satisfies Lease
    const lease = writeDocument('lease', identity.jkt, claims, signWith(identity.key))
    return {
      lease,
      source: 'dongle',
      expiresAt: expiresAt.toISOString(),
      renewAfter: new Date(now.getTime() + dongleRenewMs).toISOString(),
      offline: false,
    }
  }

  async #licenseOnDongle(product: string): Promise<License> {
    for (const { shown, list } of await this.#deps.dongles.read()) {
      // The list counts only with the vendor's signature, and the state only if it is whole: off wins.
      const position =
        list?.licenses.findIndex(
          (license) => license.product === product && isOn(shown.licenses, license.id, this.#deps.now()),
        ) ?? -1
      const license = list?.licenses[position]
      if (shown.state === 'ready' && license !== undefined) return license
    }
    throw new ApiError('product-unknown')
  }

  /** From the cut-over version on an application no longer runs on a dongle [Q04]. */
  #checkCutOver(license: License, version: string): void {
    const cutOver = this.#deps.cloud.knownLines()?.lines.find((line) => line.id === license.line)?.policy.cutOverVersion
    if (cutOver && compareVersions(version, cutOver) >= 0) throw new ApiError('cut-over')
  }

  #seatsTaken(product: string, asking: LeaseId, now: Date): number {
    const others = [...this.#seats].filter(
      ([id, seat]) =>
        id !== asking && seat.source === 'dongle' && seat.product === product && seat.until > now.getTime(),
    )
    return others.length
  }
}

function isOn(
  licenses: readonly { license: License; state: string; until: string | null }[],
  id: string,
  now: Date,
): boolean {
  const entry = licenses.find((candidate) => candidate.license.id === id)
  return (
    entry?.state === 'on' ||
    (entry?.state === 'until' && entry.until !== null && Date.parse(entry.until) > now.getTime())
  )
}

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
