import type { CorrectedCertificate, CustodyLink } from '@undongle/core/document/certificate'
import type { LicenseId } from '@undongle/core/id'
import { followInvariants } from '../ledger/invariants.ts'

/**
 * A correction touches two companies and so is written past the ledger of one: the invariants are asserted here instead.
 *
 * @throws LedgerViolated where the links do not go on where the chains end, or the certificate tells them otherwise
 */
export function holdCorrection(
  chains: ReadonlyMap<LicenseId, readonly CustodyLink[]>,
  links: ReadonlyMap<LicenseId, CustodyLink>,
  certificate: CorrectedCertificate,
): void {
  const invariants = followInvariants(certificate.company.id)
  for (const { license } of certificate.moved) invariants.sawChain(license.id, chains.get(license.id) ?? [])
  invariants.writesLinks(links)
  invariants.writesCertificate(certificate)
  invariants.settle()
}
