import { type SeatSource, seatSourceSchema } from '@undongle/core/document/lease'
import { idSchema, type LeaseId, type LicenseId } from '@undongle/core/id'
import { minuteMs } from '@undongle/core/time'
import { z } from 'zod'
import type { Store } from './store.ts'

/** A seat that an application holds. */
export interface StoredSeat {
  readonly id: LeaseId
  /** The node of the network it runs on; empty for this machine. */
  readonly holder: string
  readonly product: string
  readonly version: string
  readonly source: SeatSource
  /** The name of the dongle it is from, and the license whose pool it counts in; null where it is from the cloud. */
  readonly dongle: string | null
  readonly license: LicenseId | null
  readonly jws: string
  /** When it was checked out; renewals leave that as it is. */
  readonly since: Date
  readonly renewAt: Date
  readonly expiresAt: Date
}

/** No seat of a dongle lasts longer: one that seems to was given while the clock of this machine was ahead. */
export const longestDongleSeatMs = 10 * minuteMs

const moment = z.number().transform((ms) => new Date(ms))
const seatRow = z
  .object({
    id: idSchema('lease'),
    holder: z.string(),
    product: z.string(),
    version: z.string(),
    source: seatSourceSchema,
    dongle: z.union([z.null(), z.string()]),
    license: z.union([z.null(), idSchema('license')]),
    jws: z.string(),
    since: moment,
    renew_at: moment,
    expires_at: moment,
  })
  .transform(({ renew_at: renewAt, expires_at: expiresAt, ...row }): StoredSeat => ({ ...row, renewAt, expiresAt }))

/**
 * The seats as one transaction sees and changes them: opened and closed inside it, so that each pool is read and written once, however
 * many ask. What a checkout costs does not grow with the seats that are out: a row by its id, and the pool's own counter.
 */
export class SeatBook {
  readonly #store: Store
  readonly #seats = new Map<LeaseId, StoredSeat | undefined>()
  readonly #taken = new Map<LicenseId, number>()

  /** Seats that are over are free from here on. */
  constructor(store: Store, now: Date) {
    this.#store = store
    this.#sweep(now)
  }

  find(id: LeaseId): StoredSeat | undefined {
    if (!this.#seats.has(id)) this.#seats.set(id, findSeat(this.#store, id))
    return this.#seats.get(id)
  }

  /** How many seats of a license are out. */
  taken(license: LicenseId): number {
    const known = this.#taken.get(license)
    if (known !== undefined) return known
    const taken = Number(this.#store.get('select taken from seat_pool where license = ?', [license])?.taken ?? 0)
    this.#taken.set(license, taken)
    return taken
  }

  write(seat: StoredSeat): void {
    this.#count(this.find(seat.id)?.license ?? null, seat.license)
    this.#seats.set(seat.id, seat)
    this.#store.run(
      `insert into seat (id, holder, product, version, source, dongle, license, jws, since, renew_at, expires_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (id) do update set holder = excluded.holder, product = excluded.product, version = excluded.version,
         source = excluded.source, dongle = excluded.dongle, license = excluded.license, jws = excluded.jws,
         since = excluded.since, renew_at = excluded.renew_at, expires_at = excluded.expires_at`,
      [
        seat.id,
        seat.holder,
        seat.product,
        seat.version,
        seat.source,
        seat.dongle,
        seat.license,
        seat.jws,
        seat.since.getTime(),
        seat.renewAt.getTime(),
        seat.expiresAt.getTime(),
      ],
    )
  }

  remove(id: LeaseId): void {
    this.#count(this.find(id)?.license ?? null, null)
    this.#seats.set(id, undefined)
    this.#store.run('delete from seat where id = ?', [id])
  }

  /** Writes the counters. */
  close(): void {
    for (const [license, taken] of this.#taken)
      this.#store.run('insert or replace into seat_pool (license, taken) values (?, ?)', [license, taken])
  }

  #count(from: LicenseId | null, to: LicenseId | null): void {
    if (from === to) return
    if (from !== null) this.#taken.set(from, this.taken(from) - 1)
    if (to !== null) this.#taken.set(to, this.taken(to) + 1)
  }

  #sweep(now: Date): void {
    const over = `(source = 'dongle' and expires_at <= ?) or (source = 'cloud' and expires_at <= ?)
      or (source = 'dongle' and expires_at > ?)`
    const at = now.getTime()
    const values = [at, at, at + longestDongleSeatMs]
    const ended = this.#store.all(`select license, count(*) as seats from seat where ${over} group by license`, values)
    if (ended.length === 0) return
    for (const row of ended.map((found) => endedRow.parse(found))) {
      if (row.license !== null) this.#taken.set(row.license, this.taken(row.license) - row.seats)
    }
    this.#store.run(`delete from seat where ${over}`, values)
  }
}

const endedRow = z.object({ license: z.union([z.null(), idSchema('license')]), seats: z.int() })

/** Reads and changes seats in one transaction, on disk when it returns. */
export function withSeats<Result>(store: Store, now: Date, work: (book: SeatBook) => Result): Result {
  return store.transaction(() => {
    const book = new SeatBook(store, now)
    const result = work(book)
    book.close()
    return result
  })
}

export function findSeat(store: Store, id: LeaseId): StoredSeat | undefined {
  const row = store.get('select * from seat where id = ?', [id])
  return row === undefined ? undefined : seatRow.parse(row)
}

/**
 * Inside the caller's transaction: what a holder has of a product from a dongle is from the cloud from here on, by this lease. No
 * application is told; its next renewal brings it the lease.
 */
export function carryOver(
  store: Store,
  { dongle, product, holder }: Pick<StoredSeat, 'product' | 'holder'> & { readonly dongle: string },
  { jws, expiresAt }: Pick<StoredSeat, 'jws' | 'expiresAt'>,
): void {
  const which = `source = 'dongle' and dongle = ? and product = ? and holder = ?`
  const seats = [dongle, product, holder]
  store.run(
    `update seat_pool set taken = taken - (select count(*) from seat where ${which} and seat.license = seat_pool.license)
     where license in (select license from seat where ${which})`,
    [...seats, ...seats],
  )
  store.run(`update seat set source = 'cloud', dongle = null, license = null, jws = ?, expires_at = ? where ${which}`, [
    jws,
    expiresAt.getTime(),
    ...seats,
  ])
}

/** What applications have from this dongle now. */
export function listSeatsFrom(store: Store, dongle: string, now: Date): readonly StoredSeat[] {
  const at = now.getTime()
  return store
    .all(
      `select * from seat where source = 'dongle' and dongle = ? and expires_at > ? and expires_at <= ? order by id`,
      [dongle, at, at + longestDongleSeatMs],
    )
    .map((row) => seatRow.parse(row))
}

/** Whether a holder has other seats of a product from the cloud: they share one lease. */
export function hasCloudSeat(store: Store, product: string, holder: string): boolean {
  return (
    store.get(`select 1 as found from seat where source = 'cloud' and product = ? and holder = ? limit 1`, [
      product,
      holder,
    ]) !== undefined
  )
}

/** The seats that applications of a node hold, whoever works there. */
export const listSeatsOf = (store: Store, node: string): readonly LeaseId[] =>
  store
    .all(`select id from seat where ${ofNode} order by id`, [node, node])
    .map(({ id }) => idSchema('lease').parse(id))

export const countSeatsOf = (store: Store, node: string, now: Date): number =>
  Number(
    store.get(`select count(*) as seats from seat where ${ofNode} and expires_at > ?`, [node, node, now.getTime()])
      ?.seats,
  )

const ofNode = `(holder = ? or holder glob ? || ' *')`
