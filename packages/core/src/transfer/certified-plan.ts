import type { Certificate } from '../document/certificate.ts'
import { type PlanReason, planReasons, type TransferPlan } from './plan.ts'

/** The plan that was carried out, read back from what came of it. */
export function certifiedPlan({ line, policy, moved, kept }: Certificate): TransferPlan {
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
