import type { ResultName } from '../transfer/result.ts'

/** When a wave stops by itself: too many of its last transfers brought nobody into the cloud. */
export interface PauseLimit {
  /** More than this many of a hundred. */
  readonly failuresPercent: number
  /** How many of the newest results are looked at; fewer say nothing yet. */
  readonly over: number
}

/** Results that leave a customer without what the wave promised. Who has moved before, or cancelled, has lost nothing. */
export function isFailure(result: ResultName): boolean {
  switch (result) {
    case 'all-moved':
    case 'partly-moved':
    case 'already-moved':
    case 'cancelled':
      return false
    case 'no-subscription':
    case 'temporary-subscription':
    case 'other-company':
    case 'nothing-relevant':
    case 'ineligible':
    case 'failed':
      return true
  }
}

/**
 * Decides whether a wave pauses itself.
 *
 * @param newest results of transfers that the wave let in since it was last resumed, newest first
 * @returns what to tell the vendor; undefined to go on
 */
export function pauseReason({ failuresPercent, over }: PauseLimit, newest: readonly ResultName[]): string | undefined {
  const looked = newest.slice(0, over)
  if (looked.length < over) return undefined
  const failures = looked.filter(isFailure).length
  if (failures * 100 <= failuresPercent * over) return undefined
  return `${failures} of the last ${over} transfers did not succeed; the limit is ${failuresPercent} in a hundred.`
}
