/** What unwinds the code of a process that has just died. Whatever catches it finds every further I/O dead as well. */
export class Crashed extends Error {
  override name = 'Crashed'
}

/** One run of a process, from its start to its crash. What it kept in memory ends with it. */
export class Life {
  alive = true

  end(): void {
    this.alive = false
  }

  /** For I/O that returns at once: the dead do not come back from it. */
  requireAlive(): void {
    if (!this.alive) throw new Crashed()
  }

  /** For I/O that is waited for: the dead wait for ever. */
  async goesOn(): Promise<void> {
    if (!this.alive) await never()
  }
}

export const never = (): Promise<never> => new Promise(() => undefined)
