import type { PinEntry } from './driver.ts'
import { DongleError, type PinTries } from './error.ts'

/** Stops a try that could lock the token, unless the person said so. */
export function expectTryAllowed(tries: PinTries | 'locked', entry: PinEntry): void {
  if (tries === 'locked') throw new DongleError('pin-locked')
  if ((tries === 'last' || tries === 'unknown') && entry.confirmLastTry !== true) {
    throw new DongleError('last-try-not-confirmed', '', tries)
  }
}
