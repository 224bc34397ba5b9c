import type { ProductLine } from '@undongle/core/api/line'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import { expect, test } from 'vitest'
import { linesOfDongle } from './lines-of-dongle.ts'

const dongle = {
  licenses: [
    { state: 'off', license: { line: 'clinic' } },
    { state: 'on', license: { line: 'lab' } },
    { state: 'on', license: { line: 'lab' } },
  ],
} as unknown as SeenDongle

test('lines with something left come first, then moved ones, then the vendor’s other lines', () => {
  const lines = [{ id: 'ortho', name: 'Ortho' } as ProductLine, { id: 'lab', name: 'Lab Studio' } as ProductLine]
  expect(linesOfDongle(dongle, lines)).toEqual([
    { value: 'lab', label: 'Lab Studio' },
    { value: 'clinic', label: 'clinic' },
    { value: 'ortho', label: 'Ortho' },
  ])
})

test('before the cloud has told any line, the dongle’s own can be chosen', () => {
  expect(linesOfDongle(dongle, []).map((choice) => choice.value)).toEqual(['lab', 'clinic'])
})
