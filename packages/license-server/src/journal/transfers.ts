import { assert } from '@undongle/core/assert'
import type { LicenseServerId, TransferId } from '@undongle/core/id'
import { readEpoch } from './epoch.ts'
import { addEvent } from './events.ts'
import { assignLease, keepLease, type LeaseFloor, type StoredLease } from './leases.ts'
import { ratchetPermits } from './permits.ts'
import { carryOver } from './seats.ts'
import { decideStep, type TransferStep } from './step.ts'
import type { SqlValue, Store } from './store.ts'
import { StoreError } from './store-error.ts'
import {
  type ConfirmedPlan,
  type Intent,
  type JournaledTransfer,
  type Json,
  type OrderAnswer,
  transferOf,
} from './transfer.ts'

// The journal of transfers. Each function here is one step of PROTOCOL.md, and is on disk when it returns:
// only then may the next message be sent or the dongle be written. Repeating a step changes nothing.

/**
 * Step 1, before OPEN: the user confirmed the plan.
 *
 * @throws StoreError `journal-conflict` when the id belongs to another transfer
 */
export function intend(store: Store, intent: Intent, at: Date): JournaledTransfer {
  return store.transaction(() => {
    const found = findTransfer(store, intent.id)
    if (found) {
      if (sameIntent(found, intent)) return found
      throw new StoreError('journal-conflict', `${intent.id} was journaled for another dongle or plan`)
    }
    store.run(
      `insert into transfer (id, line, company, target_user, dongle_key, dongle_label, plan_hash, plan, state, attempts,
         created_at, updated_at, confirmed_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, 'intended', 0, ?, ?, ?)`,
      [
        intent.id,
        intent.line,
        intent.company,
        intent.user,
        intent.dongle.key,
        intent.dongle.label,
        intent.planHash,
        JSON.stringify(intent.plan),
        at.getTime(),
        at.getTime(),
        at.getTime(),
      ],
    )
    addEvent(store, intent.id, { phase: 'intended' }, at)
    return readTransfer(store, intent.id)
  })
}

/** The user confirmed again: after 15 minutes (K4), or another plan when the order did not match the first. */
export function recordConfirmed(store: Store, id: TransferId, { plan, planHash }: ConfirmedPlan, at: Date): void {
  store.transaction(() => {
    const { state } = readTransfer(store, id)
    assert(state === 'intended' || state === 'ordered', `nothing is left to confirm in a transfer that is ${state}`)
    store.run('update transfer set plan = ?, plan_hash = ?, confirmed_at = ?, updated_at = ? where id = ?', [
      JSON.stringify(plan),
      planHash,
      at.getTime(),
      at.getTime(),
      id,
    ])
  })
}

/** Step 3, before RETIRE. The order was verified, and its list hashes to the confirmed plan. */
export const recordOrder = (store: Store, id: TransferId, order: OrderAnswer, at: Date): void =>
  record(store, id, { to: 'ordered', order }, at)

/** Step 4, before COMMIT, and before the dongle destroys its older state. */
export const recordReceipt = (store: Store, id: TransferId, receipt: Uint8Array, at: Date): void =>
  record(store, id, { to: 'retired', receipt }, at)

/** Class B, after MOVE: who else holds a permit, as the cloud told. Kept so that a page can say so after a restart. */
export const recordDrain = (store: Store, id: TransferId, drain: Json, at: Date): void =>
  record(store, id, { to: 'draining', drain }, at)

/**
 * Class B, "yours is the last", before GIVEBACK: in one transaction, and so one fsync, every permit up to this number is deleted,
 * refused for ever, and the give-back owed.
 */
export function recordLast(store: Store, id: TransferId, machine: LicenseServerId, number: number, at: Date) {
  record(store, id, { to: 'giving-back', number }, at, ({ dongle }) =>
    ratchetPermits(store, { dongle: dongle.key, machine }, { epoch: readEpoch(store), number }),
  )
}

/** Step 6, before success is shown. Also from `intended` or `ordered`: another machine may have finished the transfer. */
export const recordCertificate = (store: Store, id: TransferId, certificate: string, at: Date): void =>
  record(store, id, { to: 'moved', certificate }, at)

/** A lease that came with the answer which credits the licenses, and whose seats it carries over [Q87]. */
export interface CarryingLease {
  readonly lease: StoredLease
  readonly holder: string
}

/**
 * The same, with the leases that came with it: no application is without one in between.
 *
 * @param above what was known when they were asked for: a renewal may have overtaken them
 */
export function recordMoved(
  store: Store,
  id: TransferId,
  { certificate, leases, above }: { certificate: string; leases: readonly CarryingLease[]; above?: LeaseFloor },
  at: Date,
): void {
  record(store, id, { to: 'moved', certificate }, at, ({ dongle }) => {
    for (const { lease, holder } of leases) {
      if (keepLease(store, lease, above) === 'rollback') continue
      assignLease(store, lease.id, holder)
      carryOver(store, { dongle: dongle.key, product: lease.product, holder }, lease)
    }
  })
}

/** The cloud's final no. `busy` and an unreachable cloud are none: those are attempts. */
export const recordRefusal = (store: Store, id: TransferId, refusal: Json, at: Date): void =>
  record(store, id, { to: 'refused', refusal }, at)

/**
 * Before the dongle is asked to cancel, and again with the state in which it signed it, before the cloud is told: from then on the
 * dongle is no longer needed.
 */
export const recordCancelling = (store: Store, id: TransferId, proof: Json, at: Date): void =>
  record(store, id, { to: 'cancelling', proof }, at)

/** The cancel came too late: the transfer goes on from where it was. */
export function withdrawCancel(store: Store, id: TransferId, at: Date): void {
  store.transaction(() => {
    const changed = store.run(
      `update transfer set state = case when order_jws is null then 'intended' else 'ordered' end, cancel_proof = null,
         updated_at = ? where id = ? and state = 'cancelling'`,
      [at.getTime(), id],
    )
    if (changed > 0) addEvent(store, id, { phase: 'cancel-too-late' }, at)
  })
}

/** The dongle has written its cancel and the cloud knows of it; never from `retired`. */
export const recordCancelled = (store: Store, id: TransferId, at: Date): void =>
  record(store, id, { to: 'cancelled' }, at)

/** Counts a try. @param failure the code of what went wrong, or undefined when it went well */
export function recordAttempt(store: Store, id: TransferId, failure: string | undefined, at: Date): void {
  store.transaction(() => {
    const changed = store.run(
      'update transfer set attempts = attempts + 1, last_error = ?, updated_at = ? where id = ?',
      [failure ?? null, at.getTime(), id],
    )
    assert(changed === 1, `${id} is in the journal`)
  })
}

/** Whatever must go on by itself after a start [Q92], oldest first. */
export function listUnfinished(store: Store): readonly JournaledTransfer[] {
  return store
    .all(`select * from transfer where state not in ('moved', 'refused', 'cancelled') order by created_at, id`)
    .map(transferOf)
}

/** The transfer of a dongle that is not finished; the oldest, if there are several. */
export const findOpenTransfer = (store: Store, dongle: string): JournaledTransfer | undefined =>
  listUnfinished(store).find((transfer) => transfer.dongle.key === dongle)

/** All transfers of this machine, newest first. */
export function listTransfers(store: Store, limit: number): readonly JournaledTransfer[] {
  return store.all('select * from transfer order by created_at desc, id desc limit ?', [limit]).map(transferOf)
}

export function findTransfer(store: Store, id: TransferId): JournaledTransfer | undefined {
  const row = store.get('select * from transfer where id = ?', [id])
  return row && transferOf(row)
}

/** @param also what belongs to this step beside its row, in the same transaction */
function record(
  store: Store,
  id: TransferId,
  step: TransferStep,
  at: Date,
  also: (transfer: JournaledTransfer) => void = () => undefined,
): void {
  store.transaction(() => {
    const transfer = readTransfer(store, id)
    switch (decideStep(transfer, step)) {
      case 'repeat':
      case 'late':
        return
      case 'conflict':
        throw new StoreError('journal-conflict', `${id} already holds another ${step.to}`)
      case 'write':
        also(transfer)
        writeStep(store, id, step, at)
        addEvent(store, id, { phase: step.to }, at)
    }
  })
}

function writeStep(store: Store, id: TransferId, step: TransferStep, at: Date): void {
  const columns = columnsOf(step)
  const names = Object.keys(columns).map((name) => `${name} = ?`)
  store.run(
    `update transfer set ${['state = ?', 'last_error = null', 'updated_at = ?', ...names].join(', ')} where id = ?`,
    [step.to, at.getTime(), ...Object.values(columns), id],
  )
}

function columnsOf(step: TransferStep): Readonly<Record<string, SqlValue>> {
  switch (step.to) {
    case 'ordered':
      return { order_jws: step.order.order, order_certificates: JSON.stringify(step.order.certificates) }
    case 'retired':
      return { receipt: step.receipt }
    case 'draining':
      return { drain: JSON.stringify(step.drain) }
    case 'giving-back':
      return { last_number: step.number }
    case 'cancelling':
      return { cancel_proof: step.proof === null ? null : JSON.stringify(step.proof) }
    case 'moved':
      return { certificate_jws: step.certificate }
    case 'refused':
      return { refusal: JSON.stringify(step.refusal) }
    case 'cancelled':
      return {}
  }
}

function readTransfer(store: Store, id: TransferId): JournaledTransfer {
  const transfer = findTransfer(store, id)
  assert(transfer, `${id} is in the journal`)
  return transfer
}

/** The plan may have been confirmed anew since; the rest of an intent never changes. */
function sameIntent(found: JournaledTransfer, intent: Intent): boolean {
  return (
    found.line === intent.line &&
    found.company === intent.company &&
    found.user === intent.user &&
    found.dongle.key === intent.dongle.key
  )
}
