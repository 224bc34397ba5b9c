import { type ReadCode, readActivationCode } from '@undongle/core/activation/code'

export type CodeEntry =
  | { readonly state: 'whole' }
  /** Nothing is wrong so far. */
  | { readonly state: 'typing' }
  | { readonly state: 'wrong'; readonly read: Extract<ReadCode, { ok: false }> }

const characters = 20

/** What a code is that somebody is still typing: what can't become right any more is told at once, before anybody is asked [Q11]. */
export function entryOf(typed: string): CodeEntry {
  const read = readActivationCode(typed)
  if (read.ok) return { state: 'whole' }
  const isShort = typed.replace(/[\s-]/g, '').length < characters
  return read.fault === 'length' && isShort ? { state: 'typing' } : { state: 'wrong', read }
}
