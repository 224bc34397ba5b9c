import { ApiError } from '@undongle/core/api/error'
import { assert } from '@undongle/core/assert'
import type { Lease } from '@undongle/core/document/lease'
import type { CompanyId, LeaseId, LicenseServerId } from '@undongle/core/id'
import { addDays, endOfDay, hourMs, toSeconds } from '@undongle/core/time'
import type { Deps } from '../deps.ts'
import { readCurrentEpoch } from '../epoch/require.ts'
import type { LedgerTx } from '../ledger/ledger.ts'
import { blockListVersion } from '../lost/block-list.ts'
import type { Unsigned } from '../transfer/transfer.ts'
import { decideSeat } from './decide.ts'
import type { SeatLicense } from './store.ts'

export interface Machine {
  readonly company: CompanyId
  readonly licenseServer: LicenseServerId
  readonly jkt: string
}

export interface CheckOut {
  readonly id: LeaseId
  readonly product: string
  readonly previous: LeaseId | null
}

/** A lease of a line that must always be online still lasts as long as one renewal takes to come round. */
const onlineLeaseMs = 2 * hourMs
/**
 * A machine's counter goes back with a database that is put back, and its epoch goes on: what is lent now is numbered above all that
 * was lent before, or the machine would take it for a replay. More than one machine is lent in any epoch.
 */
const leasesPerEpoch = 2 ** 24

/**
 * Gives out a seat of a license in the cloud.
 *
 * @throws ApiError `product-unknown`, `license-ended`, `no-seat-free`
 */
export async function grantSeat(deps: Deps, tx: LedgerTx, machine: Machine, asked: CheckOut): Promise<Unsigned<Lease>> {
  const now = deps.now()
  const licenses = await tx.leases.lockLicenses(asked.product)
  if (asked.previous !== null)
    await tx.leases.end({ id: asked.previous, licenseServer: machine.licenseServer, at: now })
  const granted = await takeSeat(deps, tx, machine, { asked, licenses, now })
  if (typeof granted === 'string') throw new ApiError(granted)
  return granted
}

/**
 * Gives out a seat of one of these licenses, where there is one.
 *
 * @param provisionalUntil where they are not the company's yet: the lease ends then, and says so
 */
export async function takeSeat(
  deps: Deps,
  tx: LedgerTx,
  machine: Machine,
  from: { asked: CheckOut; licenses: readonly SeatLicense[]; now: Date; provisionalUntil?: Date },
): Promise<Unsigned<Lease> | 'product-unknown' | 'license-ended' | 'no-seat-free'> {
  const { asked, licenses, now, provisionalUntil } = from
  const taken = await tx.leases.readLiveSeats({ ids: licenses.map(({ license }) => license.id), now })
  const seat = decideSeat(licenses, taken, now)
  if (seat.outcome === 'refused') return seat.code
  const claims = await describeLease(deps, tx, machine, { asked, licensed: seat.license, now, provisionalUntil })
  const lease = { kid: deps.keys.kidOf('lease'), claims }
  await tx.leases.insert(lease)
  return lease
}

async function describeLease(
  deps: Deps,
  tx: LedgerTx,
  { company, licenseServer, jkt }: Machine,
  from: { asked: CheckOut; licensed: SeatLicense; now: Date; provisionalUntil: Date | undefined },
): Promise<Lease> {
  const { asked, licensed, now, provisionalUntil } = from
  const { license, metered, onlineOnly } = licensed
  const offlineDays = await readOfflineDays(tx, licensed)
  const offlineEnd = offlineDays === 0 ? new Date(now.getTime() + onlineLeaseMs) : addDays(now, offlineDays)
  const termEnd = license.term.kind === 'until' ? endOfDay(license.term.until) : offlineEnd
  const ends = [offlineEnd, termEnd, provisionalUntil ?? offlineEnd].map((end) => end.getTime())
  const name = await tx.contract.findCompanyName()
  assert(name !== undefined, 'a company with licenses has a row')
  const { epoch } = await readCurrentEpoch(deps, tx, now)
  return {
    iss: deps.keys.issuer,
    aud: 'undongle-application',
    jti: asked.id,
    iat: toSeconds(now),
    nbf: toSeconds(now),
    exp: toSeconds(new Date(Math.min(...ends))),
    source: 'cloud',
    company: { id: company, name },
    machine: licenseServer,
    cnf: { jkt },
    seq: epoch * leasesPerEpoch + (await tx.leases.nextSequence(licenseServer)),
    prev: asked.previous,
    statusVersion: blockListVersion(epoch, await tx.claims.readBlockListChanges()),
    ...(provisionalUntil === undefined ? {} : { provisional: true as const }),
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

/** Those of the policy that its transfer started under: what the company was told then stands [Q74]. Without a transfer, of the newest. */
async function readOfflineDays(tx: LedgerTx, { license, movedUnder }: SeatLicense): Promise<number> {
  const lines = await tx.contract.readLines()
  const newest = lines.find(({ id }) => id === (movedUnder?.line ?? license.line))?.policy
  if (movedUnder === null || newest?.version === movedUnder.version) return newest?.offlineDays ?? 0
  return ((await tx.contract.findPolicy(movedUnder)) ?? newest)?.offlineDays ?? 0
}
