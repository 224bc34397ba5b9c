import { DongleError, type DongleFault, type PinTries } from '../../error.ts'
import type { CardAnswer } from './card.ts'

/** The applet's status words (docs/reference/applet.md). */
const faults = new Map<number, DongleFault>([
  [0x6982, 'pin-needed'],
  [0x6983, 'pin-locked'],
  [0x6985, 'order-mismatch'],
  [0x69c1, 'generation-mismatch'],
  [0x69c2, 'order-mismatch'],
  [0x6a80, 'order-mismatch'],
  [0x6a84, 'dongle-full'],
  [0x6a88, 'incomplete'],
  [0x6b00, 'incomplete'],
])

/** @returns what came with the word for success */
export function expectAccepted({ data, status }: CardAnswer): Uint8Array {
  if (status === 0x9000) return data
  if ((status & 0xfff0) === 0x63c0) throw new DongleError('pin-wrong', '', triesIn(status & 0xf))
  throw new DongleError(faults.get(status) ?? 'driver-unavailable', `the card answered ${status.toString(16)}`)
}

/** How many wrong PINs the card still forgives, in the words of every driver. */
export function triesOf(count: number): PinTries | 'locked' {
  return count === 0 ? 'locked' : triesIn(count)
}

function triesIn(count: number): PinTries {
  if (count <= 1) return 'last'
  return count === 2 ? 'few' : 'many'
}
