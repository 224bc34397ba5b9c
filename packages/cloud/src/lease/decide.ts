import type { LicenseId } from '@undongle/core/id'
import { type License, seatsOf } from '@undongle/core/license'
import { endOfDay } from '@undongle/core/time'

export interface Refused<Code> {
  readonly outcome: 'refused'
  readonly code: Code
}

/** The licenses that have not ended: one without an end before one with, so that a short one is not used up by chance. */
export function runningOf<Licensed extends { readonly license: License }>(
  licenses: readonly Licensed[],
  now: Date,
):
  | { readonly outcome: 'running'; readonly licenses: readonly Licensed[] }
  | Refused<'product-unknown' | 'license-ended'> {
  if (licenses.length === 0) return { outcome: 'refused', code: 'product-unknown' }
  const running = licenses.filter(({ license }) => endMsOf(license) > now.getTime())
  if (running.length === 0) return { outcome: 'refused', code: 'license-ended' }
  return { outcome: 'running', licenses: running.toSorted((a, b) => endMsOf(b.license) - endMsOf(a.license)) }
}

/**
 * Chooses a license with a free seat.
 *
 * @param running in the order in which they are lent
 * @param ahead how many free seats are others' first
 */
export function decideSeat<Licensed extends { readonly license: License; readonly metered: boolean }>(
  running: readonly Licensed[],
  { takenOf, ahead }: { takenOf: (license: LicenseId) => number; ahead: number },
): { readonly outcome: 'granted'; readonly license: Licensed } | Refused<'no-seat-free'> {
  const freeOf = ({ license: { id, quantity }, metered }: Licensed) =>
    Math.max(0, seatsOf(quantity, metered) - takenOf(id))
  const free = running.filter((licensed) => freeOf(licensed) > 0)
  const [chosen] = free
  const seats = free.reduce((sum, licensed) => sum + freeOf(licensed), 0)
  return chosen === undefined || seats <= ahead
    ? { outcome: 'refused', code: 'no-seat-free' }
    : { outcome: 'granted', license: chosen }
}

const endMsOf = ({ term }: License): number =>
  term.kind === 'perpetual' ? Number.MAX_SAFE_INTEGER : endOfDay(term.until).getTime()
