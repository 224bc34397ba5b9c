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
  readonly jws: string
  readonly seq: number
  readonly statusVersion: number
  readonly issuedAt: Date
  readonly expiresAt: Date
}

/** `rollback`: an older lease, or one that knows an older status list, than this machine has had before. */
export type LeaseStorage = 'stored' | 'repeat' | 'rollback'

const moment = z.number().transform((ms) => new Date(ms))
const leaseRow = z
  .object({
    id: idSchema('lease'),
    source: z.enum(['cloud', 'dongle']),
    machine: idSchema('licenseServer'),
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
 * Keeps a lease, on disk when it returns.
 *
 * @throws StoreError `journal-conflict` when the journal holds another lease of this id
 */
export const storeLease = (store: Store, lease: StoredLease): LeaseStorage =>
  store.transaction(() => keepLease(store, lease))

/** The same, inside the caller's transaction. */
export function keepLease(store: Store, lease: StoredLease): LeaseStorage {
  const held = store.get('select jws from lease where id = ?', [lease.id])
  if (held?.jws === lease.jws) return 'repeat'
  if (held) throw new StoreError('journal-conflict', `${lease.id} is already another lease`)
  const floor = store.get('select seq, status_version from lease_floor where machine = ? and source = ?', [
    lease.machine,
    lease.source,
  ])
  if (floor && (lease.seq <= Number(floor.seq) || lease.statusVersion < Number(floor.status_version))) {
    return 'rollback'
  }
  writeLease(store, lease)
  return 'stored'
}

/** All leases held, the one that lasts longest first; also those that have ended: the caller reads the time. */
export function listLeases(store: Store): readonly StoredLease[] {
  return store.all('select * from lease order by expires_at desc, id').map((row) => leaseRow.parse(row))
}

/** Given back or replaced; its seq stays used. */
export function removeLease(store: Store, id: LeaseId): void {
  store.transaction(() => store.run('delete from lease where id = ?', [id]))
}

function writeLease(store: Store, lease: StoredLease): void {
  store.run(
    `insert into lease (id, source, machine, jws, seq, status_version, issued_at, expires_at)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      lease.id,
      lease.source,
      lease.machine,
      lease.jws,
      lease.seq,
      lease.statusVersion,
      lease.issuedAt.getTime(),
      lease.expiresAt.getTime(),
    ],
  )
  store.run('insert or replace into lease_floor (machine, source, seq, status_version) values (?, ?, ?, ?)', [
    lease.machine,
    lease.source,
    lease.seq,
    lease.statusVersion,
  ])
}
