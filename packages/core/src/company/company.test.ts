import { expect, test } from 'vitest'
import { type AlignmentId, type CompanyId, makeId, type UserId } from '../id.ts'
import { type Alignment, settleAlignment } from './alignment.ts'
import { type Constellation, decideConstellation, type Holders } from './constellation.ts'

const at = new Date('2027-01-01T00:00:00.000Z')
const company = (index: number): CompanyId =>
  makeId('company', at, (sizeBytes) => new Uint8Array(sizeBytes).fill(index))
const [ours, theirs, third] = [company(1), company(2), company(3)] as const
const given = (changes: Partial<Holders>): Holders => ({
  company: ours,
  assigned: null,
  pinned: null,
  holders: [],
  ...changes,
})

test.each<[string, Partial<Holders>, Constellation]>([
  ['[Q27] one company, two lines: no preparation', { assigned: ours, holders: [ours, ours] }, { kind: 'own' }],
  ['[Q27] a line has moved into it before', { assigned: ours, pinned: ours, holders: [ours] }, { kind: 'own' }],
  [
    '[Q28] two companies, nothing moved: either may take all',
    { holders: [ours, theirs] },
    { kind: 'align', other: theirs, into: [ours, theirs] },
  ],
  [
    '[Q28] the dongle is assigned to the other',
    { assigned: theirs, holders: [ours] },
    { kind: 'align', other: theirs, into: [ours, theirs] },
  ],
  [
    '[Q28] what has moved stays: the rest follows it',
    { pinned: theirs, holders: [ours, theirs] },
    { kind: 'align', other: theirs, into: [theirs] },
  ],
  ['[Q33] another company’s alone', { assigned: theirs, holders: [theirs] }, { kind: 'other-company' }],
  ['[Q33] pinned to another company', { pinned: theirs }, { kind: 'other-company' }],
  ['[Q30] three companies', { assigned: third, holders: [ours, theirs] }, { kind: 'support' }],
  ['[Q30] pinned to a third', { pinned: third, assigned: theirs, holders: [ours] }, { kind: 'support' }],
  ['[Q30] no contract knows it', {}, { kind: 'unknown' }],
])('%s', (_, changes, constellation) => {
  expect(decideConstellation(given(changes))).toEqual(constellation)
})

const user = makeId('user', at, (sizeBytes) => new Uint8Array(sizeBytes)) as UserId
const proposed: Alignment = {
  id: makeId('alignment', at, (sizeBytes) => new Uint8Array(sizeBytes)) as AlignmentId,
  serial: 'D-1',
  from: theirs,
  to: ours,
  proposed: { company: ours, by: user, at, words: 'We are one practice.' },
  settled: undefined,
}

test.each<[string, CompanyId | undefined, boolean, string]>([
  ['the other company agrees', theirs, true, 'agreed'],
  ['the other company refuses', theirs, false, 'refused'],
  ['who proposed it cannot agree for the other', ours, true, 'not-you'],
  ['who proposed it takes it back', ours, false, 'refused'],
  ['a stranger has no word', third, true, 'not-you'],
  ['support decides for both', undefined, true, 'decided'],
])('[Q28] %s', (_, by, agrees, outcome) => {
  expect(settleAlignment(proposed, { company: by, agrees })).toEqual({ outcome })
})

test('[Q28] what is settled stays settled', () => {
  const settled: Alignment = { ...proposed, settled: { ...proposed.proposed, outcome: 'refused' } }
  expect(settleAlignment(settled, { company: theirs, agrees: true })).toEqual({ outcome: 'settled-before' })
})
