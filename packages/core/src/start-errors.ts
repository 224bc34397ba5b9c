/**
 * Every named reason for which a part of Undongle does not start, or stops: what to say and what to do next.
 * The command line prints both; the reference page is built from this table.
 */
export const startErrors = {
  'settings-invalid': {
    say: 'A setting is wrong.',
    next: 'Correct the settings named above and start again; --print-config shows all of them.',
  },
} as const satisfies Record<string, { say: string; next: string }>

export type StartErrorCode = keyof typeof startErrors
