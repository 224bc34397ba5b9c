import type { License } from '@undongle/core/license'
import type { PlannedLicense } from '@undongle/core/transfer/plan'
import { expect, test } from 'vitest'
import { differencesOf, sumPlan } from './plan-sums.ts'

const license: License = {
  id: 'lic_01hzxk3jjh8fv9r3w4m5n6p7q8',
  line: 'clinic',
  product: 'scan',
  name: 'Scan',
  generation: '3.0',
  quantity: 5,
  term: { kind: 'until', until: '2027-03-31' },
}

test('the sums count licenses and seats by answer', () => {
  const sums = sumPlan([planned('moves'), planned('moves', { quantity: 2 }), planned('stays')])
  expect(sums).toEqual({
    moves: { licenses: 2, seats: 7, points: 0 },
    stays: { licenses: 1, seats: 5, points: 0 },
    refused: { licenses: 0, seats: 0, points: 0 },
  })
})

test('points are counted as points, never as seats', () => {
  const metered = { ...planned('moves', { quantity: 500 }), metered: true as const }
  expect(sumPlan([planned('moves', { quantity: 3 }), metered]).moves).toEqual({ licenses: 2, seats: 3, points: 500 })
})

test('what the dongle says is compared with the contract field by field, and a name is no difference', () => {
  const dongleSays: License = { ...license, name: 'Old name', quantity: 4, term: { kind: 'perpetual' } }
  const differences = differencesOf([{ ...planned('moves'), dongleSays }])
  expect(differences.map(({ field }) => field)).toEqual(['quantity', 'term'])
})

function planned(answer: PlannedLicense['answer'], more: Partial<License> = {}): PlannedLicense {
  const reason = answer === 'moves' ? 'moves' : 'other-line'
  return { license: { ...license, ...more }, answer, reason, from: null, onDongle: true, dongleSays: null }
}
