import type { Certificate, CorrectedCertificate, ForcedCertificate } from '@undongle/core/document/certificate'
import type { Order } from '@undongle/core/document/order'
import { type CertificateId, makeId, type UserId } from '@undongle/core/id'
import { toSeconds } from '@undongle/core/time'
import { resultOfMove } from '@undongle/core/transfer/decide'
import type { Declaration } from '@undongle/core/transfer/declare'
import type { Deps } from '../deps.ts'
import type { OrderedTransfer, Unsigned } from '../transfer/transfer.ts'

type Signing = Pick<Deps, 'keys' | 'random'>

/** The certificate of a transfer that was finished without its dongle. */
export function certifyForced(
  { keys, random }: Signing,
  forced: {
    transfer: OrderedTransfer
    orderHash: string
    companyName: string
    moved: ForcedCertificate['moved']
    declaration: Declaration
    approver: UserId
    now: Date
  },
): Unsigned<ForcedCertificate> {
  const { transfer, orderHash, companyName, moved, declaration, approver, now } = forced
  const { plan } = transfer
  const left = new Set(moved.map(({ license }) => license.id))
  return {
    kid: keys.kidOf('certificate'),
    claims: {
      iss: keys.issuer,
      iat: toSeconds(now),
      jti: makeId('certificate', now, random),
      transfer: transfer.id,
      result: resultOfMove(plan),
      company: { id: transfer.company, name: companyName },
      dongle: { key: transfer.dongle, serial: transfer.serial, grade: transfer.grade },
      line: transfer.line,
      policy: plan.policy,
      contact: transfer.contact,
      order: orderHash,
      moved,
      kept: plan.licenses.flatMap(({ license, reason }) => (left.has(license.id) ? [] : [{ license, reason }])),
      forced: {
        reason: declaration.reason,
        declaredBy: [declaration.by, approver],
        orderedAt: orderedAt(transfer.order.claims),
      },
    },
  }
}

const orderedAt = ({ iat }: Order): number => iat

/** The certificate of a correction: what the old one said, in another company. */
export function certifyCorrected(
  { keys, random }: Signing,
  corrected: {
    before: Certificate
    to: { id: Certificate['company']['id']; name: string }
    moved: CorrectedCertificate['moved']
    declaration: Declaration & { act: 'correction' }
    approver: UserId
    overlapUntil: Date | undefined
    now: Date
  },
): Unsigned<CorrectedCertificate> {
  const { before, to, moved, declaration, approver, overlapUntil, now } = corrected
  const supersedes: CertificateId = before.jti
  return {
    kid: keys.kidOf('certificate'),
    claims: {
      iss: keys.issuer,
      iat: toSeconds(now),
      jti: makeId('certificate', now, random),
      transfer: declaration.transfer,
      result: before.result,
      company: to,
      dongle: before.dongle,
      line: before.line,
      policy: before.policy,
      contact: declaration.contact,
      moved,
      kept: before.kept,
      corrected: {
        reason: declaration.reason,
        declaredBy: [declaration.by, approver],
        from: before.company.id,
        supersedes,
        overlapUntil: overlapUntil === undefined ? null : toSeconds(overlapUntil),
      },
    },
  }
}
