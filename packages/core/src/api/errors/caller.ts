import type { ErrorRow } from './row.ts'

/** Who asks, and whether they may. */
export const callerErrors = {
  'not-signed-in': { status: 401, say: 'Nobody is signed in.', next: 'Sign in, then try again.' },
  'sign-in-refused': {
    status: 401,
    say: 'E-mail address or password is wrong.',
    next: 'Enter them again, or ask for a new set-up link.',
  },
  'sign-in-slowed': {
    status: 429,
    say: 'Too many wrong passwords in a row.',
    next: 'Wait as long as Retry-After says, then try again.',
  },
  'set-up-link-refused': {
    status: 410,
    say: 'This set-up link was used before, has ended, or is not one of ours.',
    next: 'Ask for a new set-up link.',
  },
  'device-code-unknown': {
    status: 404,
    say: 'No machine waits for this code.',
    next: 'Check the code on the License Server page, or start its sign-in again.',
  },
  'device-code-decided': {
    status: 409,
    say: 'This code was approved, denied, or taken by somebody else.',
    next: 'Start the sign-in on the License Server page again.',
  },
  'not-allowed': { status: 403, say: 'Your role does not allow this.', next: 'Ask an administrator of your company.' },
  'origin-refused': {
    status: 403,
    say: 'The request came from a foreign page.',
    next: 'Open the page of this server itself.',
  },
  'host-refused': {
    status: 421,
    say: 'The request named another host.',
    next: 'Use the address this server printed when it started.',
  },
  'machine-unknown': {
    status: 401,
    say: 'This License Server is not registered any more.',
    next: 'Sign in again under ONLINE LICENSING.',
  },
  'machine-revoked': {
    status: 403,
    say: 'This License Server was signed out by your company.',
    next: 'Sign in again under ONLINE LICENSING: it makes itself a new key.',
  },
  'proof-refused': {
    status: 401,
    say: 'The machine’s proof of its key was not accepted.',
    next: 'Check the clock of this machine, then try again.',
  },
  'company-not-chosen': { status: 409, say: 'You belong to several companies.', next: 'Choose the company first.' },
} as const satisfies Record<string, ErrorRow>
