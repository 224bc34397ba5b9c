import type { ErrorRow } from './row.ts'

/** Companies that share a dongle. */
export const alignmentErrors = {
  'alignment-unknown': {
    status: 404,
    say: 'Nobody has proposed this to your company.',
    next: 'Check the id, or look at the list of proposals.',
  },
  'alignment-settled': {
    status: 409,
    say: 'This was agreed or refused before.',
    next: 'Look at the list of proposals, and propose it anew if something has changed.',
  },
  'alignment-unfit': {
    status: 409,
    say: 'This dongle is not shared by two companies in a way that could be settled so.',
    next: 'Contact support: a person looks at whose dongle it is.',
  },
} as const satisfies Record<string, ErrorRow>
