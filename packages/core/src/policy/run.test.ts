import { expect, test } from 'vitest'
import { presets } from './presets.ts'
import { type DongleRun, decideRun, type UnderWay } from './run.ts'

const plugged = ['one', 'two', 'three']
const other = (changes: Partial<UnderWay> = {}): UnderWay => ({
  dongle: 'one',
  line: 'render',
  needsDongle: true,
  ...changes,
})

test.each<[string, keyof typeof presets, readonly UnderWay[], DongleRun]>([
  ['[Q67] clinic moves all dongles in the machine in one run', 'clinic', [], go('two', 'one', 'three')],
  ['[Q67] clinic, while another one is under way', 'clinic', [other()], go('two', 'one', 'three')],
  ['[Q66] render moves the one that was asked for', 'render', [], go('two')],
  ['[Q66] render begins no other one meanwhile', 'render', [other()], { outcome: 'one-at-a-time', first: 'one' }],
  ['[Q66] lab begins no other one either', 'lab', [other()], { outcome: 'one-at-a-time', first: 'one' }],
  ['[Q66] the same dongle again is no other one', 'render', [other({ dongle: 'two' })], go('two')],
  ['[Q42] one that has given its licenses away holds nobody up', 'render', [other({ needsDongle: false })], go('two')],
  ['[Q27] another line has a run of its own', 'render', [other({ line: 'clinic' })], go('two')],
])('%s', (_, preset, underWay, run) => {
  const line = preset === 'clinic' ? 'clinic' : 'render'
  expect(decideRun(presets[preset], { line, dongle: 'two', plugged, underWay })).toEqual(run)
})

function go(...dongles: string[]): DongleRun {
  return { outcome: 'go', dongles }
}
