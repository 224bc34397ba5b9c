import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import type { Certificate } from '@undongle/core/document/certificate'
import type { TransferPolicy } from '@undongle/core/policy/policy'
import { fromSeconds } from '@undongle/core/time'
import { certifiedPlan } from '@undongle/core/transfer/certified-plan'

/** A transfer that only its certificate tells of, as the pages see one that went on by itself. */
export function foundView(
  certificate: Certificate,
  known: { readonly document: string; readonly policy: TransferPolicy; readonly label: string },
): LocalTransfer {
  const { transfer, line, dongle, contact, result, iat } = certificate
  const at = fromSeconds(iat).toISOString()
  return {
    id: transfer,
    line,
    dongle: { key: dongle.key, serial: dongle.serial, label: known.label, class: dongle.grade.class },
    drain: null,
    hold: null,
    targetUser: contact,
    plan: certifiedPlan(certificate),
    state: 'finished',
    waitingFor: null,
    phase: 'certified',
    unavailable: false,
    cancel: 'too-late',
    resumed: true,
    problem: null,
    result,
    document: known.document,
    temporary: null,
    policy: known.policy,
    beside: [],
    startedAt: at,
    finishedAt: at,
  }
}
