import { ApiError } from '@undongle/core/api/error'
import { type CompanyId, idSchema, type LicenseId, type UserId } from '@undongle/core/id'
import { type Binding, type License, seatsOf } from '@undongle/core/license'
import { type BoundSeat, freeAtOf, isAssigned, isOccupied, unassignedSeats } from '@undongle/core/seat/binding'
import type { Tx } from '../db/pool.ts'
import { type Deps, inCompany } from '../deps.ts'
import { lockLicenses } from '../lease/store.ts'
import { readBoundSeats, writeBoundSeats } from './bound-store.ts'
import { findProduct, isMachineOf } from './license-store.ts'

type AssignDeps = Pick<Deps, 'db' | 'random' | 'now'>
interface Asked {
  readonly license: LicenseId
  /** A License Server, or a person by their address. */
  readonly holder: string
}
/** A seat with the license it is of. */
export interface OwnSeat {
  readonly license: License
  readonly metered: boolean
  readonly seat: BoundSeat
}

/**
 * Gives somebody a seat of their own. The same again changes nothing; whom it was taken from may have it back at any time, as long as it is
 * nobody else's.
 *
 * @throws ApiError `license-unknown`, `license-floating`, `holder-refused`, `seats-all-assigned`
 */
export function assignSeat(deps: AssignDeps, company: CompanyId, asked: Asked & { by: UserId }): Promise<OwnSeat> {
  const now = deps.now()
  return inCompany(deps, company, async (tx) => {
    const { license, metered, binding, seats, own } = await lockSeats(tx, company, { ...asked, now })
    await requireHolder(tx, company, binding, asked.holder)
    if (own !== undefined && isAssigned(own)) return { license, metered, seat: own }
    const others = seats.filter(({ holder }) => holder !== asked.holder)
    if (unassignedSeats(seatsOf(license.quantity, metered), others, now) === 0) throw new ApiError('seats-all-assigned')
    // Nobody gets round the days between two moves by taking a seat and giving it back to the same one.
    const since = own?.since != null && isOccupied(own, now) ? own.since : now
    const seat = { license: license.id, holder: asked.holder, since, by: asked.by, freeAt: null }
    await writeBoundSeats(tx, company, [seat])
    return { license, metered, seat: { ...seat, lease: own?.lease ?? null } }
  })
}

/**
 * Takes a seat from its holder: nothing is lent to them any more, and what was lent ends by itself.
 *
 * @throws ApiError `license-unknown`, `license-floating`, `seat-not-assigned`, `seat-named-by-vendor`
 */
export function unassignSeat(deps: AssignDeps, company: CompanyId, asked: Asked): Promise<OwnSeat> {
  const now = deps.now()
  return inCompany(deps, company, async (tx) => {
    const { license, metered, binding, own } = await lockSeats(tx, company, { ...asked, now })
    if (own === undefined) throw new ApiError('seat-not-assigned')
    if (own.since === null) throw new ApiError('seat-named-by-vendor')
    if (!isAssigned(own)) return { license, metered, seat: own }
    const freeAt = freeAtOf(own, binding, now)
    await writeBoundSeats(tx, company, [{ ...own, since: own.since, freeAt }])
    return { license, metered, seat: { ...own, freeAt } }
  })
}

interface OwnLicense extends Pick<OwnSeat, 'license' | 'metered'> {
  readonly binding: Binding
}

/** Behind the lock of the license, as whoever lends from it. */
async function lockSeats(
  tx: Tx,
  company: CompanyId,
  { license: id, holder, now }: Asked & { now: Date },
): Promise<OwnLicense & { seats: readonly BoundSeat[]; own: BoundSeat | undefined }> {
  const product = await findProduct(tx, company, id)
  const licenses = product === undefined ? [] : await lockLicenses(tx, company, [product])
  const licensed = licenses.find(({ license }) => license.id === id)
  if (licensed === undefined) throw new ApiError('license-unknown')
  const { license, metered, binding } = licensed
  if (binding === null) throw new ApiError('license-floating')
  const seats = await readBoundSeats(tx, company, { licenses: [id], now })
  const own = seats.find((seat) => seat.holder === holder)
  return { license, metered, binding, seats, own }
}

/** Persons are known by their address alone: they need no account. */
async function requireHolder(tx: Tx, company: CompanyId, { to }: Binding, holder: string): Promise<void> {
  const { data: machine } = idSchema('licenseServer').safeParse(holder)
  const fits = machine === undefined ? to === 'person' : to === 'machine' && (await isMachineOf(tx, company, machine))
  if (!fits) throw new ApiError('holder-refused')
}
