/** A wait that whoever waits can cut short. */
export interface Pause {
  /** Resolves when the time has passed, or `end` was called. */
  readonly over: Promise<void>
  readonly end: () => void
}

/** Starts a pause. Injected, because a simulation has a clock of its own. */
export type StartPause = (delayMs: number) => Pause

export const startPause: StartPause = (delayMs) => {
  let end = (): void => undefined
  const over = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, delayMs)
    end = () => {
      clearTimeout(timer)
      resolve()
    }
  })
  return { over, end }
}
