import type { ErrorRow } from './row.ts'

/** Signed things that were brought. */
export const documentErrors = {
  'reading-malformed': {
    status: 422,
    say: 'What was read from the dongle is not a whole, signed state.',
    next: 'Unplug the dongle, plug it in again and read it again.',
  },
  'list-refused': {
    status: 422,
    say: 'The dongle’s license list was not signed by this vendor.',
    next: 'Contact support: the dongle may be of another vendor.',
  },
  'attestation-refused': {
    status: 422,
    say: 'The dongle did not prove that it is here.',
    next: 'Keep the dongle plugged in and try again.',
  },
  'order-refused': {
    status: 422,
    say: 'The order was not signed by this cloud, or it is another one.',
    next: 'Start again from the preview. Trying again is safe.',
  },
  'receipt-refused': {
    status: 422,
    say: 'The receipt is not the dongle’s answer to this order.',
    next: 'Read the dongle again: the right receipt is on it.',
  },
  'dongle-rolled-back': {
    status: 409,
    say: 'The dongle shows an older state than it had before.',
    next: 'Keep it plugged in: the License Server puts it right by itself. The licenses in your account stay where they are.',
  },
  'dongle-blocked': {
    status: 409,
    say: 'This dongle is blocked: its transfer was finished without it.',
    next: 'Use the licenses from your account. Contact support if the dongle was not lost.',
  },
  'dongle-lost': {
    status: 409,
    say: 'This dongle was reported lost or broken, and is blocked.',
    next: 'If you have found it, tell support: they let it be used again. Bridge licenses serve meanwhile.',
  },
  'dongle-key-changed': {
    status: 409,
    say: 'A dongle with this serial and another key is already known.',
    next: 'Contact support: one of the two is a copy.',
  },
  'signature-unsupported': {
    status: 501,
    say: 'This program cannot verify Ed25519 signatures.',
    next: 'Run it with Node 20.19 or newer, or in a current browser over HTTPS or on localhost.',
  },
  'document-refused': {
    status: 422,
    say: 'The signed document was not accepted.',
    next: 'Get it again from where it came.',
  },
} as const satisfies Record<string, ErrorRow>
