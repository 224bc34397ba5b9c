import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeActivationCode, readActivationCode, showActivationCode } from './code.ts'

const alphabet = '123456789abcdefghjkmnpqrstvwxyz'
const anyCode = fc
  .uint8Array({ minLength: 400, maxLength: 400 })
  .filter((bytes) => bytes.filter((byte) => byte < 248).length >= 18)
  .map((bytes) => {
    let used = 0
    return makeActivationCode((sizeBytes) => {
      used += sizeBytes
      return bytes.subarray(used - sizeBytes, used)
    })
  })
const anyPlace = fc.nat(19)
const anyCharacter = fc.constantFrom(...alphabet)

const put = (code: string, at: number, character: string) => code.slice(0, at) + character + code.slice(at + 1)

test('[Q11] a code is read as it was printed, however it is typed', () => {
  fc.assert(
    fc.property(anyCode, (code) => {
      expect(code).toMatch(/^[1-9a-hjkmnp-tv-z]{20}$/)
      const printed = showActivationCode(code)
      expect(printed).toMatch(/^(\w{5}-){3}\w{5}$/)
      for (const typed of [printed, code, ` ${printed.toLowerCase().replaceAll('-', ' ')}\n`])
        expect(readActivationCode(typed)).toEqual({ ok: true, code })
    }),
  )
})

test('[Q11] one or two mistyped characters are always noticed before anybody is asked', () => {
  fc.assert(
    fc.property(anyCode, anyPlace, anyCharacter, anyPlace, anyCharacter, (code, first, one, second, two) => {
      const typed = put(put(code, first, one), second, two)
      fc.pre(typed !== code)
      expect(readActivationCode(typed)).toEqual({ ok: false, fault: 'check' })
    }),
  )
})

test('[Q11] two characters that changed places are always noticed', () => {
  fc.assert(
    fc.property(anyCode, anyPlace, anyPlace, (code, first, second) => {
      const typed = put(put(code, first, code[second] ?? ''), second, code[first] ?? '')
      fc.pre(typed !== code)
      expect(readActivationCode(typed).ok).toBe(false)
    }),
  )
})

test.each([
  ['', { ok: false, fault: 'length' }],
  ['12345-12345-12345', { ok: false, fault: 'length' }],
  ['O2345', { ok: false, fault: 'character', at: 1 }],
  ['123-45 6!', { ok: false, fault: 'character', at: 7 }],
])('[Q11] %j is read as %j', (typed, read) => {
  expect(readActivationCode(typed)).toEqual(read)
})
