import type { Term } from '@undongle/core/license'

/** A term as the column `term_until` holds it: null never ends. */
export const toTerm = (until: string | null): Term =>
  until === null ? { kind: 'perpetual' } : { kind: 'until', until }
