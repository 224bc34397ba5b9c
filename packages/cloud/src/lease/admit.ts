import { assert } from '@undongle/core/assert'
import type { Lease } from '@undongle/core/document/lease'
import type { CompanyId, LeaseId, LicenseServerId } from '@undongle/core/id'
import type { Deps } from '../deps.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import type { Refusal } from '../seat/store.ts'
import type { Unsigned } from '../transfer/transfer.ts'
import type { SeatAsk } from './ask.ts'
import { decideGroup, type GrantedSeat, type GroupDecision, type SeatDecision } from './decide-group.ts'
import { describeLease } from './describe.ts'
import type { NewLease, SeatLicense } from './store.ts'

export type SeatAnswer =
  | { readonly outcome: 'held'; readonly lease: Unsigned<Lease> }
  | Exclude<SeatDecision, { outcome: 'held' }>

/** Licenses that are not the company's yet, and until when they may be lent all the same. */
export interface Provisional {
  readonly licenses: readonly SeatLicense[]
  readonly until: Date
}

export interface Admitted {
  /** One for each ask, in their order. */
  readonly answers: readonly SeatAnswer[]
  /** Sends what is to be written, in one go with whatever the caller sends behind it. */
  write(): Promise<unknown>
}

/**
 * Answers asks of one company in one transaction: a lock, a read, a decision in memory, an insert. How many statements that takes does not
 * depend on how many asks there are.
 */
export async function admit(
  { keys, now: clock }: Pick<Deps, 'keys' | 'now'>,
  tx: LedgerTx,
  { company, asks, provisional }: { company: CompanyId; asks: readonly SeatAsk[]; provisional?: Provisional },
): Promise<Admitted> {
  const now = clock()
  const { facts, frame, sequences } = await readFacts(tx, asks, now, provisional)
  const group = decideGroup(facts, asks, now)
  const leases = new Map([...facts.known].map(([id, { lease }]) => [id, lease]))
  const lent: NewLease[] = []
  const counts = countMachines(group.granted)
  const known = [...counts.keys()].every((machine) => sequences.has(machine))
  if (group.granted.length > 0) {
    assert(frame?.company !== undefined, 'a company with licenses has a row')
    const { company: name, epoch, blockListChanges } = frame
    const provisionalUntil = provisional?.until
    const shared = {
      issuer: keys.issuer,
      company: { id: company, name },
      epoch,
      blockListChanges,
      now,
      provisionalUntil,
    }
    const numbers = numbersOf(group.granted, known ? sequences : before(await tx.leases.takeSequences(counts), counts))
    for (const [at, seat] of group.granted.entries()) {
      const lease = { kid: keys.kidOf('lease'), claims: describeLease(shared, seat, numbers[at] ?? 0) }
      leases.set(seat.ask.id, lease)
      lent.push({ lease, held: seat.held, freed: seat.freed, holder: seat.holder })
    }
  }
  return {
    answers: group.decisions.map((decision) => answerOf(decision, leases)),
    write: () =>
      Promise.all([
        // A machine's row is held since the facts were read: nobody has to wait for what it becomes.
        ...(known && counts.size > 0 ? [tx.leases.takeSequences(counts)] : []),
        write(tx, { ...group, lent, refused: refusalsOf(asks, group.decisions, now), now }),
      ]),
  }
}

/** What changes nothing sends nothing. */
function write(
  { leases, seats }: LedgerTx,
  {
    lent,
    ended,
    bound,
    left,
    waiting,
    refused,
    now,
  }: Pick<GroupDecision, 'ended' | 'bound' | 'left' | 'waiting'> & {
    lent: readonly NewLease[]
    refused: readonly Refusal[]
    now: Date
  },
): Promise<unknown> {
  return Promise.all([
    ...(lent.length > 0 ? [leases.insert(lent)] : []),
    ...(ended.length > 0 ? [leases.end({ ids: ended, at: now })] : []),
    ...(bound.length > 0 ? [seats.bind(bound)] : []),
    ...(left.length > 0 ? [seats.leave(left)] : []),
    ...(waiting.length > 0 ? [seats.wait(waiting)] : []),
    ...(refused.length > 0 ? [seats.refuse(refused)] : []),
  ])
}

/** Once for each lease that was asked for: the last word on it. */
function refusalsOf(asks: readonly SeatAsk[], decisions: readonly SeatDecision[], now: Date): Refusal[] {
  const refused = new Map<LeaseId, Refusal>()
  for (const [at, ask] of asks.entries()) {
    const decision = decisions[at]
    if (ask.ask !== 'check-out' || decision?.outcome !== 'refused' || decision.code === 'lease-unknown') continue
    const { id: lease, product, machine } = ask
    refused.set(lease, { lease, licenseServer: machine.licenseServer, product, code: decision.code, at: now })
  }
  return [...refused.values()]
}

/** Locks first, and counts behind the lock: whoever counted before it would lend a seat that was taken meanwhile. */
async function readFacts(tx: LedgerTx, asks: readonly SeatAsk[], now: Date, provisional: Provisional | undefined) {
  const checkOuts = asks.filter((ask) => ask.ask === 'check-out')
  const named = [...asks.map(({ id }) => id), ...checkOuts.flatMap(({ previous }) => previous ?? [])]
  const ids = [...new Set(named)]
  if (checkOuts.length === 0) {
    const facts = { licenses: [], known: await tx.leases.lock(ids), taken: new Map(), waiting: [], bound: [] }
    return { facts, frame: undefined, sequences: new Map<LicenseServerId, number>() }
  }
  const products = [...new Set(checkOuts.map(({ product }) => product))]
  const machines = [...new Set(checkOuts.map(({ machine }) => machine.licenseServer))]
  const [held, known, taken, waiting, frame, sequences] = await Promise.all([
    tx.leases.lockLicenses(products),
    tx.leases.lock(ids),
    tx.leases.readLiveSeats({ products, now }),
    tx.seats.readWaiting(products),
    tx.leases.readFrame(),
    tx.leases.lockSequences(machines),
  ])
  const licenses = provisional?.licenses ?? held
  const bindable = licenses.flatMap(({ license, binding }) => (binding === null ? [] : license.id))
  const bound = bindable.length > 0 ? await tx.seats.readBound({ licenses: bindable, now }) : []
  return { facts: { licenses, known, taken, waiting, bound }, frame, sequences }
}

/** How many leases each machine gets. */
function countMachines(granted: readonly GrantedSeat[]): Map<LicenseServerId, number> {
  const counts = new Map<LicenseServerId, number>()
  for (const { ask } of granted) {
    const { licenseServer } = ask.machine
    counts.set(licenseServer, (counts.get(licenseServer) ?? 0) + 1)
  }
  return counts
}

/** Where each machine stood before so many were counted. */
const before = (newest: ReadonlyMap<LicenseServerId, number>, counts: ReadonlyMap<LicenseServerId, number>) =>
  new Map([...newest].map(([machine, sequence]) => [machine, sequence - (counts.get(machine) ?? 0)]))

/** @returns for each seat its number among those of its machine, which only rises */
function numbersOf(granted: readonly GrantedSeat[], sequences: ReadonlyMap<LicenseServerId, number>): number[] {
  const newest = new Map(sequences)
  return granted.map(({ ask }) => {
    const number = (newest.get(ask.machine.licenseServer) ?? 0) + 1
    newest.set(ask.machine.licenseServer, number)
    return number
  })
}

const answerOf = (decision: SeatDecision, leases: ReadonlyMap<LeaseId, Unsigned<Lease>>): SeatAnswer =>
  decision.outcome === 'held' ? { outcome: 'held', lease: leaseOf(leases, decision.lease) } : decision

function leaseOf(leases: ReadonlyMap<LeaseId, Unsigned<Lease>>, id: LeaseId): Unsigned<Lease> {
  const lease = leases.get(id)
  assert(lease !== undefined, 'a seat that is held has a lease')
  return lease
}
