import type { LeaseReply } from '@undongle/core/api/cloud'
import { ApiError } from '@undongle/core/api/error'
import type { Lease } from '@undongle/core/document/lease'
import type { CompanyId, LeaseId, LicenseServerId } from '@undongle/core/id'
import { addDays, endOfDay, fromSeconds, hourMs, toSeconds } from '@undongle/core/time'
import { readCompanyName } from '../company/store.ts'
import type { Tx } from '../db/pool.ts'
import { type Deps, inCompany } from '../deps.ts'
import { readLines } from '../line/store.ts'
import type { Unsigned } from '../transfer/transfer.ts'
import { decideSeat } from './decide.ts'
import {
  endLease,
  findLease,
  insertLease,
  lockLicenses,
  nextSequence,
  readLiveSeats,
  type SeatLicense,
} from './store.ts'

interface Machine {
  readonly company: CompanyId
  readonly licenseServer: LicenseServerId
  readonly jkt: string
}

interface CheckOut {
  readonly id: LeaseId
  readonly product: string
  readonly previous: LeaseId | null
}

/** A lease of a line that must always be online still lasts as long as one renewal takes to come round. */
const onlineLeaseMs = 2 * hourMs
const renewAfterMs = hourMs

/**
 * Checks out a seat, or renews one under a new id. The same id again gets the same lease, byte for byte.
 *
 * @throws ApiError `product-unknown`, `license-ended`, `no-seat-free`, `lease-unknown` for an id that was given back
 */
export async function checkOut(deps: Deps, machine: Machine, asked: CheckOut): Promise<LeaseReply> {
  const { keys } = deps
  const { kid, claims } = await inCompany(
    deps,
    machine.company,
    async (tx) => (await findOwn(tx, machine, asked.id)) ?? grant(deps, tx, machine, asked),
    ['lease_pkey'],
  )
  const leaseMs = (claims.exp - claims.iat) * 1000
  const renewAfter = new Date(fromSeconds(claims.iat).getTime() + Math.min(renewAfterMs, leaseMs / 2))
  return { lease: keys.sign('lease', kid, claims), renewAfter: renewAfter.toISOString() }
}

/** Gives a seat back. Whatever was given back before, or never was, is not released again. */
export async function release(deps: Deps, { company, licenseServer }: Machine, id: LeaseId) {
  const at = deps.now()
  return { released: await inCompany(deps, company, (tx) => endLease(tx, company, { id, licenseServer, at })) }
}

async function findOwn(tx: Tx, machine: Machine, id: LeaseId): Promise<Unsigned<Lease> | undefined> {
  const known = await findLease(tx, machine.company, id)
  if (known === undefined) return undefined
  if (known.licenseServer !== machine.licenseServer || known.ended) throw new ApiError('lease-unknown')
  return known.lease
}

async function grant(deps: Deps, tx: Tx, machine: Machine, asked: CheckOut): Promise<Unsigned<Lease>> {
  const { company, licenseServer } = machine
  const now = deps.now()
  const licenses = await lockLicenses(tx, company, asked.product)
  if (asked.previous !== null) await endLease(tx, company, { id: asked.previous, licenseServer, at: now })
  const taken = await readLiveSeats(tx, company, { ids: licenses.map(({ license }) => license.id), now })
  const seat = decideSeat(licenses, taken, now)
  if (seat.outcome === 'refused') throw new ApiError(seat.code)
  const claims = await describeLease(deps, tx, machine, { asked, licensed: seat.license, now })
  const lease = { kid: deps.keys.kidOf('lease'), claims }
  await insertLease(tx, company, lease)
  return lease
}

async function describeLease(
  { keys }: Deps,
  tx: Tx,
  { company, licenseServer, jkt }: Machine,
  { asked, licensed, now }: { asked: CheckOut; licensed: SeatLicense; now: Date },
): Promise<Lease> {
  const { license, metered, onlineOnly } = licensed
  const line = (await readLines(tx)).find(({ id }) => id === license.line)
  const offlineDays = line?.policy.offlineDays ?? 0
  const offlineEnd = offlineDays === 0 ? new Date(now.getTime() + onlineLeaseMs) : addDays(now, offlineDays)
  const termEnd = license.term.kind === 'until' ? endOfDay(license.term.until) : offlineEnd
  return {
    iss: keys.issuer,
    aud: 'undongle-application',
    jti: asked.id,
    iat: toSeconds(now),
    nbf: toSeconds(now),
    exp: toSeconds(termEnd < offlineEnd ? termEnd : offlineEnd),
    source: 'cloud',
    company: { id: company, name: await readCompanyName(tx, company) },
    machine: licenseServer,
    cnf: { jkt },
    seq: await nextSequence(tx, company, licenseServer),
    prev: asked.previous,
    statusVersion: 0,
    licenses: [
      {
        license: license.id,
        line: license.line,
        product: license.product,
        name: license.name,
        generation: license.generation,
        seats: 1,
        term: license.term,
        metered,
        onlineOnly,
      },
    ],
  }
}
