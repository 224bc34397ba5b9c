import type { LicenseId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { endOfDay } from '@undongle/core/time'

export type SeatRefusal = 'product-unknown' | 'license-ended' | 'no-seat-free'

/** Chooses a license with a free seat: one without an end before one with, so that a short one is not used up by chance. */
export function decideSeat<Licensed extends { readonly license: License }>(
  licenses: readonly Licensed[],
  takenOf: (license: LicenseId) => number,
  now: Date,
):
  | { readonly outcome: 'granted'; readonly license: Licensed }
  | { readonly outcome: 'refused'; readonly code: SeatRefusal } {
  if (licenses.length === 0) return { outcome: 'refused', code: 'product-unknown' }
  const running = licenses.filter(({ license }) => endMsOf(license) > now.getTime())
  if (running.length === 0) return { outcome: 'refused', code: 'license-ended' }
  const free = running
    .filter(({ license }) => takenOf(license.id) < license.quantity)
    .toSorted((a, b) => endMsOf(b.license) - endMsOf(a.license))[0]
  return free === undefined ? { outcome: 'refused', code: 'no-seat-free' } : { outcome: 'granted', license: free }
}

const endMsOf = ({ term }: License): number =>
  term.kind === 'perpetual' ? Number.MAX_SAFE_INTEGER : endOfDay(term.until).getTime()
