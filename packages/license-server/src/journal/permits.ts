import { idSchema, type LicenseServerId } from '@undongle/core/id'
import { z } from 'zod'
import { readEpoch } from './epoch.ts'
import type { SqlRow, Store } from './store.ts'
import { StoreError } from './store-error.ts'

// The journal of permits. A permit is used only when it is on disk, and a give-back is sent only when it is gone from the disk.

/** Whose permits are counted together. A machine whose key was revoked goes on as another one. */
export interface PermitHolder {
  /** Its name, see dongleNameOf. */
  readonly dongle: string
  readonly machine: LicenseServerId
}

/** A signed permit, and of its claims what is compared. The caller has verified it. */
export interface StoredPermit extends PermitHolder {
  readonly jws: string
  readonly number: number
  readonly epoch: number
  readonly issuedAt: Date
  readonly expiresAt: Date
}

/**
 * `older`: a newer one is held already. `given-back`: the ratchet refuses it for ever. `past-epoch`: signed before the cloud was
 * restored, and not held then; it may be one that the cloud does not remember.
 */
export type PermitStorage = 'stored' | 'repeat' | 'older' | 'given-back' | 'past-epoch'

/** What stands against a permit that arrives. */
export interface PermitRecord {
  readonly held: PermitOrder | undefined
  readonly ratchet: PermitOrder | undefined
  /** The newest epoch this machine has heard of. */
  readonly epoch: number
}

/** Numbers count on within an epoch; a later epoch comes after everything before it. */
export interface PermitOrder {
  readonly epoch: number
  readonly number: number
}

/** Decides whether a permit may be kept. On its way it may have been overtaken by anything. */
export function decidePermitStorage(permit: PermitOrder, { held, ratchet, epoch }: PermitRecord): PermitStorage {
  const against = held === undefined ? 1 : comparePermits(permit, held)
  if (against === 0) return 'repeat'
  if (permit.epoch < epoch) return 'past-epoch'
  if (ratchet !== undefined && comparePermits(permit, ratchet) <= 0) return 'given-back'
  return against < 0 ? 'older' : 'stored'
}

const comparePermits = (a: PermitOrder, b: PermitOrder): number => a.epoch - b.epoch || a.number - b.number

/** Keeps a permit if nothing stands against it. On disk when it returns: only then may it be used. */
export function storePermit(store: Store, permit: StoredPermit): PermitStorage {
  return store.transaction(() => {
    const { dongle, machine, jws, number, epoch, issuedAt, expiresAt } = permit
    const record = { held: findPermit(store, permit), ratchet: findRatchet(store, permit), epoch: readEpoch(store) }
    const decision = decidePermitStorage(permit, record)
    if (decision === 'stored') {
      store.run(
        `insert or replace into permit (dongle, machine, jws, number, epoch, issued_at, expires_at)
         values (?, ?, ?, ?, ?, ?, ?)`,
        [dongle, machine, jws, number, epoch, issuedAt.getTime(), expiresAt.getTime()],
      )
    }
    return decision
  })
}

export function findPermit(store: Store, { dongle, machine }: PermitHolder): StoredPermit | undefined {
  const row = store.get('select * from permit where dongle = ? and machine = ?', [dongle, machine])
  return row && permitOf(row)
}

/** The highest number this machine holds or has given back; 0 for none. */
export function highestPermit(store: Store, holder: PermitHolder): number {
  return Math.max(findPermit(store, holder)?.number ?? 0, findRatchet(store, holder)?.number ?? 0)
}

/** Every permit held, also those that have ended: the caller reads the time. */
export function listPermits(store: Store): readonly StoredPermit[] {
  return store.all('select * from permit order by dongle, machine').map(permitOf)
}

/**
 * Deletes a holder's permits up to this one and refuses those for ever, in the caller's transaction: one fsync, so that no crash
 * brings one of them back.
 */
export function ratchetPermits(store: Store, holder: PermitHolder, upTo: PermitOrder): void {
  const { dongle, machine } = holder
  const held = findPermit(store, holder)
  if (held !== undefined && comparePermits(held, upTo) <= 0) {
    store.run('delete from permit where dongle = ? and machine = ?', [dongle, machine])
  }
  const ratchet = findRatchet(store, holder)
  if (ratchet !== undefined && comparePermits(ratchet, upTo) >= 0) return
  store.run('insert or replace into permit_ratchet (dongle, machine, epoch, number) values (?, ?, ?, ?)', [
    dongle,
    machine,
    upTo.epoch,
    upTo.number,
  ])
}

/** A give-back by hand that the cloud has not answered. */
export interface OpenGiveBack extends PermitHolder {
  readonly number: number
}

/** Gives the held permit back, on disk before the cloud is told (K13). @returns undefined when none is held */
export function giveBackHeld(store: Store, holder: PermitHolder, at: Date): OpenGiveBack | undefined {
  return store.transaction(() => {
    const held = findPermit(store, holder)
    if (held === undefined) return undefined
    return giveBackUpTo(store, holder, held, at)
  })
}

/**
 * Gives back a permit that never came here: the cloud has it on record, and its answer was lost. Refused for ever, should it still come.
 *
 * @returns undefined where it is known here after all: then it is held, or was given back
 */
export function giveBackUnheard(
  store: Store,
  holder: PermitHolder,
  number: number,
  at: Date,
): OpenGiveBack | undefined {
  return store.transaction(() => {
    if (highestPermit(store, holder) >= number) return undefined
    return giveBackUpTo(store, holder, { epoch: readEpoch(store), number }, at)
  })
}

function giveBackUpTo(store: Store, holder: PermitHolder, upTo: PermitOrder, at: Date): OpenGiveBack {
  const { dongle, machine } = holder
  const { number } = upTo
  ratchetPermits(store, holder, upTo)
  store.run('insert or replace into give_back (dongle, machine, number, asked_at) values (?, ?, ?, ?)', [
    dongle,
    machine,
    number,
    at.getTime(),
  ])
  return { dongle, machine, number }
}

export function listGiveBacks(store: Store): readonly OpenGiveBack[] {
  return store
    .all('select dongle, machine, number from give_back order by dongle, machine')
    .map((row) => giveBackRow.parse(row))
}

/** The cloud has answered it. One that was asked for since stays. */
export function closeGiveBack(store: Store, { dongle, machine, number }: OpenGiveBack): void {
  store.transaction(() =>
    store.run('delete from give_back where dongle = ? and machine = ? and number = ?', [dongle, machine, number]),
  )
}

function findRatchet(store: Store, { dongle, machine }: PermitHolder): PermitOrder | undefined {
  const row = store.get('select epoch, number from permit_ratchet where dongle = ? and machine = ?', [dongle, machine])
  return row && ratchetRow.parse(row)
}

const moment = z.number().transform((ms) => new Date(ms))
const holder = { dongle: z.string(), machine: idSchema('licenseServer') }
const giveBackRow = z.object({ ...holder, number: z.number() })
const ratchetRow = z.object({ epoch: z.number(), number: z.number() })
const permitRow = z
  .object({
    ...holder,
    jws: z.string(),
    number: z.number(),
    epoch: z.number(),
    issued_at: moment,
    expires_at: moment,
  })
  .transform(
    ({ issued_at: issuedAt, expires_at: expiresAt, ...row }): StoredPermit => ({ ...row, issuedAt, expiresAt }),
  )

function permitOf(row: SqlRow): StoredPermit {
  const parsed = permitRow.safeParse(row)
  if (!parsed.success) throw new StoreError('journal-damaged', `permit of ${row.dongle}: ${parsed.error}`)
  return parsed.data
}
