import { expect, test } from 'vitest'
import { hourMs } from '../time.ts'
import { type Possession, type PossessionFacts, weighPossession } from './possession.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const ago = (hours: number) => new Date(now.getTime() - hours * hourMs)
const nothing: PossessionFacts = { signed: false, assigned: false, firstSeenAt: undefined, now }

test.each<[string, Partial<PossessionFacts>, Possession]>([
  ['a key that the vendor named says it best', { signed: true, assigned: true }, { proof: 'signed' }],
  ['the contract’s word on the serial is enough', { assigned: true }, { proof: 'assigned' }],
  ['[Q54] a serial alone waits 72 hours', {}, { proof: 'waited', notBefore: ago(-72) }],
  ['what was seen here yesterday waits the rest', { firstSeenAt: ago(24) }, { proof: 'waited', notBefore: ago(-48) }],
  ['what was seen here three days ago does not', { firstSeenAt: ago(72) }, { proof: 'seen' }],
])('%s', (_, changes, proof) => {
  expect(weighPossession({ ...nothing, ...changes })).toEqual(proof)
})
