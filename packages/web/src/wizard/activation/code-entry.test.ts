import { makeActivationCode, showActivationCode } from '@undongle/core/activation/code'
import { expect, test } from 'vitest'
import { entryOf } from './code-entry.ts'

const code = showActivationCode(makeActivationCode((sizeBytes) => new Uint8Array(sizeBytes).fill(7)))
const last = code.endsWith('2') ? '3' : '2'

test.each([
  ['nothing yet', '', { state: 'typing' }],
  ['the first characters', code.slice(0, 9), { state: 'typing' }],
  ['a code as it was printed', code, { state: 'whole' }],
  ['in lower case, with spaces', code.toLowerCase().replaceAll('-', ' '), { state: 'whole' }],
  ['a character that no code has', '12O', { state: 'wrong', read: { ok: false, fault: 'character', at: 3 } }],
  ['one character mistyped', code.slice(0, -1) + last, { state: 'wrong', read: { ok: false, fault: 'check' } }],
  ['one too many', `${code}2`, { state: 'wrong', read: { ok: false, fault: 'length' } }],
])('[Q11] what is typed is judged at once: %s', (_, typed, entry) => {
  expect(entryOf(typed)).toEqual(entry)
})
