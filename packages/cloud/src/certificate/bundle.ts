import { ApiError } from '@undongle/core/api/error'
import type { OrderBundle } from '@undongle/core/document/certificate-bundle'
import type { CompanyId, TransferId } from '@undongle/core/id'
import type { Deps } from '../deps.ts'
import type { CertificateLog } from '../log/log.ts'

/**
 * Everything that proves a finished transfer without asking anybody. In the first second its certificate is not in the public log yet;
 * the transfer never waits for that.
 */
export async function readBundle(
  { ledger, keys }: Deps,
  certificateLog: CertificateLog,
  company: CompanyId,
  id: TransferId,
): Promise<OrderBundle> {
  const found = await ledger.inCompany(company, async (tx) => {
    const transfer = await tx.transfers.find(id)
    if (transfer?.state !== 'moved') throw new ApiError('transfer-unknown')
    return { transfer, certificate: await tx.certificates.read(transfer.certificate) }
  })
  const { transfer, certificate } = found
  const log = await certificateLog.inclusionOf(transfer.certificate)
  return {
    certificate: keys.sign('certificate', certificate.kid, certificate.claims),
    order: keys.sign('order', transfer.order.kid, transfer.order.claims),
    receipt: transfer.receipt,
    dongleKey: transfer.key,
    keys: keys.keyFile,
    ...(log === undefined ? {} : { log }),
  }
}
