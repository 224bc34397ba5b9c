import type { Lease } from '../document/lease.ts'
import type { Permit } from '../document/permit.ts'
import type { CompanyId, LicenseServerId } from '../id.ts'
import { fromSeconds } from '../time.ts'
import { deadAt } from './drain.ts'
import { epochMs } from './limits.ts'

/** The restore epoch: after the database was put back, nobody knows what was given out since the backup. */
export interface EpochState {
  readonly epoch: number
  /** When all that could have been given out is dead; null before the first restore. */
  readonly endsAt: Date | null
  /** Machines ever registered that have not told yet what they hold. */
  readonly missing: number
}

/**
 * A machine that was declared gone never reports. Nothing was given to it since, so what it may hold of what a backup forgot is dead from
 * then on: the epoch need not count with it any more.
 */
export const isSpent = (goneAt: Date, now: Date): boolean => goneAt.getTime() + epochMs <= now.getTime()

/** While it runs: no new permits, no LAST, no DRAIN → MOVED, no grace begun. */
export const isEpochRunning = ({ endsAt, missing }: EpochState, now: Date): boolean =>
  endsAt !== null && endsAt > now && missing > 0

export interface CheckInDecision {
  /** Permits to put on record again: nobody else knows of them. */
  readonly permits: readonly Permit[]
  /** Cloud seats this machine holds. In a running epoch they prove where their licenses are. */
  readonly leases: readonly Lease[]
}

/** Decides what of a machine's report counts: its own documents that are not dead yet. */
export function decideCheckIn(
  machine: { readonly company: CompanyId; readonly licenseServer: LicenseServerId },
  report: { readonly permits: readonly Permit[]; readonly leases: readonly Lease[] },
  now: Date,
): CheckInDecision {
  return {
    permits: report.permits.filter(
      (permit) =>
        permit.machine === machine.licenseServer &&
        permit.company === machine.company &&
        deadAt({ expiresAt: fromSeconds(permit.exp) }) > now,
    ),
    leases: report.leases.filter(
      (lease) =>
        lease.source === 'cloud' &&
        lease.machine === machine.licenseServer &&
        lease.company?.id === machine.company &&
        fromSeconds(lease.exp) > now,
    ),
  }
}
