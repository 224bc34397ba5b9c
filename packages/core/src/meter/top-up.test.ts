import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { License } from '../license.ts'
import { decideTopUp, type Granted } from './top-up.ts'

const until = (day: string): License['term'] => ({ kind: 'until', until: day })
const perpetual: License['term'] = { kind: 'perpetual' }

test.each<[string, Granted | null, Pick<License, 'quantity' | 'term'>, number]>([
  ['the first time brings the quantity', null, { quantity: 100, term: until('2026-12-31') }, 100],
  [
    '[Q78] a renewal brings it again',
    { quantity: 100, term: until('2026-12-31') },
    { quantity: 100, term: until('2027-12-31') },
    100,
  ],
  [
    'a renewal brings its own quantity',
    { quantity: 100, term: until('2026-12-31') },
    { quantity: 30, term: until('2027-12-31') },
    30,
  ],
  [
    'a larger quantity in the same term brings the difference',
    { quantity: 100, term: perpetual },
    { quantity: 130, term: perpetual },
    30,
  ],
  ['a smaller one takes nothing back', { quantity: 100, term: perpetual }, { quantity: 40, term: perpetual }, 0],
  ['the same brings nothing', { quantity: 100, term: perpetual }, { quantity: 100, term: perpetual }, 0],
  [
    'a term that is shortened brings nothing',
    { quantity: 100, term: until('2027-12-31') },
    { quantity: 100, term: until('2026-12-31') },
    0,
  ],
  [
    'nor does a larger quantity in a term before',
    { quantity: 100, term: until('2027-12-31') },
    { quantity: 130, term: until('2026-12-31') },
    0,
  ],
  [
    'a license that no longer ends was renewed for ever',
    { quantity: 100, term: until('2026-12-31') },
    { quantity: 100, term: perpetual },
    100,
  ],
])('%s', (_, granted, license, points) => {
  expect(decideTopUp(granted, license)?.points ?? 0).toBe(points)
})

const anyLicense = fc.record({
  quantity: fc.integer({ min: 1, max: 1000 }),
  term: fc.oneof(
    fc.constant(perpetual),
    fc.integer({ min: 2026, max: 2030 }).map((year) => until(`${year}-12-31`)),
  ),
})

test('what a contract says twice, or says again after something else, brings its points once', () => {
  fc.assert(
    fc.property(fc.array(anyLicense, { minLength: 1, maxLength: 8 }), (said) => {
      const take = (licenses: typeof said, from: Granted | null) =>
        licenses.reduce(
          ({ granted, points }, license) => {
            const due = decideTopUp(granted, license)
            return { granted: due?.granted ?? granted, points: points + (due?.points ?? 0) }
          },
          { granted: from, points: 0 },
        )
      const once = take(said, null)
      expect(once.points).toBeGreaterThanOrEqual(once.granted?.quantity ?? 1)
      expect(take([...said, ...said.toReversed()], once.granted).points).toBe(0)
    }),
    { seed: 5_026 },
  )
})
