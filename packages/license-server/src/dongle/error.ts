/** Every way a dongle says no. Plain strings, because they cross from a child process to its parent. */
export const dongleFaults = [
  'removed',
  'replaced',
  'pin-wrong',
  'pin-locked',
  'pin-needed',
  'last-try-not-confirmed',
  'busy',
  'read-only',
  'dongle-full',
  'unsupported',
  'incomplete',
  'damaged',
  'driver-unavailable',
  'timed-out',
  'generation-mismatch',
  'order-mismatch',
  'not-an-undongle-dongle',
  'disabled',
] as const
export type DongleFault = (typeof dongleFaults)[number]

/** How many more wrong PINs a token forgives. `unknown`: it does not tell, so the next one may be the last. */
export const pinTries = ['many', 'few', 'last', 'unknown'] as const
export type PinTries = (typeof pinTries)[number]

/** An outside failure of a dongle or its driver. `detail` is for the log and the support case, never for a decision. */
export class DongleError extends Error {
  override readonly name = 'DongleError'
  readonly fault: DongleFault
  readonly detail: string
  /** Told with `pin-wrong` and `last-try-not-confirmed`. */
  readonly tries: PinTries | undefined

  constructor(fault: DongleFault, detail = '', tries?: PinTries) {
    super(detail === '' ? fault : `${fault}: ${detail}`)
    this.fault = fault
    this.detail = detail
    this.tries = tries
  }
}
