import { expect, test, vi } from 'vitest'
import { groupMost, inGroups } from './in-groups.ts'

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
  async function end(): Promise<void> {
    await vi.waitUntil(() => ends.length > 0)
    ends.shift()?.()
  }
  return { groups, ask, end }
}

test('who comes while a turn is under way goes in the next one, together', async () => {
  const { groups, ask, end } = held()
  const first = ask('a', 1)
  const others = [ask('a', 2), ask('a', 3)]
  expect(groups).toEqual([[1]])
  await end()
  expect(await first).toBe(2)
  await end()
  expect(await Promise.all(others)).toEqual([4, 6])
  expect(groups).toEqual([[1], [2, 3]])
})

test('what is of another key waits for nobody', async () => {
  const { groups, ask, end } = held()
  const both = [ask('a', 1), ask('b', 2)]
  expect(groups).toEqual([[1], [2]])
  await end()
  await end()
  expect(await Promise.all(both)).toEqual([2, 4])
})

test('a turn that fails is its own members’ failure', async () => {
  const { ask, end } = held()
  const [first, second] = [ask('a', 0), ask('a', 1)]
  await end()
  await expect(first).rejects.toThrow('the disk is full')
  await end()
  expect(await second).toBe(2)
})

test('of a turn that fails each is run alone, so that one fails nobody else', async () => {
  const { groups, ask, end } = held()
  const first = ask('a', 1)
  const [bad, good] = [ask('a', 0), ask('a', 5)]
  await end()
  await first
  await end()
  await end()
  await end()
  await expect(bad).rejects.toThrow('the disk is full')
  expect(await good).toBe(10)
  expect(groups).toEqual([[1], [0, 5], [0], [5]])
})

test('a crowd goes in several turns', async () => {
  const { groups, ask, end } = held()
  const crowd = Array.from({ length: groupMost + 2 }, (_, at) => ask('a', at + 1))
  await end()
  await end()
  await end()
  await Promise.all(crowd)
  expect(groups.map((group) => group.length)).toEqual([1, groupMost, 1])
})
