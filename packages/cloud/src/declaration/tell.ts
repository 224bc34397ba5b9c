import type { CorrectedCertificate } from '@undongle/core/document/certificate'
import type { TransferId } from '@undongle/core/id'
import { fromSeconds } from '@undongle/core/time'
import { movedMessages, returnedMessage } from '../moved/tell.ts'
import type { OutboxMessage } from '../outbox/store.ts'

/**
 * What both companies, and the vendor's ERP, are told of a correction [Q86]. It follows from its certificate, so that a restored cloud tells
 * the same under the same ids.
 */
export function correctionMessages(
  certificate: CorrectedCertificate,
  corrects: TransferId,
): { readonly from: OutboxMessage[]; readonly to: OutboxMessage[] } {
  const { transfer, jti, company, corrected, iat } = certificate
  const at = fromSeconds(iat)
  const facts = { transfer, corrects, certificate: jti, from: corrected.from, to: company.id, reason: corrected.reason }
  const message: OutboxMessage = { id: transfer, kind: 'transfer-corrected', facts, at }
  return {
    from: [message, returnedMessage(certificate, at)],
    to: [message, ...movedMessages(certificate, null, at)],
  }
}
