import type { ErrorRow } from './row.ts'

/** Dongles at the License Server. */
export const dongleErrors = {
  'dongle-service-off': {
    status: 409,
    say: 'The dongle service is switched off.',
    next: 'Switch it on with ENABLE DONGLE.',
  },
  'dongle-not-found': {
    status: 404,
    say: 'This dongle is not plugged in.',
    next: 'Plug it in, then try again. Nothing is lost.',
  },
  'dongle-removed': {
    status: 409,
    say: 'The dongle was pulled.',
    next: 'Plug it in again, here or on another machine. Nothing is lost.',
  },
  'dongle-replaced': {
    status: 409,
    say: 'Another dongle is in its place.',
    next: 'Plug in the dongle the transfer was started with.',
  },
  'dongle-busy': {
    status: 409,
    say: 'The dongle is used by another program.',
    next: 'Close that program, then try again.',
  },
  'dongle-incomplete': {
    status: 409,
    say: 'The dongle could not be read completely.',
    next: 'Unplug it, plug it in again and read it again. It is not treated as empty.',
  },
  'dongle-damaged': {
    status: 409,
    say: 'The dongle holds two different states of one generation.',
    next: 'Contact support. The stricter one counts meanwhile.',
  },
  'dongle-full': {
    status: 409,
    say: 'The dongle has no room for the transfer.',
    next: 'Contact support. The dongle was not touched.',
  },
  'dongle-read-only': {
    status: 409,
    say: 'The dongle cannot be written.',
    next: 'Contact support: this dongle moves in another way.',
  },
  'dongle-foreign': { status: 409, say: 'This token holds nothing of Undongle.', next: 'Plug in the vendor’s dongle.' },
  'dongle-runtime-missing': {
    status: 409,
    say: 'This dongle is plugged in, but its runtime is not installed here, or does not answer.',
    next: 'Install and start the runtime that came with the software of this dongle. It is then read by itself.',
  },
  'dongle-only-seen': {
    status: 409,
    say: 'This dongle is seen on USB, and cannot be read here.',
    next: 'Ask the vendor: what is on it stands in the vendor’s records.',
  },
  'dongle-disabled': {
    status: 409,
    say: 'The runtime of this dongle calls it disabled or copied.',
    next: 'Contact the vendor. Nothing is read from it.',
  },
  'dongle-order-mismatch': {
    status: 409,
    say: 'The dongle has moved on since this order was made.',
    next: 'Start again from the preview. Trying again is safe.',
  },
  'driver-unavailable': {
    status: 503,
    say: 'The dongle driver cannot work on this machine.',
    next: 'See the driver’s reason on the DONGLE page.',
  },
  'driver-timed-out': {
    status: 504,
    say: 'The dongle driver did not answer in time.',
    next: 'Unplug the dongle, plug it in again, then try again. Nothing is lost.',
  },
  'pin-needed': { status: 409, say: 'The dongle asks for its PIN.', next: 'Enter the PIN of the dongle.' },
  'pin-wrong': {
    status: 409,
    say: 'The PIN is wrong.',
    next: 'Enter it again. How many tries are left is not told by this dongle.',
  },
  'pin-wrong-few-left': {
    status: 409,
    say: 'The PIN is wrong, and few tries are left.',
    next: 'Make sure of the PIN before you enter it again.',
  },
  'pin-last-try': {
    status: 409,
    say: 'Only one try is left before the dongle locks.',
    next: 'Confirm that you want to use the last try, or ask who knows the PIN.',
  },
  'pin-locked': {
    status: 409,
    say: 'The dongle has locked itself after too many wrong PINs.',
    next: 'Contact support to unlock it.',
  },
} as const satisfies Record<string, ErrorRow>
