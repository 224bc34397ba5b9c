import { DongleError, type DongleFault } from '../../error.ts'
import { PcscFailure } from './library.ts'

// What the system's smart card service says, in the driver's words. The numbers are those of winscard.h.

/** The service went away, or another one stands in its place: what was kept of the old one is worth nothing. */
const serviceCodes = new Map<number, string>([
  [0x8010001d, 'the smart card service (pcscd) does not run'],
  [0x8010001e, 'the smart card service (pcscd) was stopped'],
  [0x80100003, 'the smart card service was started again'],
  [0x80100001, 'the smart card service was started again'],
  [0x80100013, 'the smart card service does not answer'],
])

const faults = new Map<number, DongleFault>([
  [0x80100009, 'removed'], // the reader is unknown
  [0x8010000c, 'removed'], // no card in it
  [0x80100017, 'removed'], // the reader was unplugged
  [0x80100016, 'removed'], // the card did not answer to the end
  [0x80100066, 'removed'], // the card does not answer at all
  [0x80100067, 'removed'], // it has no power
  [0x80100068, 'removed'], // it was reset in the middle
  [0x80100069, 'removed'], // it was pulled
  [0x8010002f, 'removed'], // the connection broke
  [0x8010000b, 'busy'], // another program has it to itself
  [0x8010000a, 'timed-out'],
  [0x8010000f, 'unsupported'], // the protocol
])

export const isOfService = (error: unknown): boolean => error instanceof PcscFailure && serviceCodes.has(error.code)

export function toDongleError(error: unknown): unknown {
  if (!(error instanceof PcscFailure)) return error
  const words = serviceCodes.get(error.code)
  if (words !== undefined) return new DongleError('driver-unavailable', words)
  return new DongleError(faults.get(error.code) ?? 'driver-unavailable', error.message)
}
