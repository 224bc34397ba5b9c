import type { ErrorRow } from './row.ts'

/** Activation codes. */
export const activationErrors = {
  'activation-code-mistyped': {
    status: 422,
    say: 'This is not an activation code as it was printed.',
    next: 'Compare it character by character: codes have no 0, I, L, O or U.',
  },
  'activation-code-unknown': {
    status: 404,
    say: 'There is no such activation code.',
    next: 'Compare it with the mail it came in, or ask whoever sent it.',
  },
  'activation-code-used': {
    status: 409,
    say: 'This activation code was redeemed already.',
    next: 'If it was not you, contact whoever sent it; they see when it was redeemed.',
  },
  'activation-code-expired': {
    status: 410,
    say: 'This activation code has expired or was withdrawn.',
    next: 'Ask whoever sent it for a new one.',
  },
  'activation-quota-used-up': {
    status: 409,
    say: 'This is more than the vendor allows this reseller for the product.',
    next: 'Make fewer codes, or ask the vendor for a larger quota.',
  },
  'activation-id-reused': {
    status: 409,
    say: 'This license id belongs to something else.',
    next: 'Redeem the code with a new license id.',
  },
} as const satisfies Record<string, ErrorRow>
