import { expect, test } from 'vitest'
import { hunt } from './hunt.ts'
import { makeKinds } from './kinds.ts'
import { bendNotes } from './notes.ts'

// A sample of what `npm run tokens -- --size 1000000` does.

const sample = { size: 250, seed: 5 }
const kinds = await makeKinds()

test.each(
  kinds.map((kind) => [kind.purpose, kind] as const),
)('a malformed %s is never accepted, never taken for something else, and stops nobody', async (_, kind) => {
  const { opened, accepted } = await hunt(kind, kinds, sample)
  expect(opened).toBe(sample.size)
  expect(accepted).toBeGreaterThan(0)
  expect(accepted).toBeLessThan(sample.size)
})

test.each([
  'checkpoint',
  'dongle state',
  'attestation',
] as const)('a malformed %s is never accepted and stops nobody', (name) => {
  expect(bendNotes(name, sample)).toBe(sample.size)
})
