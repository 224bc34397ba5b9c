import type { ErrorRow } from './row.ts'

/** What the vendor's ERP sends. */
export const importErrors = {
  'import-unknown': { status: 404, say: 'There is no such import.', next: 'Send the file first.' },
  'import-differs': {
    status: 409,
    say: 'This import was begun with another file, or is being sent by somebody else.',
    next: 'Send the same file again, or start a new import.',
  },
  'import-source-unknown': {
    status: 404,
    say: 'Nobody has said how the columns of this source are read.',
    next: 'Store the mapping of its columns first.',
  },
  'import-not-received': {
    status: 409,
    say: 'The file has not arrived whole.',
    next: 'Send it again: what has arrived is not sent twice.',
  },
  'import-has-faults': {
    status: 409,
    say: 'Some lines of the file could not be read.',
    next: 'Correct the lines named and start a new import, or say that they are to be skipped.',
  },
} as const satisfies Record<string, ErrorRow>
