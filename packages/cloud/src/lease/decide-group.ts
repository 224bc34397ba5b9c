import { assert } from '@undongle/core/assert'
import type { LeaseId, LicenseId, LicenseServerId } from '@undongle/core/id'
import { fromSeconds } from '@undongle/core/time'
import type { SeatAsk } from './ask.ts'
import { decideSeat, type SeatRefusal } from './decide.ts'
import type { SeatLicense, StoredLease } from './store.ts'

/** What a group is decided from: all of it read behind the lock of its licenses. */
export interface SeatFacts {
  /** Of every product that is asked for. */
  readonly licenses: readonly SeatLicense[]
  /** Seats that are neither given back nor over, by license. */
  readonly taken: ReadonlyMap<LicenseId, number>
  /** Each lease that an ask names and the cloud knows. */
  readonly known: ReadonlyMap<LeaseId, StoredLease>
}

export type SeatDecision =
  /** By a new lease of this group, or one from before: the same id always gets the same. */
  | { readonly outcome: 'held'; readonly lease: LeaseId }
  | { readonly outcome: 'released'; readonly released: boolean }
  | { readonly outcome: 'refused'; readonly code: SeatRefusal | 'lease-unknown' }

export interface GrantedSeat {
  readonly ask: Extract<SeatAsk, { ask: 'check-out' }>
  readonly licensed: SeatLicense
}

export interface GroupDecision {
  /** One for each ask, in their order. */
  readonly decisions: readonly SeatDecision[]
  readonly granted: readonly GrantedSeat[]
  readonly ended: readonly LeaseId[]
}

/**
 * Decides asks of one company as if each had come alone, one after the other: a "no" to one changes nothing for the others, and a seat
 * that one gives back is there for the next.
 */
export function decideGroup(facts: SeatFacts, asks: readonly SeatAsk[], now: Date): GroupDecision {
  const taken = new Map(facts.taken)
  const leases = new Map([...facts.known].map(([id, lease]) => [id, leasedOf(lease, now)]))
  const granted: GrantedSeat[] = []
  const ended: LeaseId[] = []

  const count = (license: LicenseId, seats: number) => taken.set(license, (taken.get(license) ?? 0) + seats)
  const findLive = (id: LeaseId, machine: LicenseServerId): Leased | undefined => {
    const leased = leases.get(id)
    return leased?.isLive && leased.machine === machine ? leased : undefined
  }
  const end = (id: LeaseId, leased: Leased) => {
    count(leased.license, -leased.seats)
    leases.set(id, { ...leased, isLive: false })
    ended.push(id)
  }

  function checkOut(ask: GrantedSeat['ask']): SeatDecision {
    const { id, previous, product } = ask
    const machine = ask.machine.licenseServer
    if (leases.has(id))
      return findLive(id, machine) ? { outcome: 'held', lease: id } : { outcome: 'refused', code: 'lease-unknown' }
    const left = previous === null ? undefined : findLive(previous, machine)
    const takenOf = (license: LicenseId) => (taken.get(license) ?? 0) - (left?.license === license ? left.seats : 0)
    const licenses = facts.licenses.filter(({ license }) => license.product === product)
    const seat = decideSeat(licenses, takenOf, now)
    if (seat.outcome === 'refused') return seat
    if (previous !== null && left !== undefined) end(previous, left)
    const license = seat.license.license.id
    count(license, 1)
    leases.set(id, { machine, license, seats: 1, isLive: true })
    granted.push({ ask, licensed: seat.license })
    return { outcome: 'held', lease: id }
  }

  function release(id: LeaseId, machine: LicenseServerId): SeatDecision {
    const leased = findLive(id, machine)
    if (leased !== undefined) end(id, leased)
    return { outcome: 'released', released: leased !== undefined }
  }

  const decisions = asks.map((ask) =>
    ask.ask === 'check-out' ? checkOut(ask) : release(ask.id, ask.machine.licenseServer),
  )
  return { decisions, granted, ended }
}

interface Leased {
  readonly machine: LicenseServerId
  readonly license: LicenseId
  readonly seats: number
  /** Neither given back nor over: whoever is over its end can't come back under its old id. */
  readonly isLive: boolean
}

function leasedOf({ licenseServer, ended, lease }: StoredLease, now: Date): Leased {
  const [leased] = lease.claims.licenses
  assert(leased, 'the schema of a lease wants one license at least')
  const isLive = !ended && fromSeconds(lease.claims.exp) > now
  return { machine: licenseServer, license: leased.license, seats: leased.seats, isLive }
}
