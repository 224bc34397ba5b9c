import type { Lease } from '@undongle/core/document/lease'
import type { CompanyId } from '@undongle/core/id'
import { addDays, endOfDay, hourMs, toSeconds } from '@undongle/core/time'
import { blockListVersion } from '../lost/block-list.ts'
import type { GrantedSeat } from './decide-group.ts'

/** What all leases of one group say alike. */
export interface LeaseFrame {
  readonly issuer: string
  readonly company: { readonly id: CompanyId; readonly name: string }
  readonly epoch: number
  readonly blockListChanges: number
  readonly now: Date
  /** Where the licenses are not the company's yet: the lease ends then, and says so. */
  readonly provisionalUntil: Date | undefined
}

/** A lease of a line that must always be online still lasts as long as one renewal takes to come round. */
const onlineLeaseMs = 2 * hourMs
/**
 * A machine's counter goes back with a database that is put back, and its epoch goes on: what is lent now is numbered above all that
 * was lent before, or the machine would take it for a replay. More than one machine is lent in any epoch.
 */
const leasesPerEpoch = 2 ** 24

/** @param sequence the machine's count of leases, this one among them */
export function describeLease(frame: LeaseFrame, seat: GrantedSeat, sequence: number): Lease {
  const { issuer, company, epoch, now, provisionalUntil } = frame
  const { ask, licensed } = seat
  const { license, metered, onlineOnly } = licensed
  return {
    iss: issuer,
    aud: 'undongle-application',
    jti: ask.id,
    iat: toSeconds(now),
    nbf: toSeconds(now),
    exp: toSeconds(endOf(frame, seat)),
    source: 'cloud',
    company,
    machine: ask.machine.licenseServer,
    cnf: { jkt: ask.machine.jkt },
    seq: epoch * leasesPerEpoch + sequence,
    prev: ask.previous,
    statusVersion: blockListVersion(epoch, frame.blockListChanges),
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

/** The offline days; never longer than the license itself, nor than the seat is this machine's. */
function endOf({ now, provisionalUntil }: LeaseFrame, { licensed, freed }: GrantedSeat): Date {
  const { license, offlineDays } = licensed
  const offlineEnd = offlineDays === 0 ? new Date(now.getTime() + onlineLeaseMs) : addDays(now, offlineDays)
  const termEnd = license.term.kind === 'until' ? endOfDay(license.term.until) : offlineEnd
  const ends = [offlineEnd, termEnd, provisionalUntil ?? offlineEnd, freed?.at ?? offlineEnd]
  return new Date(Math.min(...ends.map((end) => end.getTime())))
}
