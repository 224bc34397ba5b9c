import type { PinEntry } from '../../driver.ts'
import { DongleError, type PinTries } from '../../error.ts'
import { CKF } from './constants.ts'

const pinHeldMs = 15 * 60 * 1000

/** A PIN in this process's memory, overwritten when it is dropped. */
export class HeldPin {
  #pin: Uint8Array | undefined
  #timer: NodeJS.Timeout | undefined

  hold(pin: Uint8Array): void {
    this.drop()
    this.#pin = pin
    this.#timer = setTimeout(() => this.drop(), pinHeldMs).unref()
  }

  get(): Uint8Array {
    if (this.#pin === undefined) throw new DongleError('pin-needed')
    return this.#pin
  }

  drop(): void {
    this.#pin?.fill(0)
    this.#pin = undefined
    clearTimeout(this.#timer)
  }
}

/** What a token's flags tell about its PIN. They may tell nothing: the standard lets a token leave them clear. */
export function triesOf(flags: bigint, hasFailed: boolean): PinTries | 'locked' {
  if ((flags & CKF.USER_PIN_LOCKED) !== 0n) return 'locked'
  if ((flags & CKF.USER_PIN_FINAL_TRY) !== 0n) return 'last'
  if ((flags & CKF.USER_PIN_COUNT_LOW) !== 0n) return 'few'
  return hasFailed ? 'unknown' : 'many'
}

/** Stops a try that could lock the token, unless the person said so. */
export function expectTryAllowed(tries: PinTries | 'locked', entry: PinEntry): void {
  if (tries === 'locked') throw new DongleError('pin-locked')
  if ((tries === 'last' || tries === 'unknown') && entry.confirmLastTry !== true) {
    throw new DongleError('last-try-not-confirmed', '', tries)
  }
}
