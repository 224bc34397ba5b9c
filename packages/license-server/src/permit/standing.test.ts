import type { Permit } from '@undongle/core/document/permit'
import type { TrustedTime } from '@undongle/core/lease/clock'
import { dayMs, fromSeconds } from '@undongle/core/time'
import { expect, test } from 'vitest'
import { decidePermit, needsPermit } from './standing.ts'

const iat = 1_790_000_000
const exp = iat + 10 * 86_400
const permit = { iat, exp } as Permit
const issuedMs = fromSeconds(iat).getTime()
const at = (days: number): TrustedTime => ({ kind: 'trusted', nowMs: issuedMs + days * dayMs })

test.each<[string, Permit | undefined, TrustedTime, string]>([
  ['none is held', undefined, at(1), 'permit-needed'],
  ['ten days and a moment later', permit, at(10), 'permit-ended'],
  ['the clock is a day behind', permit, { kind: 'contact-needed', reason: 'clock-far-behind' }, 'clock-needs-contact'],
  [
    'the clock ran ahead, past its end',
    permit,
    { kind: 'clock-ahead', nowMs: issuedMs + 30 * dayMs, aheadMs: 29 * dayMs, believedMs: issuedMs + dayMs },
    'clock-needs-contact',
  ],
])('[Q92] nothing is served by a permit when %s', (_, held, time, code) => {
  expect(decidePermit(held, time)).toEqual({ permit: 'refused', code })
})

test('a permit holds to its last moment, and counts from its own issue when the clock is set back', () => {
  expect(decidePermit(permit, at(9.99))).toEqual({ permit, until: fromSeconds(exp) })
  expect(decidePermit(permit, at(-5))).toEqual({ permit, until: fromSeconds(exp) })
})

test.each([
  ['class B, signed in', { class: 'B', tamperProof: false }, true, true],
  ['class B, signed out', { class: 'B', tamperProof: false }, false, true],
  ['class A, signed in', { class: 'A', tamperProof: false }, true, true],
  ['class A, signed out', { class: 'A', tamperProof: false }, false, false],
  ['class A with a counter in hardware', { class: 'A', tamperProof: true }, true, false],
] as const)('a permit is needed or not: %s', (_, grade, isSignedIn, needed) => {
  expect(needsPermit(grade, isSignedIn)).toBe(needed)
})
