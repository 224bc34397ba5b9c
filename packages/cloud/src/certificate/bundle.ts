import { ApiError } from '@undongle/core/api/error'
import type { CertificateBundle } from '@undongle/core/document/certificate-bundle'
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
): Promise<CertificateBundle> {
  const found = await ledger.inCompany(company, async (tx) => {
    const transfer = await tx.transfers.find(id)
    // One known by its certificate alone has lost what would prove it.
    if (transfer?.state !== 'moved' && transfer?.state !== 'drained') throw new ApiError('transfer-unknown')
    return { transfer, certificate: await tx.certificates.read(transfer.certificate) }
  })
  const { transfer, certificate } = found
  const log = await certificateLog.inclusionOf(transfer.certificate)
  const common = {
    certificate: keys.sign('certificate', certificate.kid, certificate.claims),
    keys: keys.keyFile,
    ...(log === undefined ? {} : { log }),
  }
  if (transfer.state === 'drained') return { ...common, statement: transfer.statement ?? null, dongleKey: transfer.key }
  return {
    ...common,
    order: keys.sign('order', transfer.order.kid, transfer.order.claims),
    receipt: transfer.receipt,
    dongleKey: transfer.key,
  }
}
