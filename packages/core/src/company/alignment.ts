import type { AlignmentId, CompanyId, UserId } from '../id.ts'

/** Two companies with licenses on one dongle agree whose account they all go to [Q28]. Its history is kept. */
export interface Alignment {
  readonly id: AlignmentId
  readonly serial: string
  /** Gives its licenses on this dongle away. */
  readonly from: CompanyId
  readonly to: CompanyId
  readonly proposed: Consent
  /** The other company's word, or support's; undefined while it waits. */
  readonly settled: (Consent & { readonly outcome: 'agreed' | 'refused' | 'decided' }) | undefined
}

export interface Consent {
  /** Undefined for support. */
  readonly company: CompanyId | undefined
  readonly by: UserId
  readonly at: Date
  readonly words: string
}

export type Settling =
  | { readonly outcome: 'agreed' | 'refused' | 'decided' }
  | { readonly outcome: 'not-you' }
  | { readonly outcome: 'settled-before' }

/** Whether this person's word settles it: an admin of the company that did not propose it, or support for both. */
export function settleAlignment(
  { from, to, proposed, settled }: Alignment,
  { company, agrees }: { company: CompanyId | undefined; agrees: boolean },
): Settling {
  if (settled !== undefined) return { outcome: 'settled-before' }
  if (company === undefined) return { outcome: agrees ? 'decided' : 'refused' }
  const isParty = company === from || company === to
  if (!isParty || (agrees && company === proposed.company)) return { outcome: 'not-you' }
  return { outcome: agrees ? 'agreed' : 'refused' }
}
