import type { CertificateId, CompanyId, LicenseId } from '../id.ts'
import type { License } from '../license.ts'
import { movingLicenses, type PlanInput, type PlannedLicense, type TransferPlan } from './plan.ts'

/** What the cloud knows of a dongle before it decides. */
export type ClaimState =
  | { readonly state: 'free' }
  | {
      readonly state: 'pinned'
      readonly company: CompanyId
      readonly certificate: CertificateId
    }

export interface DecisionInput {
  readonly plan: TransferPlan
  readonly input: PlanInput
  readonly claim: ClaimState
  /** The company the vendor assigned the dongle to; null is none. */
  readonly assigned: CompanyId | null
  readonly enabled: boolean
  readonly temporaryGranted: boolean
}

/** Every answer a customer can get when a transfer is opened [Q50–Q56]. */
export type TransferDecision =
  | {
      readonly outcome: 'all-moved' | 'partly-moved'
      readonly move: readonly LicenseId[]
      readonly keep: readonly PlannedLicense[]
    }
  | { readonly outcome: 'already-moved'; readonly certificate: CertificateId }
  | { readonly outcome: 'other-company' }
  | { readonly outcome: 'temporary-subscription'; readonly license: License; readonly days: number }
  | { readonly outcome: 'no-subscription' }
  | { readonly outcome: 'nothing-relevant' }
  | { readonly outcome: 'ineligible'; readonly held: readonly PlannedLicense[] }

/** Decides one transfer. No clock, no database: the same record and request always get the same answer. */
export function decideTransfer(decision: DecisionInput): TransferDecision {
  const { plan, input, claim, assigned, enabled, temporaryGranted } = decision
  if (claim.state === 'pinned' && claim.company !== input.company) return { outcome: 'other-company' }
  // Two companies' licenses on one dongle: the accounts are aligned first, or the first to come would pin it [Q28].
  if (claim.state === 'free' && assigned !== null && assigned !== input.company) return { outcome: 'other-company' }
  const move = movingLicenses(plan)
  const keep = plan.licenses.filter((planned) => planned.answer !== 'moves')
  if (!enabled) return { outcome: 'ineligible', held: keep }
  if (move.length > 0) return { outcome: resultOfMove(plan), move, keep }
  return decideWithoutMove(plan, input, claim, keep, temporaryGranted)
}

/** All moved when nothing that was usable on the dongle stays on it [Q50, Q51]. */
export function resultOfMove(plan: TransferPlan): 'all-moved' | 'partly-moved' {
  const left = plan.licenses.some(
    ({ answer, onDongle, reason }) => answer !== 'moves' && onDongle && reason !== 'already-in-company',
  )
  return left ? 'partly-moved' : 'all-moved'
}

function decideWithoutMove(
  plan: TransferPlan,
  input: PlanInput,
  claim: ClaimState,
  keep: readonly PlannedLicense[],
  temporaryGranted: boolean,
): TransferDecision {
  const relevant = plan.licenses.filter(
    (planned) => input.policy.scope === 'whole-dongle' || planned.license.line === plan.line,
  )
  const moved = claim.state === 'pinned' && relevant.some((planned) => planned.reason === 'already-in-company')
  if (claim.state === 'pinned' && moved) return { outcome: 'already-moved', certificate: claim.certificate }
  if (keep.some((planned) => planned.reason === 'in-another-company')) return { outcome: 'other-company' }
  if (relevant.length === 0) return { outcome: 'nothing-relevant' }
  if (relevant.every((planned) => planned.reason === 'no-contract' || planned.reason === 'demo')) {
    return decideTemporary(relevant, input, temporaryGranted)
  }
  return { outcome: 'ineligible', held: relevant }
}

/** A key license of the line without a subscription bridges the time until support has decided [Q53]: once per dongle, ever. */
function decideTemporary(
  relevant: readonly PlannedLicense[],
  input: PlanInput,
  temporaryGranted: boolean,
): TransferDecision {
  const days = input.policy.temporarySubscriptionDays
  const key = relevant.find(
    (planned) =>
      planned.onDongle && planned.reason === 'no-contract' && input.products.get(planned.license.product)?.key === true,
  )
  if (key === undefined || days === null || temporaryGranted) return { outcome: 'no-subscription' }
  return { outcome: 'temporary-subscription', license: key.license, days }
}
