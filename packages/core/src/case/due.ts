import type { TransferPolicy } from '../policy/policy.ts'
import type { TransferDecision } from '../transfer/decide.ts'
import type { PlannedLicense, PlanReason } from '../transfer/plan.ts'
import type { CaseTopic, Severity } from './case.ts'

export interface DueInput {
  readonly decision: TransferDecision
  readonly licenses: readonly PlannedLicense[]
  readonly line: string
  readonly policy: Pick<TransferPolicy, 'mandatory'>
  /** Licenses of this line that the company has in the cloud and that still run. */
  readonly usable: number
  /** The company's own contract is about this dongle as well: two accounts share it [Q28]. */
  readonly ownContract: boolean
}

export interface DueCase {
  readonly topic: CaseTopic
  readonly severity: Severity
}

/** Asked first: most transfers end well, and nothing has to be counted for them. */
export const isCaseDue = (input: Pick<DueInput, 'decision' | 'ownContract'>): boolean => topicOf(input) !== undefined

/** Whether the answer to a transfer opens a support case [Q52–Q54, Q56, Q58], and how much it presses. */
export function dueCase(input: DueInput): DueCase | undefined {
  const topic = topicOf(input)
  if (topic === undefined) return undefined
  if (topic === 'temporary-subscription') return { topic, severity: 'bridged' }
  // What moves is usable in a moment.
  const isLeft = input.decision.outcome !== 'partly-moved' && isLeftWithout(input)
  return { topic, severity: isLeft ? 'production-stop' : 'ordinary' }
}

function topicOf({ decision, ownContract }: Pick<DueInput, 'decision' | 'ownContract'>): CaseTopic | undefined {
  switch (decision.outcome) {
    case 'already-moved':
    case 'all-moved':
      return undefined
    case 'partly-moved':
      return decision.keep.some(isUnforeseen) ? 'constellation' : undefined
    case 'no-subscription':
    case 'temporary-subscription':
    case 'nothing-relevant':
      return decision.outcome
    case 'other-company':
      return ownContract ? 'alignment' : 'other-company'
    case 'ineligible':
      return decision.held.some(isUnforeseen) ? 'constellation' : undefined
  }
}

/** Reasons that name neither a date nor anything the customer or the reseller could do [Q30]. */
const unforeseen: ReadonlySet<PlanReason> = new Set(['no-contract', 'in-another-company'])
const isUnforeseen = ({ reason }: PlannedLicense): boolean => unforeseen.has(reason)

/** Nothing of the line runs in the cloud, and no dongle serves it either: the company cannot work [Q52]. */
export function isLeftWithout({ usable, policy, licenses, line }: Omit<DueInput, 'decision' | 'ownContract'>): boolean {
  if (usable > 0) return false
  // A mandatory line reads no dongle any more [Q04].
  return policy.mandatory || !licenses.some((planned) => planned.onDongle && planned.license.line === line)
}
