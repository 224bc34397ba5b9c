import { expect, test } from 'vitest'
import { Groups, type Outcome } from './groups.ts'

/** Groups whose work ends when the test says so. */
function held() {
  const began: (readonly number[])[] = []
  const ends: (() => void)[] = []
  const groups = new Groups<number, number>(async (asks) => {
    began.push(asks)
    await new Promise<void>((resolve) => ends.push(resolve))
    if (asks.includes(13)) throw new Error('all of them')
    return asks.map((ask): Outcome<number> => (ask < 0 ? { refusal: 'no' } : { answer: ask * 10 }))
  })
  const endAll = async () => {
    while (ends.length > 0) {
      ends.shift()?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { groups, began, endAll }
}

test('somebody alone is served at once, and who comes meanwhile goes with the next', async () => {
  const { groups, began, endAll } = held()
  const answers = Promise.all([1, 2, 3].map((ask) => groups.ask(ask)))
  await endAll()
  expect(await answers).toEqual([10, 20, 30])
  expect(began).toEqual([[1], [2, 3]])
})

test('a refusal is one ask’s own, and a failure of the work is everybody’s; the next group goes on', async () => {
  const { groups, endAll } = held()
  const asked = [1, -2, 3].map((ask) => groups.ask(ask).catch((error) => error))
  await endAll()
  expect(await Promise.all(asked)).toEqual([10, 'no', 30])
  const failing = [4, 13, 5].map((ask) => groups.ask(ask).catch((error) => String(error)))
  await endAll()
  expect(await Promise.all(failing)).toEqual([40, 'Error: all of them', 'Error: all of them'])
  const after = groups.ask(6)
  await endAll()
  expect(await after).toBe(60)
})

test('a group has an end: what does not fit goes with the one after', async () => {
  const { groups, began, endAll } = held()
  const asked = Array.from({ length: 600 }, (_, ask) => groups.ask(ask).catch(() => undefined))
  await endAll()
  await Promise.all(asked)
  expect(began.map((group) => group.length)).toEqual([1, 256, 256, 87])
})
