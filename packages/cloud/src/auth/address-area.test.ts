import { expect, test } from 'vitest'
import { addressArea } from './address-area.ts'

test.each<[string | undefined, string]>([
  ['203.0.113.7', '203.0.113.0/24'],
  ['::ffff:203.0.113.7', '203.0.113.0/24'],
  ['2001:db8:85a3::8a2e:370:7334', '2001:db8:85a3::/48'],
  ['2001:DB8::1', '2001:db8:0::/48'],
  ['::1', '0:0:0::/48'],
  ['fe80::1%eth0', 'fe80:0:0::/48'],
  ['<script>', 'unknown'],
  ['', 'unknown'],
  [undefined, 'unknown'],
])('%s belongs to %s', (address, area) => {
  expect(addressArea(address)).toBe(area)
})
