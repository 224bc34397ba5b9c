import { minuteMs } from '@undongle/core/time'
import type { Deps } from '../deps.ts'
import { watchWaves } from './watch.ts'

/** A wave in which everything fails goes on at most this much longer. */
const pauseMs = minuteMs

/**
 * Looks after the waves in the background, round after round.
 *
 * @returns ends it, after the round that is under way
 */
export function startWaveTimer(deps: Deps, failed: (error: unknown) => void): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let round: Promise<unknown> = Promise.resolve()
  const next = () => {
    round = watchWaves(deps)
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
