import { assert } from '@undongle/core/assert'
import type { Certificate, CustodyLink, Place } from '@undongle/core/document/certificate'
import type { CompanyId, LicenseId } from '@undongle/core/id'
import { isChainOf } from '@undongle/core/transfer/present'
import type { Claim } from '../transfer/claim-store.ts'
import { hold } from './violated.ts'

/** What one transaction saw and writes, held against the invariants of PROTOCOL. It asks for nothing by itself. */
export interface Invariants {
  sawChain(license: LicenseId, chain: readonly CustodyLink[]): void
  sawEnd(license: LicenseId, end: ChainEnd): void
  sawClaim(dongle: Dongle, claim: Claim): void
  writesLinks(links: ReadonlyMap<LicenseId, CustodyLink>): void
  writesClaim(dongle: Dongle, claim: Claim): void
  writesCertificate(certificate: Certificate): void
  /** What can be said only once everything is written. */
  settle(): void
}

type Dongle = { readonly dongle: string; readonly serial: string }

/** How long a chain is, and where it ends. */
interface ChainEnd {
  readonly sequence: number
  readonly place: Place
}

/**
 * Follows one transaction of a company. Each method throws LedgerViolated for facts that contradict each other, and
 * AssertionError where something is written that nobody has read.
 */
export function followInvariants(company: CompanyId): Invariants {
  const ends = new Map<LicenseId, ChainEnd>()
  const chains = new Map<LicenseId, readonly CustodyLink[]>()
  const claims = new Map<string, { serial: string; claim: Claim }>()
  const certificates: Certificate[] = []
  const gaveUp = new Set<string>()

  function sawChain(license: LicenseId, chain: readonly CustodyLink[]): void {
    const last = chain.at(-1)
    chains.set(license, chain)
    ends.set(license, { sequence: last?.sequence ?? 0, place: last?.credit ?? 'vendor' })
  }

  function writesLink(license: LicenseId, link: CustodyLink): void {
    const end = ends.get(license)
    assert(end !== undefined || link.sequence === 1, 'a chain is read before it goes on')
    const { sequence, place } = end ?? { sequence: 0, place: 'vendor' }
    hold(
      link.sequence === sequence + 1 && link.debit === place,
      `I1: ${license} is at ${place} after ${sequence} links`,
    )
    const known = end === undefined ? [] : chains.get(license)
    if (known === undefined) ends.set(license, { sequence: link.sequence, place: link.credit })
    else sawChain(license, [...known, link])
    if (!link.debit.startsWith('dongle:') || !link.credit.startsWith('company:')) return
    hold(link.credit === `company:${company}`, `I3: ${license} would be credited to ${link.credit}`)
    gaveUp.add(link.debit)
  }

  /** I4: a certificate says what custody says, and has its own transfer in it. */
  function holdCertificate({ transfer, moved }: Certificate): void {
    for (const { license, chain } of moved) {
      const known = chains.get(license.id)
      assert(known, 'a chain is read before it is certified')
      hold(isChainOf(known, chain), `I4: the certificate of ${transfer} tells ${license.id} otherwise`)
      hold(
        chain.some((link) => link.transfer === transfer),
        `I2: ${transfer} certifies ${license.id} and did not move it`,
      )
    }
  }

  return {
    sawChain,
    sawEnd: (license, end) => void ends.set(license, end),
    sawClaim: ({ dongle, serial }, claim) => void claims.set(dongle, { serial, claim }),
    writesLinks(links) {
      for (const [license, link] of links) writesLink(license, link)
    },
    writesClaim({ dongle, serial }, claim) {
      const owner = claims.get(dongle)?.claim.pinned?.company
      hold(owner === undefined || owner === claim.pinned?.company, `I3: ${dongle} belongs to ${owner}`)
      claims.set(dongle, { serial, claim })
    },
    writesCertificate: (certificate) => void certificates.push(certificate),
    settle() {
      for (const certificate of certificates) holdCertificate(certificate)
      for (const { serial, claim } of claims.values()) {
        if (!gaveUp.delete(`dongle:${serial}`)) continue
        hold(claim.pinned?.company === company, `I3: what ${serial} gave goes to ${company}, which does not own it`)
      }
      assert(gaveUp.size === 0, 'what a dongle gave is credited while its row is held')
    },
  }
}
