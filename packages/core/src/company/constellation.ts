import type { CompanyId } from '../id.ts'

/** Whose a dongle is, as contracts, custody and the transfers before know it. */
export interface Holders {
  /** Who asks. */
  readonly company: CompanyId
  /** The company that the vendor gave the dongle to; null is none. */
  readonly assigned: CompanyId | null
  /** The company of its first finished transfer. */
  readonly pinned: CompanyId | null
  /** Companies whose contracts have licenses on it. */
  readonly holders: readonly CompanyId[]
}

/** How companies and one dongle stand to each other, before anything moves [Q27–Q30, Q33]. */
export type Constellation =
  /** One company, however many lines: each line moves in its own wave, without preparation [Q27, Q29]. */
  | { readonly kind: 'own' }
  /** Two companies, nothing moved yet: their accounts are aligned first [Q28]. */
  | { readonly kind: 'align'; readonly other: CompanyId; readonly into: readonly CompanyId[] }
  /** It is another company's alone [Q33, Q54]. */
  | { readonly kind: 'other-company' }
  /** No contract knows it [Q25]. */
  | { readonly kind: 'unknown' }
  /** Anything else ends with a person who helps [Q30]. */
  | { readonly kind: 'support' }

export function decideConstellation({ company, assigned, pinned, holders }: Holders): Constellation {
  const parties = new Set([...holders, ...(assigned === null ? [] : [assigned]), ...(pinned === null ? [] : [pinned])])
  if (parties.size === 0) return { kind: 'unknown' }
  if (!parties.has(company)) return { kind: 'other-company' }
  const [other, ...more] = [...parties].filter((party) => party !== company)
  if (other === undefined) return { kind: 'own' }
  if (more.length > 0) return { kind: 'support' }
  // What has moved once stays where it is: the rest can only follow it.
  return { kind: 'align', other, into: pinned === null ? [company, other] : [pinned] }
}
