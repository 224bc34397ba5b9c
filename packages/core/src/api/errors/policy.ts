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
} as const satisfies Record<string, ErrorRow>
