import type { Certificate, CustodyLink } from '../document/certificate.ts'
import type { LicenseId } from '../id.ts'

type Chains = ReadonlyMap<LicenseId, readonly CustodyLink[]>

/** What a certificate that is brought again tells a cloud that may have been restored from an older backup [K10]. */
export type PresentDecision =
  /** Everything in it is known, or something newer. */
  | { readonly outcome: 'known' }
  /** The links that were forgotten, of each license in the order in which they follow. */
  | { readonly outcome: 'learn'; readonly missing: Chains }
  /** A license in it is not known here yet: the contract has to be imported again first. */
  | { readonly outcome: 'later' }
  /** Its chain went another way than ours: nothing is changed, and somebody has to look. */
  | { readonly outcome: 'fork' }

/**
 * Compares the whole chains a certificate carries with those at hand. A chain only ever grows by what follows it: a certificate never
 * overrides a newer one, and what contradicts is never believed in part.
 */
export function decidePresent({ moved }: Pick<Certificate, 'moved'>, chains: Chains): PresentDecision {
  const missing = new Map<LicenseId, readonly CustodyLink[]>()
  for (const { license, chain } of moved) {
    const ours = chains.get(license.id)
    if (ours === undefined) return { outcome: 'later' }
    const common = Math.min(ours.length, chain.length)
    if (!isChainOf(ours, chain.slice(0, common))) return { outcome: 'fork' }
    if (chain.length > common) missing.set(license.id, chain.slice(common))
  }
  return missing.size === 0 ? { outcome: 'known' } : { outcome: 'learn', missing }
}

/**
 * Whether a certificate tells the beginning of a chain as custody does. When a link was written is no part of it: an import that is made
 * again, and a cloud that learns again, write it at another moment.
 */
export function isChainOf(ours: readonly (CustodyLink | undefined)[], told: readonly CustodyLink[]): boolean {
  return told.every((link, index) => isSameLink(link, ours[index]))
}

function isSameLink(link: CustodyLink, ours: CustodyLink | undefined): boolean {
  return (
    link.sequence === ours?.sequence &&
    link.debit === ours.debit &&
    link.credit === ours.credit &&
    link.transfer === ours.transfer
  )
}
