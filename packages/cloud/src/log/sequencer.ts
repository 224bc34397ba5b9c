import { secondMs } from '@undongle/core/time'
import type { CertificateLog } from './log.ts'

/** How long a new certificate waits at most until it is in the public log. */
const pauseMs = secondMs

/**
 * Lets the log grow in the background, round after round: what fails is told and tried again, and never holds a transfer up.
 *
 * @returns ends it, after the round that is under way
 */
export function startSequencer(log: CertificateLog, failed: (error: unknown) => void): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let round = Promise.resolve()
  const next = () => {
    round = log
      .sequence()
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
