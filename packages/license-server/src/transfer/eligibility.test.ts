import { expect, test } from 'vitest'
import { namesOf } from './eligibility.ts'

test('[Q14] a stick that nobody can read is not counted, one with a fault is', () => {
  expect(
    namesOf([
      { state: 'ready', label: 'Front desk', serial: 'D-1' },
      { state: 'unread', label: 'USB stick', serial: '3-1' },
      { state: 'error', label: 'Back office', serial: 'D-2' },
    ]),
  ).toEqual(['Front desk (D-1)', 'Back office (D-2)'])
})
