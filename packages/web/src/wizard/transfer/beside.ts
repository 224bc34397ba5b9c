import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import type { RuleAnswer } from '@undongle/core/policy/rule'
import type { EligibilityAnswer } from './may-review.ts'
import type { HeldBack, Reviewed } from './reviewed-dongle.tsx'

/** Of the dongles beside the one that was asked for: what moves with it, and what a rule holds back [Q67]. */
export function sortBeside(checked: readonly { dongle: SeenDongle; answer: EligibilityAnswer }[]): {
  readonly moving: Reviewed[]
  readonly heldBack: HeldBack[]
} {
  return {
    moving: checked.flatMap(({ dongle, answer: { eligible, preview, seats } }) =>
      eligible && preview !== null ? [{ dongle, preview, seats }] : [],
    ),
    heldBack: checked.flatMap(({ dongle, answer }) =>
      answer.eligible && answer.preview !== null
        ? []
        : [{ dongle, problem: answer.problem, red: answer.rules.filter(isRed) }],
    ),
  }
}

const isRed = ({ answer }: RuleAnswer): boolean => answer !== 'pass'

/** Those of this machine’s transfers that the same confirmation started, the oldest first. One may have ended before the next began. */
export function runsBeside(transfers: readonly LocalTransfer[], one: LocalTransfer): LocalTransfer[] {
  return transfers
    .filter(({ id }) => one.beside.includes(id))
    .toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt))
}
