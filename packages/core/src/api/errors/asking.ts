import type { ErrorRow } from './row.ts'

/** Any request at all. */
export const askingErrors = {
  'request-invalid': {
    status: 422,
    say: 'Something in the request is not right.',
    next: 'Correct the places named and send it again.',
  },
  'request-too-large': { status: 413, say: 'The request is too large.', next: 'Send less at once.' },
  'not-found': { status: 404, say: 'There is no such thing here.', next: 'Check the address or the id.' },
  'rate-limited': {
    status: 429,
    say: 'Too many requests in a short time.',
    next: 'Wait as long as Retry-After says, then try again.',
  },
  'internal-error': {
    status: 500,
    say: 'Something went wrong on our side.',
    next: 'Try again: a repeat never moves a license twice. If it stays, contact support with the request id.',
  },
  'disk-full': { status: 507, say: 'The disk is full.', next: 'Free some space, then try again. Nothing was lost.' },
} as const satisfies Record<string, ErrorRow>
