import type { ErrorRow } from './row.ts'

/** The License Server itself. */
export const licenseServerErrors = {
  'cloud-unreachable': {
    status: 503,
    say: 'The license cloud cannot be reached.',
    next: 'Try again: a repeat never moves a license twice.',
  },
  'license-server-unreachable': {
    status: 503,
    say: 'The License Server of this machine cannot be reached.',
    next: 'Start the License Server on this machine, then try again.',
  },
  'journal-full': {
    status: 507,
    say: 'The disk of this License Server is full.',
    next: 'Free some space. The dongle was not touched.',
  },
  'sign-in-pending': {
    status: 409,
    say: 'A sign-in is already waiting.',
    next: 'Finish it with the code shown, or start again.',
  },
  'clock-needs-contact': {
    status: 409,
    say: 'The clock of this machine cannot be trusted.',
    next: 'Set the clock and connect to the license cloud once.',
  },
} as const satisfies Record<string, ErrorRow>
