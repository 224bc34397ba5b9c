import type { ProductLine } from '@undongle/core/api/line'
import type { LocalAnswer } from '@undongle/core/api/local'
import type { PreviewReply } from '@undongle/core/api/transfer'
import { checkEligibility, type EligibilityFacts, isEligible } from '@undongle/core/policy/eligibility'
import { movingLicenses, type TransferPlan } from '@undongle/core/transfer/plan'
import type { ReadDongle } from '../dongle/desk.ts'
import { problemOf } from '../http/problem.ts'

export interface EligibilityInput {
  readonly line: ProductLine | undefined
  readonly dongle: ReadDongle
  readonly plugged: readonly ReadDongle[]
  readonly version: string
  readonly online: boolean | null
  readonly signedInAs: string | undefined
  readonly targetUser: { readonly name: string; readonly inCompany: boolean } | undefined
  readonly preview: PreviewReply | undefined
  /** Why there is no preview. */
  readonly failure: unknown
  readonly now: Date
}

/** Every rule with its answer, and the plan when the cloud could be asked: what the DONGLE page and the first step show [Q22]. */
export function answerEligibility(input: EligibilityInput): LocalAnswer<'eligibility.check'> {
  const { preview, failure } = input
  const policy = preview?.policy ?? input.line?.policy ?? null
  const rules = policy === null ? [] : checkEligibility(policy, factsOf(input))
  return {
    rules,
    eligible: preview !== undefined && isEligible(rules),
    policy,
    preview:
      preview === undefined ? null : { plan: preview.plan, planHash: preview.planHash, outcome: preview.outcome },
    problem: failure === undefined ? null : problemOf(failure, ''),
  }
}

function factsOf({ dongle, plugged, preview, targetUser, ...known }: EligibilityInput): EligibilityFacts {
  return {
    dongles: plugged.map(({ shown }) => `${shown.label} (${shown.serial})`),
    driver: dongle.shown.driver,
    // A driver of this process sees this machine's own sockets and folders only.
    sameMachine: true,
    licenseServerVersion: known.version,
    online: known.online ?? undefined,
    signedInAs: known.signedInAs,
    assignment: preview?.facts.assignment,
    targetUser,
    dongleEnabled: preview?.facts.dongleEnabled,
    waveOpensAt: preview?.facts.waveOpensAt,
    heldBack: preview === undefined ? undefined : heldBack(preview.plan),
    moving: preview === undefined ? undefined : movingLicenses(preview.plan).length,
    reseller: preview?.facts.reseller,
    now: known.now,
  }
}

type HeldBack = NonNullable<EligibilityFacts['heldBack']>[number]

const ruleOfReason = {
  'old-generation': 'generation',
  'no-contract': 'contract',
  'trial-not-registered': 'trial-registered',
  'reseller-not-confirmed': 'reseller-confirmed',
} as const satisfies Record<string, HeldBack['rule']>

function heldBack(plan: TransferPlan): HeldBack[] {
  return Object.entries(ruleOfReason).map(([reason, rule]) => ({
    rule,
    names: plan.licenses.filter((planned) => planned.reason === reason).map((planned) => planned.license.name),
  }))
}
