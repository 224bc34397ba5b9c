import { expect, test } from 'vitest'
import { groupMost, inGroups } from './group.ts'

/** Performs when it is told to. */
function held() {
  const groups: (readonly number[])[] = []
  const ends: (() => void)[] = []
  const ask = inGroups(async (_: string, asks: readonly number[]) => {
    groups.push(asks)
    await new Promise<void>((resolve) => ends.push(resolve))
    if (asks.includes(0)) throw new Error('the disk is full')
    return asks.map((one) => one * 2)
  })
  return { groups, ask, end: () => ends.shift()?.() }
}

test('who comes while a turn is under way goes in the next one, together', async () => {
  const { groups, ask, end } = held()
  const first = ask('a', 1)
  const others = [ask('a', 2), ask('a', 3)]
  expect(groups).toEqual([[1]])
  end()
  expect(await first).toBe(2)
  end()
  expect(await Promise.all(others)).toEqual([4, 6])
  expect(groups).toEqual([[1], [2, 3]])
})

test('what is of another key waits for nobody', async () => {
  const { groups, ask, end } = held()
  const both = [ask('a', 1), ask('b', 2)]
  expect(groups).toEqual([[1], [2]])
  end()
  end()
  expect(await Promise.all(both)).toEqual([2, 4])
})

test('a turn that fails is its own members’ failure', async () => {
  const { ask, end } = held()
  const [first, second] = [ask('a', 0), ask('a', 1)]
  end()
  await expect(first).rejects.toThrow('the disk is full')
  end()
  expect(await second).toBe(2)
})

test('a crowd goes in several turns', async () => {
  const { groups, ask, end } = held()
  const crowd = Array.from({ length: groupMost + 2 }, (_, at) => ask('a', at + 1))
  for (const one of crowd) {
    end()
    await one
  }
  expect(groups.map((group) => group.length)).toEqual([1, groupMost, 1])
})
