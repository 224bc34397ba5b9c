import type { LocalTransfer } from '@undongle/core/api/local'
import type { Certificate } from '@undongle/core/document/certificate'
import type { TransferPolicy } from '@undongle/core/policy/policy'
import { fromSeconds } from '@undongle/core/time'
import { type PlanReason, planReasons, type TransferPlan } from '@undongle/core/transfer/plan'

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
    targetUser: contact,
    plan: planOf(certificate),
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
    startedAt: at,
    finishedAt: at,
  }
}

/** The plan that was carried out, read back from what came of it. */
function planOf({ line, policy, moved, kept }: Certificate): TransferPlan {
  const planned = { from: null, onDongle: true, dongleSays: null }
  return {
    line,
    policy,
    licenses: [
      ...moved.map(({ license }) => ({ ...planned, license, answer: 'moves' as const, reason: 'moves' as const })),
      ...kept.map(({ license, reason }) => ({ ...planned, license, answer: 'stays' as const, reason: named(reason) })),
    ],
  }
}

/** A reason of a newer cloud is told as the plainest one: it stays because it was not asked for. */
const named = (code: string): PlanReason => planReasons.find((reason) => reason === code) ?? 'other-line'
