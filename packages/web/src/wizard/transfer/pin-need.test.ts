import { expect, test } from 'vitest'
import { isPinReady, pinNeedOf } from './pin-need.ts'

test.each([
  ['none', undefined, 'none'],
  ['entered', undefined, 'none'],
  ['entered', 'pin-wrong', 'needed'],
  ['none', 'pin-needed', 'needed'],
  ['needed', 'pin-wrong-few-left', 'few-tries-left'],
  ['last-try', 'pin-wrong-few-left', 'last-try'],
  ['needed', 'pin-last-try', 'last-try'],
  ['needed', 'pin-locked', 'locked'],
  ['few-tries-left', 'cloud-unreachable', 'few-tries-left'],
] as const)('a dongle whose PIN is %s, refused with %s: %s', (pin, refusedWith, need) => {
  expect(pinNeedOf(pin, refusedWith)).toBe(need)
})

test('the last try needs a tick of its own', () => {
  expect(isPinReady('last-try', { pin: '1234', confirmLastTry: false })).toBe(false)
  expect(isPinReady('last-try', { pin: '1234', confirmLastTry: true })).toBe(true)
  expect(isPinReady('needed', { pin: '', confirmLastTry: true })).toBe(false)
  expect(isPinReady('locked', { pin: '1234', confirmLastTry: true })).toBe(false)
})

test('a PIN that would only prove that the dongle is here may be left out, but is not tried lightly either', () => {
  expect(isPinReady('needed', { pin: '', confirmLastTry: false }, true)).toBe(true)
  expect(isPinReady('locked', { pin: '', confirmLastTry: false }, true)).toBe(true)
  expect(isPinReady('last-try', { pin: '1234', confirmLastTry: false }, true)).toBe(false)
})
