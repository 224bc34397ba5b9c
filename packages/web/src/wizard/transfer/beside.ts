import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
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
      answer.eligible && answer.preview !== null ? [] : [{ dongle, why: whyNot(answer) }],
    ),
  }
}

function whyNot({ rules, problem }: EligibilityAnswer): string[] {
  const red = rules.filter(({ answer }) => answer !== 'pass').map(({ reason, fix }) => `${reason} ${fix}`.trim())
  return problem === null ? red : [`${problem.title} ${problem.next}`, ...red]
}

/** The transfers of this machine that ran at the same time as this one, the oldest first. */
export function runsBeside(transfers: readonly LocalTransfer[], one: LocalTransfer): LocalTransfer[] {
  const endOf = ({ finishedAt }: LocalTransfer) =>
    finishedAt === null ? Number.POSITIVE_INFINITY : Date.parse(finishedAt)
  const beginOf = ({ startedAt }: LocalTransfer) => Date.parse(startedAt)
  return transfers
    .filter((other) => other.id !== one.id && beginOf(other) <= endOf(one) && beginOf(one) <= endOf(other))
    .toSorted((a, b) => beginOf(a) - beginOf(b))
}
