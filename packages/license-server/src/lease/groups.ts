/** What came of one ask of a group: the others of it go on. */
export type Outcome<Answer> = { readonly answer: Answer } | { readonly refusal: unknown }

/** More would make the first of a group wait too long for the last. */
const groupSize = 256

/**
 * Work that is done for many at once: whoever asks while a group is at work goes with the next one. There is no timer; the group at
 * work is the window, so that somebody alone never waits.
 */
export class Groups<Ask, Answer> {
  readonly #perform: (asks: readonly Ask[]) => Promise<readonly Outcome<Answer>[]>
  #waiting: Waiting<Ask, Answer>[] = []
  #isAtWork = false

  /** @param perform one outcome for each ask, in order; what it throws is the refusal of all of them */
  constructor(perform: (asks: readonly Ask[]) => Promise<readonly Outcome<Answer>[]>) {
    this.#perform = perform
  }

  ask(ask: Ask): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ask, resolve, reject })
      if (!this.#isAtWork) void this.#work()
    })
  }

  async #work(): Promise<void> {
    this.#isAtWork = true
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, groupSize)
      try {
        settle(group, await this.#perform(group.map(({ ask }) => ask)))
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    this.#isAtWork = false
  }
}

interface Waiting<Ask, Answer> {
  readonly ask: Ask
  readonly resolve: (answer: Answer) => void
  readonly reject: (refusal: unknown) => void
}

function settle<Ask, Answer>(group: readonly Waiting<Ask, Answer>[], outcomes: readonly Outcome<Answer>[]): void {
  for (const [index, { resolve, reject }] of group.entries()) {
    const outcome = outcomes[index]
    if (outcome !== undefined && 'answer' in outcome) resolve(outcome.answer)
    else reject(outcome?.refusal)
  }
}
