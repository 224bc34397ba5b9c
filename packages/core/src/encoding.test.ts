import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64, base64url, concatBytes, equalBytes, fromBase64, fromBase64url, fromUtf8, utf8 } from './encoding.ts'

test('base64url is what Node calls base64url, and comes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(base64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
      expect(fromBase64url(base64url(bytes))).toEqual(new Uint8Array(bytes))
    }),
  )
})

test('one spelling per value: what parses is written again with the same letters', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12, unit: fc.constantFrom(...'ABQgw_-=+/ 01') }), (text) => {
      const bytes = fromBase64url(text)
      expect(bytes === undefined || base64url(bytes) === text).toBe(true)
    }),
  )
})

test.each(['A', 'AB', 'AAB', 'A=', 'AA==', 'A A', 'AA+A', 'Ä'])('%j is no base64url', (text) => {
  expect(fromBase64url(text)).toBeUndefined()
})

test('base64 is what Node calls base64, and comes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
      expect(fromBase64(base64(bytes))).toEqual(new Uint8Array(bytes))
    }),
  )
})

test.each(['A', 'AB', 'AAB', 'AA=', 'AAA==', 'AB==', 'A-==', 'AAAA=', 'AA==\n'])('%j is no base64', (text) => {
  expect(fromBase64(text)).toBeUndefined()
})

test('bytes that are no UTF-8 are no text', () => {
  expect(fromUtf8(new Uint8Array([0xc3, 0x28]))).toBeUndefined()
  expect(fromUtf8(utf8('Zahnärztin 🦷'))).toBe('Zahnärztin 🦷')
})

test('joined bytes are equal to themselves and to nothing shorter', () => {
  const joined = concatBytes(utf8('ab'), utf8(''), utf8('c'))
  expect(equalBytes(joined, utf8('abc'))).toBe(true)
  expect(equalBytes(joined, utf8('ab'))).toBe(false)
  expect(equalBytes(joined, utf8('abd'))).toBe(false)
})
