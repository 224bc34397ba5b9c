import type { ErrorRow } from './row.ts'

/** Rehearsals. */
export const rehearsalErrors = {
  'rehearsal-running': {
    status: 409,
    say: 'Another rehearsal reads the whole base just now.',
    next: 'Wait until it has ended, and try again.',
  },
} as const satisfies Record<string, ErrorRow>
