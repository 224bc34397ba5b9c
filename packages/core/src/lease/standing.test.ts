import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayMs, hourMs } from '../time.ts'
import type { TrustedTime } from './clock.ts'
import { leaseEnds, readLease } from './standing.ts'

const issuedMs = Date.parse('2026-03-01T12:00:00Z')
const lease = { issuedMs, expiresMs: issuedMs + 10 * dayMs }
const at = (days: number): TrustedTime => ({ kind: 'trusted', nowMs: issuedMs + days * dayMs })

test.each<[string, TrustedTime, object]>([
  ['on the first day', at(0), { standing: 'usable', leftMs: 10 * dayMs, clockBehind: false }],
  ['just before the first warning', at(6.99), { standing: 'usable' }],
  ['3 days before its end', at(7), { standing: 'warn-3-days', leftMs: 3 * dayMs }],
  ['1 day before its end', at(9), { standing: 'warn-1-day', leftMs: dayMs }],
  [
    'a millisecond before its end',
    { kind: 'trusted', nowMs: lease.expiresMs - 1 },
    { standing: 'warn-1-day', leftMs: 1 },
  ],
  ['at its end', at(10), { standing: 'expired', reason: 'lease-ended', next: leaseEnds['lease-ended'].next }],
  ['on day 11', at(11), { standing: 'expired', reason: 'lease-ended' }],
  [
    'with the wall clock behind',
    { kind: 'clock-behind', nowMs: issuedMs + 8 * dayMs, behindMs: hourMs },
    { standing: 'warn-3-days', clockBehind: true },
  ],
  [
    'with a clock that jumped past its end',
    { kind: 'clock-ahead', nowMs: issuedMs + 20 * dayMs, aheadMs: 19 * dayMs, believedMs: issuedMs + dayMs },
    { standing: 'expired', reason: 'clock-ahead' },
  ],
  [
    'with a clock that jumped, but not past its end',
    { kind: 'clock-ahead', nowMs: issuedMs + 5 * dayMs, aheadMs: 4 * dayMs, believedMs: issuedMs + dayMs },
    { standing: 'usable', leftMs: 5 * dayMs },
  ],
  [
    'with a clock that jumped when it was over anyway',
    { kind: 'clock-ahead', nowMs: issuedMs + 20 * dayMs, aheadMs: 9 * dayMs, believedMs: issuedMs + 11 * dayMs },
    { standing: 'expired', reason: 'lease-ended' },
  ],
  ['with a clock far behind', { kind: 'contact-needed', reason: 'clock-far-behind' }, { reason: 'clock-far-behind' }],
  ['with no clock state', { kind: 'contact-needed', reason: 'clock-state-unreadable' }, { standing: 'expired' }],
  ['issued after the time told', at(-3), { standing: 'usable', leftMs: 10 * dayMs }],
])('[Q74] a lease of 10 days %s', (_, time, standing) => {
  expect(readLease(lease, time)).toMatchObject(standing)
})

test('law: as time goes on a lease only gets worse', () => {
  const order = ['usable', 'warn-3-days', 'warn-1-day', 'expired']
  const moment = fc.integer({ min: 0, max: 20 * dayMs })
  fc.assert(
    fc.property(moment, moment, (a, b) => {
      const [earlier, later] = [Math.min(a, b), Math.max(a, b)].map((ms) => at(ms / dayMs)) as [
        TrustedTime,
        TrustedTime,
      ]
      const rank = (time: TrustedTime) => order.indexOf(readLease(lease, time).standing)
      expect(rank(later)).toBeGreaterThanOrEqual(rank(earlier))
    }),
  )
})
