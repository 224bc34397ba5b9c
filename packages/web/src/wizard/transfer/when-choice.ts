import type { TransferStart } from '@undongle/core/transfer/start'

export const whens = ['at-once', 'when-free', 'at'] as const satisfies readonly TransferStart['when'][]

/** What the person has chosen so far; the time is as its field has it, in the zone of the browser. */
export interface WhenChoice {
  readonly when: (typeof whens)[number]
  readonly time: string
}

export const atOnceChoice: WhenChoice = { when: 'at-once', time: '' }

/** @returns undefined while the time is missing */
export function chosenStart({ when, time }: WhenChoice): TransferStart | undefined {
  if (when !== 'at') return { when }
  const at = new Date(time)
  return Number.isNaN(at.getTime()) ? undefined : { when, at: at.toISOString() }
}
