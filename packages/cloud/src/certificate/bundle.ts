import { ApiError } from '@undongle/core/api/error'
import type { CertificateBundle } from '@undongle/core/document/certificate-bundle'
import type { CompanyId, TransferId } from '@undongle/core/id'
import type { Deps } from '../deps.ts'
import type { CertificateLog } from '../log/log.ts'
import { readSuperseding } from '../transfer/newer.ts'
import { isCredited } from '../transfer/transfer.ts'

/**
 * Everything that proves a finished transfer without asking anybody. In the first second its certificate is not in the public log yet;
 * the transfer never waits for that. One whose place a correction took says so [Q86].
 */
export async function readBundle(
  deps: Deps,
  certificateLog: CertificateLog,
  company: CompanyId,
  id: TransferId,
): Promise<CertificateBundle> {
  const { ledger, keys } = deps
  const found = await ledger.inCompany(company, async (tx) => {
    const transfer = await tx.transfers.find(id)
    if (transfer === undefined || !isCredited(transfer)) throw new ApiError('transfer-unknown')
    const certificate = await tx.certificates.read(transfer.certificate)
    return { transfer, certificate }
  })
  const { transfer, certificate } = found
  const document = keys.sign('certificate', certificate.kid, certificate.claims)
  const log = await certificateLog.inclusionOf(transfer.certificate, document)
  const newest = await readSuperseding(deps, certificate)
  const common = {
    certificate: document,
    keys: keys.keyFile,
    ...(newest === certificate ? {} : { newer: keys.sign('certificate', newest.kid, newest.claims) }),
    ...(log === undefined ? {} : { log }),
  }
  // Two operators declared it, or a restored cloud knows it by its certificate alone: order and receipt are with its License Server.
  if (transfer.state === 'certified') return common
  if (transfer.state === 'drained') return { ...common, statement: transfer.statement ?? null, dongleKey: transfer.key }
  return {
    ...common,
    order: keys.sign('order', transfer.order.kid, transfer.order.claims),
    receipt: transfer.receipt,
    dongleKey: transfer.key,
  }
}
