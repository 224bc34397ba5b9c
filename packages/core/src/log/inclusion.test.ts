import { expect, test } from 'vitest'
import { placeInLog } from '../../../../test/api/public-log.ts'
import { issuer, makeVendor } from '../../../../test/api/vendor.ts'
import { verifySignature } from '../../node/crypto.ts'
import { assert } from '../assert.ts'
import { documentKeys, openKeySet } from '../document/key-set.ts'
import { checkInclusion } from './inclusion.ts'

const vendor = makeVendor(new Date('2026-03-01T12:00:00.000Z'))
const file = vendor.keyFile()
const opened = openKeySet(file.keySet, file.root, verifySignature)
assert(opened.ok, 'the vendor signs its keys')
const keys = documentKeys(opened.claims)
const place = placeInLog(vendor, 'a.certificate.document', 'A'.repeat(43))
const check = (believed: typeof keys, from = issuer) =>
  checkInclusion('a.certificate.document', place, { issuer: from, keys: believed }, verifySignature)

test('[Q93] a certificate stands in the log under a checkpoint that a key of the log signed', () => {
  expect(check(keys)).toMatchObject({ ok: true, value: { size: 3 } })
})

test('[Q93] a key that is for something else signs no checkpoint', () => {
  const renamed = keys.map((key) => (key.purpose === 'log' ? { ...key, purpose: 'order' as const } : key))
  expect(check(renamed)).toEqual({ ok: false, fault: 'checkpoint-refused' })
})

test('[Q93] a checkpoint of another cloud’s log is refused, even when the same key signed it', () => {
  expect(check(keys, 'https://other.example')).toEqual({ ok: false, fault: 'checkpoint-refused' })
})
