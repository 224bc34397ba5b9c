/** Whatever started this process and may want it to end: a terminal, a service manager. */
export interface Supervisor {
  /** Resolves when this process is to stop. */
  readonly stopAsked: Promise<void>
  /** From now on it answers. */
  tellRunning(): void
  /** Everything is put away. */
  tellStopped(): void
  /** It does not run, and why. */
  tellFailed(why: unknown): void
}
