import { ApiError } from '@undongle/core/api/error'
import { openCertificate } from '@undongle/core/document/certificate'
import { isMending } from '@undongle/core/document/order'
import type { DongleEvidence } from '@undongle/core/dongle/evidence'
import { utf8 } from '@undongle/core/encoding'
import { hashBytes } from '@undongle/core/hash'
import { verifySignature } from '@undongle/core/node/crypto'
import { parseOrder } from '../dongle/order.ts'
import { keepCertificate, listCertificates } from '../journal/certificates.ts'
import { hasState, keepState } from '../journal/states.ts'
import type { Store } from '../journal/store.ts'
import type { TransferCloud } from './acts.ts'
import { certificateIn } from './detail.ts'

// A dongle names every order by which a license is off, whoever brought it. Their certificates are this journal's too.

/**
 * To be called before anything sends a state that lets the cloud credit what it names: an OPEN, a mend, a COMMIT, a cancel. From then on
 * this machine may be the last one who knows of it (docs/decisions/0008, the last rule).
 */
export function keepNamedOrders(store: Store, evidence: DongleEvidence, at: Date): void {
  if (missingOrders(store, evidence).length === 0) return
  const hash = hashBytes(utf8(evidence.state))
  if (!hasState(store, hash)) keepState(store, { hash, evidence }, at)
}

/** The orders a state names of which this journal has no certificate. */
export const missingOrders = (store: Store, evidence: DongleEvidence): string[] =>
  evidence.orders.filter((document) => !isAtHand(store, document))

/** A retire is nobody's loss when its certificate is on disk, or when it was a mending one, which credits nothing. */
export function isAtHand(store: Store, order: string): boolean {
  if (isMending(parseOrder(order))) return true
  const hash = hashBytes(utf8(order))
  return listCertificates(store).some((document) => certificateIn(document)?.order === hash)
}

/** The cloud answers an order and the state that names it with the certificate, as it does for whoever brings them. */
export async function fetchCertificate(
  { store, cloud, now }: { store: Store; cloud: Pick<TransferCloud, 'commit' | 'keys'>; now: () => Date },
  { key, serial, list, state: receipt }: DongleEvidence,
  order: string,
): Promise<void> {
  const { certificate } = await cloud.commit(parseOrder(order).transfer, { order, receipt, key, serial, list })
  const opened = openCertificate(certificate, await cloud.keys(), verifySignature)
  const hash = hashBytes(utf8(order))
  if (!opened.ok || opened.claims.order !== hash) throw new ApiError('document-refused', { detail: 'certificate' })
  keepCertificate(store, { id: opened.claims.jti, order: hash, document: certificate }, now())
}
