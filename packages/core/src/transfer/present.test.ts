import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CustodyLink, Place } from '../document/certificate.ts'
import type { License } from '../license.ts'
import { decidePresent, type PresentDecision } from './present.ts'

const id = 'lic_01kf0000000000000000000001' as const
const license: License = {
  id,
  line: 'clinic',
  product: 'clinic-scan',
  name: 'Scan',
  generation: '3.0',
  quantity: 1,
  term: { kind: 'perpetual' },
}
const places: readonly Place[] = ['vendor', 'dongle:S', 'company:com_01kf0000000000000000000001']
const third: Place = 'company:com_01kf0000000000000000000002'

/** A chain through these places. */
function through(...visited: readonly Place[]): CustodyLink[] {
  return visited.slice(1).map((credit, index) => ({
    sequence: index + 1,
    debit: visited[index] ?? 'vendor',
    credit,
    at: 1_800_000_000 + index,
    transfer: null,
  }))
}
const present = (theirs: CustodyLink[], ours: CustodyLink[] | undefined): PresentDecision =>
  decidePresent({ moved: [{ license, chain: theirs }] }, new Map(ours === undefined ? [] : [[id, ours]]))
const whole = through(...places)

test.each<[string, CustodyLink[], CustodyLink[] | undefined, PresentDecision]>([
  ['what is known', whole, whole, { outcome: 'known' }],
  ['what is known, learned at another time', whole, whole.map((link) => ({ ...link, at: 1 })), { outcome: 'known' }],
  [
    'what a restored cloud has forgotten',
    whole,
    through('vendor', 'dongle:S'),
    { outcome: 'learn', missing: new Map([[id, whole.slice(1)]]) },
  ],
  ['an older certificate after a correction', whole, through(...places, third), { outcome: 'known' }],
  [
    'a correction that was forgotten',
    through(...places, third),
    whole,
    { outcome: 'learn', missing: new Map([[id, through(...places, third).slice(2)]]) },
  ],
  ['a license nobody knows yet', whole, undefined, { outcome: 'later' }],
  ['another history', whole, through('vendor', 'dongle:T'), { outcome: 'fork' }],
  [
    'another history, longer than ours',
    through(...places, third),
    through('vendor', 'dongle:S', third),
    { outcome: 'fork' },
  ],
])('[Q91] a certificate that shows %s', (_, theirs, ours, decision) => {
  expect(present(theirs, ours)).toEqual(decision)
})

test('[Q91] law: a chain only grows, and what was learned once is known', () => {
  const length = fc.nat(3)
  fc.assert(
    fc.property(length, length, (a, b) => {
      const all = through(...places, third, 'dongle:U')
      const [theirs, ours] = [all.slice(0, a + 1), all.slice(0, b + 1)]
      const decision = present(theirs, ours)
      const after = decision.outcome === 'learn' ? [...ours, ...(decision.missing.get(id) ?? [])] : ours
      expect(after).toEqual(all.slice(0, Math.max(a, b) + 1))
      expect(present(theirs, after)).toEqual({ outcome: 'known' })
    }),
  )
})
