import type { TransferPolicy } from './policy.ts'

type Disclaimer = TransferPolicy['disclaimers'][number]

/** What is true of a dongle that can only be read, whatever a policy says: in place of sentences about one that is written. */
export type ReadableDisclaimer =
  | 'dongle-not-needed'
  | 'usable-meanwhile'
  | 'waits-for-permits'
  | 'permit-ends'
  | 'permit-ends-after-grace'

/**
 * What is said before a transfer is confirmed [Q40]: the policy's disclaimers in its order, as far as they are true of this dongle. One
 * that can only be read is never off: what ends are the permits to use it, and that is said whether the policy thought of it or not.
 */
export function disclaimersOf(
  policy: Pick<TransferPolicy, 'disclaimers' | 'graceDays'>,
  dongleClass: 'A' | 'B',
): readonly (Disclaimer | ReadableDisclaimer)[] {
  if (dongleClass === 'A') return policy.disclaimers
  const permitEnds = policy.graceDays > 0 ? 'permit-ends-after-grace' : 'permit-ends'
  return [
    ...new Set<Disclaimer | ReadableDisclaimer>([
      ...policy.disclaimers.map((said) => ofReadable(said, permitEnds)),
      permitEnds,
    ]),
  ]
}

function ofReadable(said: Disclaimer, permitEnds: ReadableDisclaimer): Disclaimer | ReadableDisclaimer {
  switch (said) {
    case 'keep-plugged-in':
      return 'dongle-not-needed'
    case 'unavailable-during-transfer':
      return 'usable-meanwhile'
    case 'takes-a-few-minutes':
      return 'waits-for-permits'
    case 'dongle-unusable-afterwards':
    case 'way-back':
      return permitEnds
    case 'no-other-dongle':
    case 'only-licenses-move':
    case 'no-way-back':
      return said
  }
}
