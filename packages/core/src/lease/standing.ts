import { dayMs } from '../time.ts'
import type { TrustedTime } from './clock.ts'

/** The two moments of a lease that count offline, in milliseconds: signed, by the cloud's clock. */
export interface LeaseTerm {
  readonly issuedMs: number
  /** The first moment at which the lease is over (RFC 7519, `exp`). */
  readonly expiresMs: number
}

/** Why a lease is no longer enough: what to say and what to do next. */
export const leaseEnds = {
  'lease-ended': {
    say: 'The time this machine may work without contact is over.',
    next: 'Connect this machine to the network once: the lease is renewed by itself.',
  },
  'clock-ahead': {
    say: 'The clock of this machine has jumped ahead, past the end of the lease.',
    next: 'Set date and time right, or connect this machine to the network once. The lease is not lost.',
  },
  'clock-far-behind': {
    say: 'The clock of this machine is more than a day behind.',
    next: 'Set date and time right, or connect this machine to the network once.',
  },
  'clock-state-unreadable': {
    say: 'What this machine knew about the time is missing or was changed.',
    next: 'Connect this machine to the network once.',
  },
} as const satisfies Record<string, { say: string; next: string }>
export type LeaseEnd = keyof typeof leaseEnds

/** What a lease is worth at a moment. A lease in warning is as good as any other. */
export type LeaseStanding =
  | {
      readonly standing: 'usable' | 'warn-3-days' | 'warn-1-day'
      readonly leftMs: number
      readonly clockBehind: boolean
    }
  | { readonly standing: 'expired'; readonly reason: LeaseEnd; readonly next: string }

export const firstWarningMs = 3 * dayMs
export const lastWarningMs = dayMs

/** Decides whether a machine may go on with a lease. The lease's signature, machine and seq have been checked before. */
export function readLease(lease: LeaseTerm, time: TrustedTime): LeaseStanding {
  switch (time.kind) {
    case 'contact-needed':
      return expired(time.reason)
    case 'trusted':
      return standingAt(lease, time.nowMs, 'lease-ended', false)
    case 'clock-behind':
      return standingAt(lease, time.nowMs, 'lease-ended', true)
    case 'clock-ahead':
      return standingAt(lease, time.nowMs, time.believedMs < lease.expiresMs ? 'clock-ahead' : 'lease-ended', false)
  }
}

/** It is never earlier than the lease itself: its date of issue is the cloud's signed time. */
function standingAt(lease: LeaseTerm, nowMs: number, end: LeaseEnd, clockBehind: boolean): LeaseStanding {
  const leftMs = lease.expiresMs - Math.max(nowMs, lease.issuedMs)
  if (leftMs <= 0) return expired(end)
  if (leftMs <= lastWarningMs) return { standing: 'warn-1-day', leftMs, clockBehind }
  if (leftMs <= firstWarningMs) return { standing: 'warn-3-days', leftMs, clockBehind }
  return { standing: 'usable', leftMs, clockBehind }
}

const expired = (reason: LeaseEnd): LeaseStanding => ({ standing: 'expired', reason, next: leaseEnds[reason].next })
