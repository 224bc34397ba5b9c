import { expect, test } from 'vitest'
import { DongleError } from '../../error.ts'
import { expectTryAllowed } from '../../pin.ts'
import { CKF } from './constants.ts'
import { triesOf } from './login.ts'

test.each([
  ['nothing is told and nothing failed', 0n, false, 'many'],
  ['nothing is told and a PIN failed here', 0n, true, 'unknown'],
  ['a PIN failed before', CKF.USER_PIN_COUNT_LOW, false, 'few'],
  ['one try is left', CKF.USER_PIN_COUNT_LOW | CKF.USER_PIN_FINAL_TRY, true, 'last'],
  ['no try is left', CKF.USER_PIN_LOCKED | CKF.USER_PIN_COUNT_LOW, true, 'locked'],
] as const)('flags: %s', (_, flags, hasFailed, tries) => {
  expect(triesOf(flags, hasFailed)).toBe(tries)
})

test('the last try, or one that may be the last, is never taken without asking', () => {
  const allowed = (tries: ReturnType<typeof triesOf>, confirmLastTry?: boolean) => () =>
    expectTryAllowed(tries, { pin: '1', ...(confirmLastTry === undefined ? {} : { confirmLastTry }) })
  for (const tries of ['last', 'unknown'] as const) {
    expect(allowed(tries)).toThrow(new DongleError('last-try-not-confirmed', '', tries))
    expect(allowed(tries, false)).toThrow(DongleError)
    expect(allowed(tries, true)).not.toThrow()
  }
  expect(allowed('few')).not.toThrow()
  expect(allowed('many')).not.toThrow()
  expect(allowed('locked', true)).toThrow(new DongleError('pin-locked'))
})
