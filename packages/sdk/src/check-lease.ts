import { type DocumentFault, openDocumentLater } from '@undongle/core/document/jws'
import { type Lease, leaseSchema } from '@undongle/core/document/lease'
import type { LicensedProduct } from './license.ts'
import type { Highest, Stored } from './stored.ts'
import type { BelievedKeys } from './trust.ts'
import type { Verify } from './verify.ts'

export type LeaseFault = DocumentFault | 'wrong-machine' | 'wrong-product' | 'rolled-back'

export type CheckedLease =
  | { readonly ok: true; readonly claims: Lease; readonly license: LicensedProduct }
  | { readonly ok: false; readonly fault: LeaseFault }

/**
 * Whether a lease is believed: who signed it, for which machine and product, and that nothing newer was seen before.
 * A dongle's seat is signed by the License Server that sees the dongle, a cloud seat by the cloud; neither can sign for the other.
 *
 * @param machine thumbprint of the License Server's key
 */
export async function checkLease(
  document: string,
  expected: { keys: BelievedKeys; machine: string | undefined; product: string; highest: Stored['highest'] },
  verify: Verify,
): Promise<CheckedLease> {
  const { issuer, cloud, licenseServer } = expected.keys
  const keys = licenseServer === null ? cloud : [licenseServer, ...cloud]
  const opened = await openDocumentLater(document, 'lease', leaseSchema, keys, verify)
  if (!opened.ok) return opened
  const { claims } = opened
  const byLicenseServer = opened.signer === licenseServer
  if (claims.source !== (byLicenseServer ? 'dongle' : 'cloud')) return { ok: false, fault: 'wrong-key' }
  if (!byLicenseServer && claims.iss !== issuer) return { ok: false, fault: 'wrong-issuer' }
  if (claims.cnf.jkt !== expected.machine) return { ok: false, fault: 'wrong-machine' }
  if (isOlder(claims, expected.highest[claims.source])) return { ok: false, fault: 'rolled-back' }
  const license = claims.licenses.find((entry) => entry.product === expected.product)
  return license === undefined ? { ok: false, fault: 'wrong-product' } : { ok: true, claims, license }
}

/** The newest of a machine may come again; anything below it, or another one with its number, is an older state put back or a fork. */
function isOlder(claims: Lease, highest: Highest | undefined): boolean {
  if (highest === undefined) return false
  if (claims.statusVersion < highest.statusVersion) return true
  return claims.seq < highest.seq || (claims.seq === highest.seq && claims.jti !== highest.jti)
}
