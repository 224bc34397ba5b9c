import type { Lease } from '@undongle/core/document/lease'
import { type ClockReading, type ClockState, type TrustedTime, tellTime } from '@undongle/core/lease/clock'
import { leaseEnds, readLease } from '@undongle/core/lease/standing'
import { endOfDay, fromSeconds } from '@undongle/core/time'
import type { LicensedProduct, Right } from './license.ts'
import { LicenseError } from './license-error.ts'

export type DecidedRight =
  | { readonly ok: true; readonly right: Right; readonly clock: ClockState | null }
  | { readonly ok: false; readonly error: LicenseError }

/**
 * Decides whether a believed lease is enough to run now.
 *
 * @param at `contact` how far the question reached. The cloud's answer settles the time; anything less is judged by the clock rules
 */
export function decideRight(
  { claims, license }: { claims: Lease; license: LicensedProduct },
  at: { contact: 'cloud' | 'license-server' | 'none'; clock: ClockState | undefined; reading: ClockReading },
): DecidedRight {
  const told = tellTime(at.clock, at.reading)
  const time: TrustedTime =
    at.contact === 'cloud' && at.clock !== undefined ? { kind: 'trusted', nowMs: at.clock.highestMs } : told.time
  if (at.contact === 'none' && (license.metered || license.onlineOnly)) return refuse('offline-refused')
  const termEndMs = license.term.kind === 'until' ? endOfDay(license.term.until).getTime() : Number.POSITIVE_INFINITY
  const expiresMs = Math.min(fromSeconds(claims.exp).getTime(), termEndMs)
  const standing = readLease({ issuedMs: fromSeconds(claims.iat).getTime(), expiresMs }, time)
  if (standing.standing === 'expired') {
    if (time.kind !== 'contact-needed' && standing.reason === 'lease-ended' && time.nowMs >= termEndMs)
      return refuse('license-ended')
    const { say, next } = leaseEnds[standing.reason]
    const code = time.kind === 'contact-needed' ? 'clock-needs-contact' : 'lease-expired'
    return refuse(code, { say, next, detail: standing.reason })
  }
  const warnings = { usable: null, 'warn-3-days': 3, 'warn-1-day': 1 } as const
  const right: Right = {
    source: claims.source,
    license,
    company: claims.company?.name ?? null,
    until: new Date(expiresMs),
    offline: at.contact !== 'cloud',
    warning: warnings[standing.standing],
    clockBehind: standing.clockBehind,
  }
  return { ok: true, right, clock: told.state ?? null }
}

const refuse = (code: string, more?: { say: string; next: string; detail: string }): DecidedRight => ({
  ok: false,
  error: new LicenseError(code, more),
})
