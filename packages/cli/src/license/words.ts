import type { Term } from '@undongle/core/license'

export const termText = (term: Term): string => (term.kind === 'perpetual' ? 'perpetual' : term.until)
