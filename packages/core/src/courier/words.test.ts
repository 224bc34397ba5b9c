import { expect, test } from 'vitest'
import { carriedOperations } from './carried.ts'
import { courierWords, subjectOf } from './words.ts'

test('whoever carries a message is told what it is about', () => {
  const told = new Set(
    ['sign-in' as const, ...carriedOperations].map((operation) => courierWords[subjectOf(operation)]),
  )
  expect([...told].toSorted()).toEqual(Object.values(courierWords).toSorted())
})
