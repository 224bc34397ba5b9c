import type { LicenseId } from '@undongle/core/id'
import { toSeconds } from '@undongle/core/time'
import type { Facts } from '../packages/cloud/src/ledger/memory/facts.ts'
import type { Seat } from './application.ts'
import { sales } from './catalog.ts'
import type { PermitWord } from './journal.ts'
import { isCredited } from './reference.ts'

// What must be true of the seats that applications get, said without the code that gives them.

/** [I1] A seat from a dongle never goes beyond its machine's permit, and the cloud gives none of what it does not hold. */
export function seatHolds(seat: Seat, facts: Facts, permits: readonly PermitWord[]): string[] {
  return seat.licenses.flatMap((license) => {
    if (seat.source === 'dongle') {
      const covered = permits.some(
        ({ licenses, expiresMs }) => licenses.includes(license) && expiresMs >= seat.expiresMs,
      )
      return covered ? [] : [`I1: ${seat.machine} gave a seat of ${license} without a permit`]
    }
    // A restored cloud may not remember yet what it gave away, and while a stranger may object a provisional lease serves.
    const isKnown =
      facts.epochs.length > 0 || isCredited(facts.chains, license as LicenseId) || isProvisional(facts, license)
    return isKnown ? [] : [`I1: the cloud gave ${seat.machine} a seat of ${license} and does not hold it`]
  })
}

/**
 * [I1] No more seats are lent than were bought. What was lent before a restore and forgotten in it ends by itself; until then it
 * may stand beside what the restored cloud lends, so only its own epoch's leases are counted.
 */
export function seatsHold(facts: Facts, nowMs: number): string[] {
  const epochAt = toSeconds(facts.epochs.at(-1)?.startedAt ?? new Date(0))
  const live = [...facts.leases.values()].filter(
    ({ ended, lease: { claims } }) => !ended && claims.exp * 1000 > nowMs && claims.iat >= epochAt,
  )
  return sales.flatMap(({ license: { id, quantity } }) => {
    const lent = live.filter(({ lease }) => lease.claims.licenses.some(({ license }) => license === id)).length
    return lent <= quantity ? [] : [`I1: ${lent} seats of ${id} are lent, and ${quantity} were bought`]
  })
}

const isProvisional = (facts: Facts, license: string): boolean =>
  [...facts.leases.values()].some(
    ({ lease: { claims } }) =>
      claims.provisional === true && claims.licenses.some((entry) => entry.license === license),
  )
