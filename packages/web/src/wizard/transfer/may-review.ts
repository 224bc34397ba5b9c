import type { LocalAnswer } from '@undongle/core/api/local'
import type { ResultName } from '@undongle/core/transfer/result'

export type EligibilityAnswer = LocalAnswer<'eligibility.check'>

/** Results that change nothing, so a red rule need not keep anybody from having them in writing. */
const harmless: readonly ResultName[] = ['already-moved', 'other-company', 'no-subscription', 'nothing-relevant']

/** Whether there is something to confirm: an eligible dongle with a plan, or an answer that moves nothing. */
export const mayReview = (answer: EligibilityAnswer): boolean =>
  answer.preview !== null &&
  answer.preview.outcome !== 'ineligible' &&
  (answer.eligible || harmless.includes(answer.preview.outcome))
