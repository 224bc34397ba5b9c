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
  'user-needed': {
    status: 409,
    say: 'Each seat of this product is one person’s, and the application has not said who works with it.',
    next: 'Sign in to the application, or ask its vendor: it names its user when it checks out.',
  },
  'seat-not-assigned': {
    status: 409,
    say: 'No seat of this product is assigned to this person.',
    next: 'Ask an administrator of your company to assign a seat.',
  },
  'seat-in-use': {
    status: 409,
    say: 'This person or machine has one seat of this product, and uses it already.',
    next: 'Give it back where it is in use; an administrator of your company can also free it.',
  },
  'bound-elsewhere': {
    status: 409,
    say: 'All licenses of this product are bound to other machines.',
    next: 'Use one of those machines, or ask an administrator of your company to move a license to this one.',
  },
  'license-unknown': {
    status: 404,
    say: 'There is no such license in the account of this company.',
    next: 'Look at the licenses of the company.',
  },
  'license-floating': {
    status: 409,
    say: 'The seats of this license belong to nobody: whoever asks first gets one.',
    next: 'There is nothing to assign.',
  },
  'holder-refused': {
    status: 409,
    say: 'The seats of this license are not given to holders of this kind.',
    next: 'Name a person by their address where seats are persons’, and a License Server of the company where they are machines’.',
  },
  'seats-all-assigned': {
    status: 409,
    say: 'Every seat of this license is assigned.',
    next: 'Take one from somebody first: the list says when it is free for another one.',
  },
  'seat-named-by-vendor': {
    status: 409,
    say: 'The contract itself names this person for the license.',
    next: 'Ask the vendor to change the contract.',
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
  'lease-revoked': {
    status: 409,
    say: 'The license cloud has called this lease back.',
    next: 'Connect this machine to the license cloud: it says why, and lends again where it can.',
  },
  'lease-unknown': { status: 404, say: 'There is no such lease.', next: 'Check out again.' },
  'license-ended': { status: 409, say: 'The license has ended.', next: 'Renew it with the vendor.' },
  'offline-refused': {
    status: 409,
    say: 'This product can only be used with contact to the license cloud.',
    next: 'Connect this machine to the license cloud.',
  },
} as const satisfies Record<string, ErrorRow>
