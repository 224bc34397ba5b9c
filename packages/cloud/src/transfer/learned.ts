import type { Certificate } from '@undongle/core/document/certificate'
import { fromSeconds } from '@undongle/core/time'
import { certifiedPlan } from '@undongle/core/transfer/certified-plan'
import { planHash } from '@undongle/core/transfer/plan'
import type { CertifiedTransfer } from './transfer.ts'

/** What came of one certificate that was brought again. `refused`: its chain contradicts ours, and somebody has to look. */
export type Learned = 'learned' | 'known' | 'later' | 'refused'

/** What the certificate says of its transfer; who opened it, and where, it does not. */
export function transferIn(claims: Certificate): CertifiedTransfer {
  const plan = certifiedPlan(claims)
  const at = fromSeconds(claims.iat)
  return {
    id: claims.transfer,
    company: claims.company.id,
    line: claims.line,
    dongle: claims.dongle.key,
    serial: claims.dongle.serial,
    key: null,
    grade: claims.dongle.grade,
    plan,
    planHash: planHash(plan, claims.result),
    contact: claims.contact,
    moved: claims.moved.length,
    kept: claims.kept.length,
    openedAt: at,
    opened: undefined,
    state: 'certified',
    order: undefined,
    result: claims.result,
    certificate: claims.jti,
    finishedAt: at,
  }
}
