/** As many as one transaction takes: an answer comes after all of its group. */
export const groupMost = 256

/**
 * Lets what is asked of one key while something is performed for it go together in the next turn. The turn that is under way is the whole
 * wait: there is no timer, and who comes alone is performed at once.
 *
 * @param perform answers each ask, in their order; where it throws, each of them failed
 */
export function inGroups<Key, Ask, Answer>(
  perform: (key: Key, asks: readonly Ask[]) => Promise<readonly Answer[]>,
): (key: Key, ask: Ask) => Promise<Answer> {
  const lines = new Map<Key, Waiting<Ask, Answer>[]>()

  async function run(key: Key, line: Waiting<Ask, Answer>[]): Promise<void> {
    while (line.length > 0) {
      const group = line.splice(0, groupMost)
      try {
        const answers = await perform(
          key,
          group.map(({ ask }) => ask),
        )
        for (const [at, answer] of answers.entries()) group[at]?.resolve(answer)
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    lines.delete(key)
  }

  return (key, ask) =>
    new Promise((resolve, reject) => {
      const line = lines.get(key)
      if (line !== undefined) {
        line.push({ ask, resolve, reject })
        return
      }
      const first = [{ ask, resolve, reject }]
      lines.set(key, first)
      void run(key, first)
    })
}

interface Waiting<Ask, Answer> {
  readonly ask: Ask
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}
