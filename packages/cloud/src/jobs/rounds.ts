/**
 * Does something again and again in the background, one round at a time.
 *
 * @param failed told of a round that threw; the next one comes all the same
 * @returns ends it, after the round that is under way
 */
export function startRounds(
  round: () => Promise<unknown>,
  { pauseMs, failed }: { pauseMs: number; failed: (error: unknown) => void },
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let running: Promise<unknown> = Promise.resolve()
  const next = () => {
    running = round()
      .catch(failed)
      .then(() => {
        if (!stopped) timer = setTimeout(next, pauseMs)
      })
  }
  next()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await running
  }
}
