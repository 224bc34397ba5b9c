import { ApiError } from '@undongle/core/api/error'
import type { DocumentKey } from '@undongle/core/document/jws'
import { type Lease, openLease } from '@undongle/core/document/lease'
import { type LeaseId, type LicenseServerId, makeId } from '@undongle/core/id'
import { type LeaseStanding, readLease } from '@undongle/core/lease/standing'
import type { License } from '@undongle/core/license'
import { random, verifySignature } from '@undongle/core/node/crypto'
import { secondMs } from '@undongle/core/time'
import type { AccountCloud } from '../cloud/account-cloud.ts'
import { readEpoch } from '../journal/epoch.ts'
import {
  assignLease,
  dropLease,
  keepLease,
  type LeaseFloor,
  listLeasesFor,
  listReleased,
  readFloor,
  releaseLease,
  removeLease,
  type StoredLease,
} from '../journal/leases.ts'
import type { Store } from '../journal/store.ts'
import type { OwnIdentity } from '../sign-in/identity.ts'
import type { LostDongles } from './block-list.ts'
import type { ReadClocks } from './boot-clock.ts'
import { recordContact, tellMachineTime } from './clock-store.ts'
import { isOffline, machineOf, type SeatAsk, type SeatHolder, userOf } from './seat.ts'

interface Deps {
  readonly store: Store
  readonly cloud: AccountCloud
  readonly machine: () => LicenseServerId | undefined
  readonly lost: Pick<LostDongles, 'heardOf' | 'isRevoked'>
  readonly keys: () => readonly DocumentKey[]
  readonly identity: OwnIdentity
  readonly now: () => Date
  readonly clocks: ReadClocks
}

/** A lease that serves a holder now. */
export interface HeldLease {
  readonly kept: StoredLease
  readonly lease: Lease
  /** The cloud was asked, and did not answer. */
  readonly offline: boolean
}

/** A place in the cloud's queue: it is that lease's, and these applications of its holder wait for it. */
interface Queued {
  readonly id: LeaseId
  readonly holder: SeatHolder
  readonly waiting: ReadonlySet<LeaseId>
}

type Opened = Pick<HeldLease, 'kept' | 'lease'>

/** Leases that the cloud gives out to this License Server: one for each product and holder, shared by the holder's applications. */
export class CloudLeases {
  readonly #deps: Deps
  /** What the cloud was asked for and has not answered: its seat may be taken, and asked again it is the same one. */
  readonly #unanswered = new Map<string, { readonly id: LeaseId; readonly above: LeaseFloor }>()
  readonly #queued = new Map<string, Queued>()
  /** So long the cloud wants to be left alone (RFC 9110, 10.2.3). */
  #quietUntil: Date | undefined

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** The company's licenses that the cloud holds, as it last told. */
  credited(): License[] {
    const { machine, cloud } = this.#deps
    const held = machine() === undefined ? [] : (cloud.knownLicenses()?.licenses ?? [])
    return held.flatMap(({ license, place }) => (place === 'cloud' ? license : []))
  }

  /** Products whose quantity is points, of which the company has a license anywhere, as the cloud last told. */
  metered(): ReadonlySet<string> {
    const { machine, cloud } = this.#deps
    const held = machine() === undefined ? [] : (cloud.knownLicenses()?.licenses ?? [])
    return new Set(held.flatMap(({ license, metered }) => (metered ? license.product : [])))
  }

  /** Whether it is the cloud that is asked for this product. */
  holds(product: string, holder: SeatHolder): boolean {
    if (this.#deps.machine() === undefined) return false
    return this.credited().some((license) => license.product === product) || this.#stored(product, holder) !== undefined
  }

  /** A lease of this machine, ready for the journal. @throws ApiError `document-refused` */
  open(document: string): StoredLease {
    return storedForm(document, this.#open(document))
  }

  /** Asks the cloud, and goes on with what it lent before while it can't be asked. @throws ApiError the reason of its "no" */
  async take(ask: SeatAsk): Promise<HeldLease> {
    const stored = this.#stored(ask.product, ask.holder)
    if (stored?.lease.provisional) return { ...stored, offline: false }
    try {
      const kept = await this.#renewed(ask, stored?.kept.id ?? null)
      return { kept, lease: this.#open(kept.jws), offline: false }
    } catch (error) {
      if (stored !== undefined && codeOf(error) === 'seat-freed') removeLease(this.#deps.store, stored.kept.id)
      if (stored !== undefined && codeOf(error) === 'no-seat-free' && this.#isGood(stored))
        return { ...stored, offline: false }
      const spare = stored ?? (isOffline(error) ? this.#spare(ask) : undefined)
      if (!isOffline(error) || spare === undefined) throw error
      return this.#offline(spare)
    }
  }

  /** A holder needs a product no more. What the cloud can't be told now it is told later, and until then it serves who asks here next. */
  async giveBack(product: string, holder: SeatHolder): Promise<void> {
    const stored = this.#stored(product, holder)
    if (stored === undefined) return
    releaseLease(this.#deps.store, stored.kept.id)
    await this.#send(stored.kept.id).catch((error) => {
      if (!isOffline(error)) throw error
    })
  }

  /**
   * An application waits no more. Its holder's place goes to the next in the queue when nobody else of it waits; the cloud passes over it
   * after a while where it can't be told.
   *
   * @returns whether it had a place
   */
  async leaveQueue(by: LeaseId, machine: SeatHolder): Promise<boolean> {
    for (const [place, queued] of this.#queued) {
      if (machineOf(queued.holder) !== machine || !queued.waiting.has(by)) continue
      const waiting = new Set([...queued.waiting].filter((other) => other !== by))
      if (waiting.size > 0) {
        this.#queued.set(place, { ...queued, waiting })
        return true
      }
      this.#queued.delete(place)
      await this.#deps.cloud.releaseLease(queued.id).catch((error) => {
        if (!isOffline(error)) throw error
      })
      return true
    }
    return false
  }

  /** The cloud answers again. */
  async giveBackReleased(): Promise<void> {
    for (const { id } of listReleased(this.#deps.store)) await this.#send(id)
  }

  async #send(id: LeaseId): Promise<void> {
    await this.#deps.cloud.releaseLease(id)
    removeLease(this.#deps.store, id)
  }

  /** An answer that was asked for before the cloud was put back from a backup is not kept: the cloud does not know of it. */
  async #renewed(ask: SeatAsk, previous: LeaseId | null): Promise<StoredLease> {
    const { store, clocks, lost } = this.#deps
    const epoch = readEpoch(store)
    const { jws, above } = await this.#asked(ask, previous)
    if (readEpoch(store) !== epoch) throw new ApiError('cloud-unreachable', { detail: 'an answer of an epoch before' })
    const kept = this.open(jws)
    const storage = store.transaction(() => {
      const result = keepLease(store, kept, above)
      if (result === 'rollback') return result
      assignLease(store, kept.id, ask.holder)
      if (previous !== null && previous !== kept.id) dropLease(store, previous)
      return result
    })
    if (storage === 'rollback')
      throw new ApiError('document-refused', { detail: 'an older lease than one before it was asked for' })
    recordContact(store, clocks(), kept.issuedAt.getTime(), random)
    await lost.heardOf(kept.statusVersion).catch(() => undefined) // asked for again with the next contact
    return kept
  }

  async #asked(ask: SeatAsk, previous: LeaseId | null) {
    const { product, version, holder, waits = false } = ask
    const { cloud, now, store, machine } = this.#deps
    const own = machine()
    if (own === undefined) throw new ApiError('not-signed-in')
    this.#requireLoud()
    const place = `${holder} ${product}`
    const asking = this.#unanswered.get(place) ?? {
      id: this.#queued.get(place)?.id ?? makeId('lease', now(), random),
      above: readFloor(store, { machine: own, source: 'cloud' }),
    }
    this.#unanswered.set(place, asking)
    try {
      const asked = { product, version, previous, user: userOf(holder), waits }
      const { lease } = await cloud.putLease(asking.id, asked)
      this.#unanswered.delete(place)
      this.#queued.delete(place)
      return { jws: lease, above: asking.above }
    } catch (error) {
      if (!isOffline(error)) this.#unanswered.delete(place)
      this.#note(error, place, { id: asking.id, holder, by: ask.id })
      throw error
    }
  }

  #note(error: unknown, place: string, asked: { id: LeaseId; holder: SeatHolder; by: LeaseId }): void {
    if (!(error instanceof ApiError)) return
    const { position, retryAfterSeconds } = error
    if (isOffline(error) && retryAfterSeconds !== undefined)
      this.#quietUntil = new Date(this.#deps.now().getTime() + retryAfterSeconds * secondMs)
    if (isOffline(error)) return
    if (position === undefined) this.#queued.delete(place)
    else {
      const { id, holder, by } = asked
      this.#queued.set(place, { id, holder, waiting: new Set(this.#queued.get(place)?.waiting).add(by) })
    }
  }

  /** @throws ApiError `rate-limited` */
  #requireLoud(): void {
    const leftMs = (this.#quietUntil?.getTime() ?? 0) - this.#deps.now().getTime()
    if (leftMs > 0) throw new ApiError('rate-limited', { retryAfterSeconds: Math.ceil(leftMs / secondMs) })
  }

  /** Without the cloud a lease is good until its end by the clock rules; what must be online is refused with that reason [Q76]. */
  #offline({ kept, lease }: Opened): HeldLease {
    const [entry] = lease.licenses
    if (entry === undefined) throw new ApiError('product-unknown')
    const line = this.#deps.cloud.knownLines()?.lines.find(({ id }) => id === entry.line)
    const refuses = line?.policy.offlineRefuses ?? ['metered', 'online-only']
    const isRefused =
      (entry.metered && refuses.includes('metered')) || (entry.onlineOnly && refuses.includes('online-only'))
    if (isRefused) throw new ApiError('offline-refused')
    if (this.#isRevoked(lease)) throw new ApiError('lease-revoked')
    const standing = this.#standing(kept)
    if (standing.standing !== 'expired') return { kept, lease, offline: true }
    throw new ApiError(standing.reason === 'lease-ended' ? 'lease-expired' : 'clock-needs-contact', {
      detail: standing.reason,
    })
  }

  /** In an outage a seat that somebody on this floor gave back is there for the next one [Q102]. */
  #spare({ product, holder }: SeatAsk): Opened | undefined {
    const { store } = this.#deps
    for (const kept of listReleased(store, product)) {
      const opened = this.#usable(kept, product)
      if (opened === undefined || !this.#isGood(opened)) continue
      store.transaction(() => assignLease(store, kept.id, holder))
      return opened
    }
    return undefined
  }

  #stored(product: string, holder: SeatHolder): Opened | undefined {
    for (const kept of listLeasesFor(this.#deps.store, product, holder)) {
      const opened = this.#usable(kept, product)
      if (opened !== undefined) return opened
    }
    return undefined
  }

  /** A provisional one stood in for the dongle: when it is over, it says nothing about where the license is. */
  #usable(kept: StoredLease, product: string): Opened | undefined {
    const opened = openLease(kept.jws, this.#deps.keys(), verifySignature)
    if (!opened.ok || !opened.claims.licenses.some((entry) => entry.product === product)) return undefined
    if (opened.claims.provisional && this.#standing(kept).standing === 'expired') return undefined
    return { kept, lease: opened.claims }
  }

  /** The cloud itself says more when it can be asked. */
  #isRevoked(lease: Lease): boolean {
    return this.#deps.lost.isRevoked(lease, this.#deps.now())
  }

  /**
   * More seats may be out than were bought, where a restored cloud has lent one that it had forgotten. Then no lease is renewed until one of
   * them has ended, and each is good until its own end [Q102].
   */
  #isGood({ kept, lease }: Opened): boolean {
    return !this.#isRevoked(lease) && this.#standing(kept).standing !== 'expired'
  }

  #standing(kept: StoredLease): LeaseStanding {
    const time = tellMachineTime(this.#deps.store, this.#deps.clocks())
    return readLease({ issuedMs: kept.issuedAt.getTime(), expiresMs: kept.expiresAt.getTime() }, time)
  }

  #open(jws: string): Lease {
    const opened = openLease(jws, this.#deps.keys(), verifySignature)
    if (!opened.ok) throw new ApiError('document-refused', { detail: `lease: ${opened.fault}` })
    if (opened.claims.cnf.jkt !== this.#deps.identity.current.jkt)
      throw new ApiError('document-refused', { detail: 'a lease of another machine' })
    return opened.claims
  }
}

const codeOf = (error: unknown) => (error instanceof ApiError ? error.code : undefined)

function storedForm(jws: string, lease: Lease): StoredLease {
  return {
    id: lease.jti,
    source: 'cloud',
    machine: lease.machine,
    product: lease.licenses[0]?.product ?? '',
    jws,
    seq: lease.seq,
    statusVersion: lease.statusVersion,
    issuedAt: new Date(lease.iat * 1000),
    expiresAt: new Date(lease.exp * 1000),
  }
}
