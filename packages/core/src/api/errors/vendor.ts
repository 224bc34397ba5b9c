import type { ErrorRow } from './row.ts'

/** What makes the pages the vendor's own. */
export const vendorErrors = {
  'logo-refused': {
    status: 422,
    say: 'This is no logo that every page can show.',
    next: 'Send a PNG or SVG picture of at most 32 KB, wider than high and readable at 32 pixels.',
  },
} as const satisfies Record<string, ErrorRow>
