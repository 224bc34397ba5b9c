import type { Order } from '@undongle/core/document/order'
import { type CompanyId, idSchema, type TransferId } from '@undongle/core/id'
import type { Deps } from '../deps.ts'
import { isCredited } from './transfer.ts'

/**
 * The certificates of whoever holds an order's licenses now, for the `superseded` that answers a receipt or certificate whose chains
 * went on. A correction leads to another company: its transfer is read there.
 */
export async function readNewer({ ledger, keys }: Deps, order: Order): Promise<string[]> {
  const chains = await ledger.inCompany(order.company, (tx) =>
    tx.custody.readChains(order.licenses.map(({ license }) => license)),
  )
  const holders = new Map<TransferId, CompanyId>()
  for (const chain of chains.values()) {
    const last = chain.at(-1)
    const company = idSchema('company').safeParse(last?.credit.replace(/^company:/, ''))
    if (last?.transfer != null && company.success) holders.set(last.transfer, company.data)
  }
  const found = []
  for (const [transfer, company] of holders) {
    const certificate = await ledger.inCompany(company, async (tx) => {
      const moved = await tx.transfers.find(transfer)
      return moved !== undefined && isCredited(moved) ? tx.certificates.read(moved.certificate) : undefined
    })
    if (certificate !== undefined) found.push(keys.sign('certificate', certificate.kid, certificate.claims))
  }
  return found
}
