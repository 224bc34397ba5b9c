import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeId } from '../id.ts'
import { dayMs, hourMs, minuteMs } from '../time.ts'
import { askAgainAfterSeconds, renewAfter, waitingMs } from './renewal.ts'

const issuedAt = new Date('2027-03-01T12:00:00.000Z')
const anyId = fc.uint8Array({ minLength: 10, maxLength: 10 }).map((bytes) => makeId('lease', issuedAt, () => bytes))

test('[Q102] machines that begin together do not come back together, and each comes while its lease still runs', () => {
  fc.assert(
    fc.property(anyId, fc.integer({ min: minuteMs, max: 10 * dayMs }), (id, leaseMs) => {
      const expiresAt = new Date(issuedAt.getTime() + leaseMs)
      const pauseMs = renewAfter({ id, issuedAt, expiresAt }).getTime() - issuedAt.getTime()
      const usualMs = Math.min(hourMs, leaseMs / 2)
      expect(pauseMs).toBeGreaterThanOrEqual(Math.floor(usualMs * 0.5))
      expect(pauseMs).toBeLessThanOrEqual(Math.ceil(usualMs))
      expect(renewAfter({ id, issuedAt, expiresAt }).getTime() - issuedAt.getTime()).toBe(pauseMs)
    }),
  )
  const expiresAt = new Date(issuedAt.getTime() + 10 * dayMs)
  const moments = fc
    .sample(anyId, { seed: 20261122, numRuns: 1000 })
    .map((id) => renewAfter({ id, issuedAt, expiresAt }).getTime())
  expect(new Set(moments).size).toBeGreaterThan(500)
})

test('[Q99] whoever asks again as told keeps the place in the queue', () => {
  fc.assert(
    fc.property(anyId, (id) => {
      expect(askAgainAfterSeconds(id)).toBeGreaterThanOrEqual(24)
      expect(askAgainAfterSeconds(id) * 1000).toBeLessThan(waitingMs / 2)
    }),
  )
})
