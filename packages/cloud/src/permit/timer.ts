import { minuteMs } from '@undongle/core/time'
import type { Deps } from '../deps.ts'
import { finishDrains } from './finish-drains.ts'

/** A drain that nobody asks about ends at most this long after nothing is waited for any more. */
const pauseMs = minuteMs

/**
 * Finishes drains in the background, round after round [K14].
 *
 * @returns ends it, after the round that is under way
 */
export function startDrainTimer(deps: Deps, failed: (error: unknown) => void): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let round: Promise<unknown> = Promise.resolve()
  const next = () => {
    round = finishDrains(deps, (_, error) => failed(error))
      .catch(failed)
      .then(() => {
        if (!stopped) timer = setTimeout(next, pauseMs)
      })
  }
  next()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await round
  }
}
