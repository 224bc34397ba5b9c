import { expect, test } from 'vitest'
import { chosenStart } from './when-choice.ts'

test('a time counts in the zone of whoever chose it, and none is not yet a choice', () => {
  expect(chosenStart({ when: 'at', time: '' })).toBeUndefined()
  expect(chosenStart({ when: 'at', time: '2026-03-01T18:00' })).toEqual({
    when: 'at',
    at: new Date(2026, 2, 1, 18).toISOString(),
  })
  expect(chosenStart({ when: 'when-free', time: '' })).toEqual({ when: 'when-free' })
})
