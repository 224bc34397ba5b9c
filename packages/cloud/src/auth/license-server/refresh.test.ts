import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideRefresh, type RefreshState } from './refresh.ts'

const state: RefreshState = { current: 'c', previous: 'b', previousUsed: false, attempt: 'made-c' }

test.each<[string, RefreshState, { token: string; attempt: string }, object]>([
  [
    'the current token is answered with a new one',
    state,
    { token: 'c', attempt: 'x' },
    { outcome: 'rotate', previousUsed: false, isCopy: false },
  ],
  ['the same attempt again gets the same token', state, { token: 'b', attempt: 'made-c' }, { outcome: 'repeat' }],
  [
    'the previous token works once more',
    state,
    { token: 'b', attempt: 'x' },
    { outcome: 'rotate', previousUsed: true, isCopy: false },
  ],
  [
    'twice is noticed, and works',
    { ...state, previousUsed: true },
    { token: 'b', attempt: 'x' },
    { outcome: 'rotate', previousUsed: true, isCopy: true },
  ],
  [
    'an older one is noticed, and works',
    state,
    { token: 'a', attempt: 'x' },
    { outcome: 'rotate', previousUsed: false, isCopy: true },
  ],
  [
    'also right after registration',
    { ...state, previous: undefined, attempt: undefined },
    { token: 'a', attempt: 'x' },
    { outcome: 'rotate', previousUsed: false, isCopy: true },
  ],
])('%s', (_, held, presented, decision) => {
  expect(decideRefresh(held, presented)).toEqual(decision)
})

/** The License Server's journal, and the cloud's row, while answers are lost and the machine crashes at any moment. */
interface World {
  cloud: RefreshState
  readonly journal: { token: string; attempt: string | undefined }
  made: number
}

/** @returns undefined where a copy is noticed */
function ask(world: World): string | undefined {
  world.journal.attempt ??= `attempt-${world.made}` // on disk before it is sent
  const presented = { token: world.journal.token, attempt: world.journal.attempt }
  const decision = decideRefresh(world.cloud, presented)
  if (decision.outcome === 'rotate' && decision.isCopy) return undefined
  if (decision.outcome === 'rotate') {
    const current = `token-${++world.made}`
    world.cloud = {
      current,
      previous: presented.token,
      previousUsed: decision.previousUsed,
      attempt: presented.attempt,
    }
  }
  return world.cloud.current
}

test('a machine that keeps its journal is never taken for two, whichever answers are lost', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (arrives) => {
      const world: World = {
        cloud: { current: 'token-0', previous: undefined, previousUsed: false, attempt: undefined },
        journal: { token: 'token-0', attempt: undefined },
        made: 0,
      }
      for (const answerArrives of arrives) {
        const next = ask(world)
        expect(next).toBeDefined()
        if (answerArrives && next !== undefined) Object.assign(world.journal, { token: next, attempt: undefined })
      }
    }),
    { seed: 20261122 },
  )
})

test('two copies of a journal that both go on are always noticed', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }), (turns) => {
      const cloud: RefreshState = { current: 'token-0', previous: undefined, previousUsed: false, attempt: undefined }
      const world: World = { cloud, journal: { token: 'token-0', attempt: undefined }, made: 0 }
      const journals: [{ token: string }, { token: string }] = [{ token: 'token-0' }, { token: 'token-0' }]
      let noticed = false
      // Whoever begins, both go on in turn at the end.
      for (const [turn, copy] of [...turns, false, true, false, true, false].entries()) {
        const journal = copy ? journals[1] : journals[0]
        world.journal.token = journal.token
        world.journal.attempt = `attempt-of-${copy}-${turn}`
        const next = ask(world)
        if (next === undefined) {
          noticed = true
          break
        }
        journal.token = next
      }
      expect(noticed).toBe(true)
    }),
    { seed: 20261122 },
  )
})
