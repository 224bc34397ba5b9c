import { expect, test } from 'vitest'
import { isRevoked, revokedName } from './block-list.ts'

const lease = {
  jti: 'lse_01k00000000000000000000001',
  machine: 'ls_01k00000000000000000000001',
  licenses: [{ license: 'lic_01k00000000000000000000001' }],
  iat: 1_800_000_000,
} as unknown as Parameters<typeof isRevoked>[1]
const at = 1_800_003_600
const listOf = (id: string, from = at, iat = at) => ({
  iat,
  revoked: [{ name: revokedName(id as Parameters<typeof revokedName>[0]), from }],
})

test.each<[string, ReturnType<typeof listOf>, number, boolean]>([
  ['the lease itself', listOf('lse_01k00000000000000000000001'), at, true],
  ['its license', listOf('lic_01k00000000000000000000001'), at, true],
  ['its machine', listOf('ls_01k00000000000000000000001'), at, true],
  ['another lease', listOf('lse_01k00000000000000000000002'), at, false],
  ['from a moment that has not come', listOf('lse_01k00000000000000000000001', at + 1), at, false],
  [
    'from a moment before the list was made, by a clock that is behind',
    listOf('ls_01k00000000000000000000001'),
    0,
    true,
  ],
  ['a machine that was signed out before the lease', listOf('ls_01k00000000000000000000001', lease.iat - 1), at, false],
])('a lease counts no more by: %s', (_, list, now, expected) => {
  expect(isRevoked(list, lease, now)).toBe(expected)
})
