import type { ErrorRow } from './row.ts'

/** Policies of a line, and its emergency switch. */
export const policyErrors = {
  'policy-faulty': {
    status: 422,
    say: 'The policy contradicts itself or is not complete.',
    next: 'Correct the places named: `undongle policy validate` lists all of them.',
  },
  'emergency-off': {
    status: 409,
    say: 'The emergency switch of this line is not on.',
    next: 'Look at the list of its uses.',
  },
  'return-address-refused': {
    status: 422,
    say: 'The vendor did not register this address to return to.',
    next: 'Ask without an address, or with one that the policy of the line names.',
  },
} as const satisfies Record<string, ErrorRow>
