import type { SeatSource } from '@undongle/core/document/lease'
import { idSchema, type LeaseId, type LicenseServerId } from '@undongle/core/id'
import { z } from 'zod'
import type { Store } from './store.ts'
import { StoreError } from './store-error.ts'

/** A signed lease, and of its claims what is compared or sorted by. The caller has verified it. */
export interface StoredLease {
  readonly id: LeaseId
  readonly source: SeatSource
  readonly machine: LicenseServerId
  readonly product: string
  readonly jws: string
  readonly seq: number
  readonly statusVersion: number
  readonly issuedAt: Date
  readonly expiresAt: Date
}

/** `rollback`: an older lease, or one that knows an older status list, than this machine had before it asked. */
export type LeaseStorage = 'stored' | 'repeat' | 'rollback'

/** The highest numbers a source has ever used for a machine. */
export interface LeaseFloor {
  readonly seq: number
  readonly statusVersion: number
}

const moment = z.number().transform((ms) => new Date(ms))
const leaseRow = z
  .object({
    id: idSchema('lease'),
    source: z.enum(['cloud', 'dongle']),
    machine: idSchema('licenseServer'),
    /** Null in a journal from before it was kept. */
    product: z.union([z.null(), z.string()]).transform((product) => product ?? ''),
    jws: z.string(),
    seq: z.number(),
    status_version: z.number(),
    issued_at: moment,
    expires_at: moment,
  })
  .transform(
    ({ status_version: statusVersion, issued_at: issuedAt, expires_at: expiresAt, ...row }): StoredLease => ({
      ...row,
      statusVersion,
      issuedAt,
      expiresAt,
    }),
  )

/**
 * Keeps a lease for a holder, on disk when it returns.
 *
 * @throws StoreError `journal-conflict` when the journal holds another lease of this id
 */
export const storeLease = (store: Store, lease: StoredLease, holder = ''): LeaseStorage =>
  store.transaction(() => {
    const storage = keepLease(store, lease)
    assignLease(store, lease.id, holder)
    return storage
  })

/**
 * The same, inside the caller's transaction.
 *
 * @param above what was known when the lease was asked for: answers may overtake each other
 */
export function keepLease(store: Store, lease: StoredLease, above?: LeaseFloor): LeaseStorage {
  const held = store.get('select jws from lease where id = ?', [lease.id])
  if (held?.jws === lease.jws) return 'repeat'
  if (held) throw new StoreError('journal-conflict', `${lease.id} is already another lease`)
  const floor = readFloor(store, lease)
  const { seq, statusVersion } = above ?? floor
  if (lease.seq <= seq || lease.statusVersion < statusVersion) return 'rollback'
  insertLease(store, lease)
  writeFloor(store, lease, {
    seq: Math.max(lease.seq, floor.seq),
    statusVersion: Math.max(lease.statusVersion, floor.statusVersion),
  })
  return 'stored'
}

/** All leases held, the one that lasts longest first; also those that have ended: the caller reads the time. */
export function listLeases(store: Store): readonly StoredLease[] {
  return store.all('select * from lease order by expires_at desc, id').map((row) => leaseRow.parse(row))
}

/** Given back or replaced; its seq stays used. */
export function removeLease(store: Store, id: LeaseId): void {
  store.transaction(() => dropLease(store, id))
}

/** The same, inside the caller's transaction. */
export function dropLease(store: Store, id: LeaseId): void {
  store.run('delete from lease where id = ?', [id])
}

/** What the cloud has lent for a product and a holder, the one that lasts longest first. Of before it was kept, those of any product. */
export function listLeasesFor(store: Store, product: string, holder: string): readonly StoredLease[] {
  return store
    .all(
      `select * from lease where source = 'cloud' and holder = ? and (product = ? or product is null)
       order by expires_at desc, id`,
      [holder, product],
    )
    .map((row) => leaseRow.parse(row))
}

/** Says for whom a lease was asked. */
export function assignLease(store: Store, id: LeaseId, holder: string): void {
  store.run('update lease set holder = ?, released = 0 where id = ?', [holder, id])
}

/** It is not needed here any more, and the cloud does not know that yet. */
export function releaseLease(store: Store, id: LeaseId): void {
  store.transaction(() => store.run('update lease set released = 1 where id = ?', [id]))
}

/** What waits to be given back; of one product, or of all. */
export function listReleased(store: Store, product?: string): readonly StoredLease[] {
  return store
    .all(`select * from lease where released = 1 and (product = ? or ? is null) order by expires_at desc, id`, [
      product ?? null,
      product ?? null,
    ])
    .map((row) => leaseRow.parse(row))
}

/** Nothing at or below this number comes from this source again. */
export function readFloor(store: Store, { machine, source }: Pick<StoredLease, 'machine' | 'source'>): LeaseFloor {
  const row = store.get('select seq, status_version from lease_floor where machine = ? and source = ?', [
    machine,
    source,
  ])
  return { seq: Number(row?.seq ?? 0), statusVersion: Number(row?.status_version ?? 0) }
}

export function writeFloor(
  store: Store,
  { machine, source }: Pick<StoredLease, 'machine' | 'source'>,
  { seq, statusVersion }: LeaseFloor,
): void {
  store.run('insert or replace into lease_floor (machine, source, seq, status_version) values (?, ?, ?, ?)', [
    machine,
    source,
    seq,
    statusVersion,
  ])
}

function insertLease(store: Store, lease: StoredLease): void {
  store.run(
    `insert into lease (id, source, machine, product, jws, seq, status_version, issued_at, expires_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      lease.id,
      lease.source,
      lease.machine,
      lease.product,
      lease.jws,
      lease.seq,
      lease.statusVersion,
      lease.issuedAt.getTime(),
      lease.expiresAt.getTime(),
    ],
  )
}
