import type { ErrorRow } from './row.ts'

/** Leases and seats. */
export const leaseErrors = {
  'product-unknown': {
    status: 404,
    say: 'No license for this product was found.',
    next: 'Plug in the dongle that holds it, or move it into your account.',
  },
  'cut-over': {
    status: 409,
    say: 'This version of the application no longer reads dongle licenses.',
    next: 'Move the licenses of the dongle into your account: open TRANSFER on the License Server page.',
  },
  'no-seat-free': {
    status: 409,
    say: 'All seats of this product are in use.',
    next: 'Release a seat on another machine, or wait.',
  },
  'seat-freed': {
    status: 409,
    say: 'An administrator of your company has given this seat to others.',
    next: 'Check out again: you get the next seat that is free.',
  },
  'lease-expired': {
    status: 409,
    say: 'The lease has ended without contact to the license cloud.',
    next: 'Connect this machine to the license cloud once.',
  },
  'lease-rolled-back': {
    status: 409,
    say: 'An older lease than this machine has already had was put back.',
    next: 'Connect this machine to the license cloud once. If this repeats, the machine may have been copied.',
  },
  'lease-unknown': { status: 404, say: 'There is no such lease.', next: 'Check out again.' },
  'license-ended': { status: 409, say: 'The license has ended.', next: 'Renew it with the vendor.' },
  'offline-refused': {
    status: 409,
    say: 'This product can only be used with contact to the license cloud.',
    next: 'Connect this machine to the license cloud.',
  },
} as const satisfies Record<string, ErrorRow>
