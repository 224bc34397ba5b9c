import { assert } from '@undongle/core/assert'
import type { LeaseId, LicenseId, LicenseServerId } from '@undongle/core/id'
import type { BoundSeat } from '@undongle/core/seat/binding'
import { fromSeconds } from '@undongle/core/time'
import type { Waiter } from '../seat/store.ts'
import type { SeatAsk } from './ask.ts'
import { type NewBoundSeat, openBoundSeats } from './bound-seats.ts'
import { decideSeat, runningOf } from './decide.ts'
import { type BoundRefusal, decideBoundSeat } from './decide-bound.ts'
import { openQueues } from './queue.ts'
import type { Freed, Holding, SeatLicense, StoredLease } from './store.ts'

/** What a group is decided from: all of it read behind the lock of its licenses. */
export interface SeatFacts {
  /** Of every product that is asked for. */
  readonly licenses: readonly SeatLicense[]
  /** Seats that are neither given back nor over, by license. */
  readonly taken: ReadonlyMap<LicenseId, number>
  /** Each lease that an ask names and the cloud knows. */
  readonly known: ReadonlyMap<LeaseId, StoredLease>
  /** Of those products, in the order in which they are served. */
  readonly waiting: readonly Waiter[]
  /** Of those licenses, where their seats are machines' or persons'. */
  readonly bound: readonly BoundSeat[]
}

export type SeatDecision =
  /** By a new lease of this group, or one from before: the same id always gets the same. */
  | { readonly outcome: 'held'; readonly lease: LeaseId }
  | { readonly outcome: 'released'; readonly released: boolean }
  | RefusedSeat

type SeatRefusal = 'product-unknown' | 'license-ended' | 'no-seat-free' | BoundRefusal

export interface RefusedSeat {
  readonly outcome: 'refused'
  readonly code: SeatRefusal | 'seat-freed' | 'lease-unknown'
  /** In the queue, where it has a place in it: 1 is next. */
  readonly position?: number
}

export interface GrantedSeat {
  readonly ask: Extract<SeatAsk, { ask: 'check-out' }>
  readonly licensed: SeatLicense
  readonly held: Holding
  readonly freed: Freed | undefined
  /** Whose own seat it is; null for a floating one. */
  readonly holder: string | null
}

export interface GroupDecision {
  /** One for each ask, in their order. */
  readonly decisions: readonly SeatDecision[]
  readonly granted: readonly GrantedSeat[]
  readonly ended: readonly LeaseId[]
  readonly waiting: readonly Waiter[]
  /** Out of the queue. */
  readonly left: readonly LeaseId[]
  /** Seats that became their first user's own. */
  readonly bound: readonly NewBoundSeat[]
}

/**
 * Decides asks of one company as if each had come alone, one after the other: a "no" to one changes nothing for the others, and a seat
 * that one gives back is there for the next.
 */
export function decideGroup(facts: SeatFacts, asks: readonly SeatAsk[], now: Date): GroupDecision {
  const taken = new Map(facts.taken)
  const leases = new Map([...facts.known].map(([id, lease]) => [id, leasedOf(lease, now)]))
  const queues = openQueues(facts.waiting, now)
  const bound = openBoundSeats(facts.bound, now)
  const granted: GrantedSeat[] = []
  const ended: LeaseId[] = []

  const count = (license: LicenseId, seats: number) => taken.set(license, (taken.get(license) ?? 0) + seats)
  const findOut = (id: LeaseId, { machine: { licenseServer } }: SeatAsk): Leased | undefined => {
    const leased = leases.get(id)
    return leased?.machine === licenseServer && leased.state !== 'over' ? leased : undefined
  }
  const end = (id: LeaseId, leased: Leased) => {
    if (leased.state === 'held') count(leased.license, -leased.seats)
    leases.set(id, { ...leased, state: 'over' })
    bound.leave(id)
    ended.push(id)
  }

  function checkOut(ask: GrantedSeat['ask']): SeatDecision {
    const { id, previous } = ask
    if (leases.has(id)) return repeat(id, findOut(id, ask))
    const left = previous === null ? undefined : findOut(previous, ask)
    if (previous === null || left === undefined) return lend(ask, undefined)
    if (left.state === 'held') return lend(ask, { ...left, id: previous })
    end(previous, left) // told once: what it asks for after that is a seat like any other
    return { outcome: 'refused', code: 'seat-freed' }
  }

  function repeat(id: LeaseId, leased: Leased | undefined): SeatDecision {
    if (leased === undefined) return { outcome: 'refused', code: 'lease-unknown' }
    return leased.state === 'held' ? { outcome: 'held', lease: id } : { outcome: 'refused', code: 'seat-freed' }
  }

  /** @param left the seat that it goes on in: whoever holds one is not behind those who wait */
  function lend(ask: GrantedSeat['ask'], left: (Leased & { id: LeaseId }) | undefined): SeatDecision {
    const takenOf = (license: LicenseId) => (taken.get(license) ?? 0) - (left?.license === license ? left.seats : 0)
    const running = runningOf(
      facts.licenses.filter(({ license }) => license.product === ask.product),
      now,
    )
    if (running.outcome === 'refused') return running
    const { licenses } = running
    const binding = licenses[0]?.binding ?? null
    if (binding !== null) {
      const holder = binding.to === 'machine' ? ask.machine.licenseServer : ask.user
      const seat = decideBoundSeat(licenses, { binding, holder, left: left?.id ?? null, seats: bound, takenOf })
      return seat.outcome === 'refused' ? seat : hold(ask, left, { licensed: seat.license, holder })
    }
    const seat = decideSeat(licenses, { takenOf, ahead: left === undefined ? queues.aheadOf(ask) : 0 })
    if (seat.outcome === 'granted') return hold(ask, left, { licensed: seat.license, holder: null })
    if (!ask.waits) return seat
    queues.wait(ask)
    return { ...seat, position: queues.aheadOf(ask) + 1 }
  }

  function hold(
    ask: GrantedSeat['ask'],
    left: (Leased & { id: LeaseId }) | undefined,
    { licensed, holder }: Pick<GrantedSeat, 'licensed' | 'holder'>,
  ): SeatDecision {
    if (left !== undefined) end(left.id, left)
    queues.leave(ask.id)
    const license = licensed.license.id
    count(license, 1)
    if (holder !== null) bound.lend(license, holder, ask.id)
    const holding = { held: left?.held ?? { as: ask.id, since: now }, freed: left?.freed }
    leases.set(ask.id, { machine: ask.machine.licenseServer, license, seats: 1, state: 'held', ...holding })
    granted.push({ ask, licensed, holder, ...holding })
    return { outcome: 'held', lease: ask.id }
  }

  function release(ask: SeatAsk): SeatDecision {
    const leased = findOut(ask.id, ask)
    if (leased === undefined) queues.giveUp(ask.id)
    else end(ask.id, leased)
    return { outcome: 'released', released: leased !== undefined }
  }

  const decisions = asks.map((ask) => (ask.ask === 'check-out' ? checkOut(ask) : release(ask)))
  return { decisions, granted, ended, bound: bound.changes(), ...queues.changes() }
}

interface Leased {
  readonly machine: LicenseServerId
  readonly license: LicenseId
  readonly seats: number
  /**
   * `over`: given back, or past its end: nobody comes back under that id. `freed`: its seat is another one's already, and its holder has not
   * been told.
   */
  readonly state: 'held' | 'freed' | 'over'
  readonly held: Holding
  readonly freed: Freed | undefined
}

function leasedOf({ licenseServer, ended, held, freed, lease }: StoredLease, now: Date): Leased {
  const [leased] = lease.claims.licenses
  assert(leased, 'the schema of a lease wants one license at least')
  const { license, seats } = leased
  const isOver = ended || fromSeconds(lease.claims.exp) <= now
  const state = isOver ? 'over' : freed !== undefined && freed.at <= now ? 'freed' : 'held'
  return { machine: licenseServer, license, seats, state, held, freed }
}
