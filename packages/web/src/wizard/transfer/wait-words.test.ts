import type { Problem } from '@undongle/core/api/error'
import { ApiError, toProblem } from '@undongle/core/api/error'
import type { ApiErrorCode } from '@undongle/core/api/errors'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { expect, test } from 'vitest'
import { latestEnd, type Wait, waitOf } from './wait-words.ts'

const self = 'ls_01hzxk3jjh8fv9r3w4m5n6p7q8'
const other = 'ls_01hzxk3jjh8fv9r3w4m5n6p7q9'
const problemOf = (code: ApiErrorCode): Problem => toProblem(new ApiError(code), '')
const holder = (licenseServer: typeof self | typeof other, until: string) => ({ licenseServer, name: 'a desk', until })
const [early, late] = ['2026-11-22T08:00:00.000Z', '2026-11-30T08:00:00.000Z']

test.each<[NonNullable<LocalTransfer['waitingFor']>, ApiErrorCode | null, Wait]>([
  ['dongle', 'dongle-not-found', 'dongle'],
  ['dongle', 'dongle-removed', 'dongle'],
  ['dongle', 'dongle-service-off', 'dongle-service'],
  ['dongle', 'driver-timed-out', 'dongle-held'],
  ['cloud', 'cloud-unreachable', 'cloud'],
  ['cloud', 'journal-full', 'held'],
  ['cloud', null, 'cloud-restored'],
  ['confirmation', 'plan-changed', 'plan-changed'],
  ['confirmation', null, 'confirmation'],
  ['pin', 'pin-needed', 'pin'],
])('[Q62] waiting for %s with %s says only what is known', (waitingFor, code, wait) => {
  expect(waitOf({ problem: code === null ? null : problemOf(code), drain: null }, waitingFor, self)).toBe(wait)
})

test('[Q92] a drain that this machine’s own permit holds up does not send anybody to another one', () => {
  const drainOf = (...holders: ReturnType<typeof holder>[]) => ({ problem: null, drain: { holders, notBefore: null } })
  expect(waitOf(drainOf(holder(self, early)), 'permits', self)).toBe('own-permit')
  expect(waitOf(drainOf(holder(self, early), holder(other, late)), 'permits', self)).toBe('permits')
})

test('a drain ends by itself when the last permit has ended and nobody may object any more', () => {
  expect(latestEnd({ holders: [holder(other, late), holder(self, early)], notBefore: null })).toBe(late)
  expect(latestEnd({ holders: [holder(other, early)], notBefore: late })).toBe(late)
  expect(latestEnd({ holders: [], notBefore: null })).toBeUndefined()
})
