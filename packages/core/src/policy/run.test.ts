import { expect, test } from 'vitest'
import { presets } from './presets.ts'
import { dongleBefore, donglesBeside, type Plugged, type UnderWay } from './run.ts'

type Preset = keyof typeof presets

const running = (changes: Partial<UnderWay> = {}): UnderWay => ({
  dongle: 'one',
  line: 'render',
  needsDongle: true,
  ...changes,
})

test.each<[string, Preset, readonly UnderWay[], string | undefined]>([
  ['[Q67] clinic begins another one meanwhile', 'clinic', [running({ line: 'clinic' })], undefined],
  ['[Q66] render begins the one that was asked for', 'render', [], undefined],
  ['[Q66] render begins no other one meanwhile', 'render', [running()], 'one'],
  ['[Q66] lab begins no other one either', 'lab', [running({ line: 'lab' })], 'one'],
  ['[Q66] the same dongle again is no other one', 'render', [running({ dongle: 'two' })], undefined],
  [
    '[Q42] one that has given its licenses away holds nobody up',
    'render',
    [running({ needsDongle: false })],
    undefined,
  ],
  ['[Q27] another line has a run of its own', 'render', [running({ line: 'clinic' })], undefined],
])('%s', (_, preset, underWay, before) => {
  expect(dongleBefore(presets[preset], { line: preset, dongle: 'two' }, underWay)).toBe(before)
})

const holding = (dongle: string, ...lines: string[]): Plugged => ({ dongle, lines })
const two = holding('two', 'clinic', 'lab')
const three = holding('three', 'clinic')

test.each<[string, Preset, readonly Plugged[], readonly string[]]>([
  [
    '[Q67] clinic moves all dongles in the machine in one run',
    'clinic',
    [holding('one', 'clinic'), two, three],
    ['one', 'three'],
  ],
  ['[Q67] one that holds nothing of the line stays out', 'clinic', [holding('one', 'lab'), two, three], ['three']],
  ['[Q67] one that holds nothing at all stays out', 'clinic', [holding('one'), two], []],
  ['[Q66] render moves one alone', 'render', [holding('one', 'render'), holding('two', 'render')], []],
])('%s', (_, preset, idle, beside) => {
  expect(donglesBeside(presets[preset], { line: preset, dongle: 'two' }, idle)).toEqual(beside)
})
