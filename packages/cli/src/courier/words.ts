import type { CourierState } from '@undongle/core/api/local/courier'
import { courierWords, subjectOf } from '@undongle/core/courier/words'

export function stateText({ enabled, waiting, written }: CourierState): string {
  if (!enabled) return 'The courier is off.'
  const unanswered = waiting.filter(({ state }) => state !== 'answered')
  if (unanswered.length === 0) return 'The courier is on; nothing waits to be carried.'
  const names = unanswered.map(
    ({ operation, state }) =>
      `  ${courierWords[subjectOf(operation)]}${state === 'written' ? ` (in request ${written?.number})` : ''}`,
  )
  return ['The courier is on. To be carried to the license cloud:', ...names].join('\n')
}
