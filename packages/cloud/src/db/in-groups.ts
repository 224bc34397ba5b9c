import { assert } from '@undongle/core/assert'

/** More go with the group after it. */
export const groupMost = 256

interface Waiting<Ask, Answer> {
  readonly ask: Ask
  readonly settle: (answer: Answer) => void
  readonly fail: (error: unknown) => void
}

/**
 * Does in groups what many want at once: asks of one key that come while one of its groups is in flight go together in the next. There is no
 * timer: the group in flight is the window, and who comes alone is served at once. Where a group fails, each of it is run alone, so that
 * one ask that can't be served fails nobody else's.
 *
 * @param run answers each ask of a group, in their order; what it does for an ask may be done twice
 */
export function inGroups<Key, Ask, Answer>(
  run: (key: Key, asks: readonly Ask[]) => Promise<readonly Answer[]>,
): (key: Key, ask: Ask) => Promise<Answer> {
  /** Of the keys with a group in flight. */
  const queues = new Map<Key, Waiting<Ask, Answer>[]>()

  async function serve(key: Key, queue: Waiting<Ask, Answer>[]): Promise<void> {
    while (queue.length > 0) await runGroup(key, queue.splice(0, groupMost))
    queues.delete(key)
  }

  async function runGroup(key: Key, group: readonly Waiting<Ask, Answer>[]): Promise<void> {
    try {
      const answers = await run(
        key,
        group.map(({ ask }) => ask),
      )
      assert(answers.length === group.length, 'each ask has its answer')
      for (const [at, answer] of answers.entries()) group[at]?.settle(answer)
    } catch (error) {
      const [first, ...others] = group
      if (others.length === 0) first?.fail(error)
      else await Promise.all(group.map((waiting) => runGroup(key, [waiting])))
    }
  }

  return (key, ask) =>
    new Promise((settle, fail) => {
      const waiting = { ask, settle, fail }
      const queue = queues.get(key)
      if (queue !== undefined) {
        queue.push(waiting)
        return
      }
      const begun = [waiting]
      queues.set(key, begun)
      void serve(key, begun)
    })
}
