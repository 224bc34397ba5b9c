import { expect, test } from 'vitest'
import { mayUseDongle } from './cut-over.ts'
import { presets } from './presets.ts'

test.each<[string, keyof typeof presets, string, 'on' | 'off', boolean]>([
  ['[Q83] before the cut-over version a dongle is read', 'clinic', '5.9', 'off', true],
  ['[Q04] from the cut-over version on it is not', 'clinic', '6.0', 'off', false],
  ['[Q04] nor later', 'clinic', '6.10.1', 'off', false],
  ['[Q88] the emergency switch lets it be read again', 'clinic', '6.0', 'on', true],
  ['[Q07] an optional transfer takes nothing away at its cut-over', 'lab', '3.0', 'off', true],
  ['[Q13] without a cut-over a dongle is always read', 'render', '99.0', 'off', true],
])('%s', (_, preset, version, emergency, expected) => {
  expect(mayUseDongle(presets[preset], version, emergency)).toBe(expected)
})
