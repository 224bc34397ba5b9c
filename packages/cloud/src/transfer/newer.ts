import type { Certificate } from '@undongle/core/document/certificate'
import type { Order } from '@undongle/core/document/order'
import { type CompanyId, idSchema, type LicenseId, type TransferId } from '@undongle/core/id'
import type { Deps } from '../deps.ts'
import { isCredited, type Unsigned } from './transfer.ts'

/**
 * The certificates of whoever holds an order's licenses now, for the `superseded` that answers a receipt or certificate whose chains
 * went on. A correction leads to another company: its transfer is read there.
 */
export async function readNewer(deps: Deps, { company, licenses }: Order): Promise<string[]> {
  const ids = licenses.map(({ license }) => license)
  return (await readHolding(deps, company, ids)).map(({ kid, claims }) => deps.keys.sign('certificate', kid, claims))
}

/** The certificate that took the place of this one; the same where none did. */
export async function readSuperseding(deps: Deps, certificate: Unsigned<Certificate>): Promise<Unsigned<Certificate>> {
  const { company, moved, jti } = certificate.claims
  const ids = moved.map(({ license }) => license.id)
  const holding = await readHolding(deps, company.id, ids)
  return holding.find(({ claims }) => 'corrected' in claims && claims.jti !== jti) ?? certificate
}

/** @param company whose chains these licenses were credited in */
async function readHolding(
  { ledger }: Pick<Deps, 'ledger'>,
  company: CompanyId,
  licenses: readonly LicenseId[],
): Promise<Unsigned<Certificate>[]> {
  const chains = await ledger.inCompany(company, (tx) => tx.custody.readChains(licenses))
  const holders = new Map<TransferId, CompanyId>()
  for (const chain of chains.values()) {
    const last = chain.at(-1)
    const company = idSchema('company').safeParse(last?.credit.replace(/^company:/, ''))
    if (last?.transfer != null && company.success) holders.set(last.transfer, company.data)
  }
  const found = []
  for (const [transfer, holder] of holders) {
    const certificate = await ledger.inCompany(holder, async (tx) => {
      const moved = await tx.transfers.find(transfer)
      return moved !== undefined && isCredited(moved) ? tx.certificates.read(moved.certificate) : undefined
    })
    if (certificate !== undefined) found.push(certificate)
  }
  return found
}
