import type { Permit } from '@undongle/core/document/permit'
import type { TrustedTime } from '@undongle/core/lease/clock'
import { readLease } from '@undongle/core/lease/standing'
import { fromSeconds } from '@undongle/core/time'

/** What a machine's permit for a dongle is worth at this moment. */
export type PermitAnswer =
  | { readonly permit: 'not-needed' }
  | { readonly permit: Permit; readonly until: Date }
  | { readonly permit: 'refused'; readonly code: 'permit-needed' | 'permit-ended' | 'clock-needs-contact' }

/** A permit ends by the same clock rules as a lease. */
export function decidePermit(held: Permit | undefined, time: TrustedTime): PermitAnswer {
  if (held === undefined) return { permit: 'refused', code: 'permit-needed' }
  const [issuedAt, until] = [fromSeconds(held.iat), fromSeconds(held.exp)]
  const standing = readLease({ issuedMs: issuedAt.getTime(), expiresMs: until.getTime() }, time)
  if (standing.standing !== 'expired') return { permit: held, until }
  return { permit: 'refused', code: standing.reason === 'lease-ended' ? 'permit-ended' : 'clock-needs-contact' }
}

/**
 * Whether our own serving from a dongle needs a permit. Old software that asks only the dongle can't be stopped by anyone; what this
 * machine serves can. A dongle without a counter in hardware can be put back to an older state, so the exposure has to end by itself.
 * A machine that nobody has signed in can get none: it serves class A as it always did (docs/decisions/0007).
 */
export function needsPermit(grade: { readonly class: 'A' | 'B'; readonly tamperProof: boolean }, isSignedIn: boolean) {
  return grade.class === 'B' || (isSignedIn && !grade.tamperProof)
}
