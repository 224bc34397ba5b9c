import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical.ts'

test('members are sorted by code units, nothing is added, undefined is left out', () => {
  expect(canonicalJson({ b: 1, a: [true, null, 'x'], B: undefined, ä: { z: '', a: -1 } })).toBe(
    '{"a":[true,null,"x"],"b":1,"ä":{"a":-1,"z":""}}',
  )
})

test('a value has one spelling, whatever order its members came in', () => {
  const member = fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null))
  fc.assert(
    fc.property(fc.dictionary(fc.string(), member), (value) => {
      const shuffled = Object.fromEntries(Object.entries(value).toReversed())
      expect(canonicalJson(shuffled)).toBe(canonicalJson(value))
      expect(JSON.parse(canonicalJson(value))).toEqual(value)
    }),
  )
})

test.each([
  0.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
])('%d can not be signed: languages write it differently', (number) => {
  expect(() => canonicalJson({ number })).toThrow('not a safe integer')
})
