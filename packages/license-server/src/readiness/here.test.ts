import type { HeldLicense } from '@undongle/core/api/license'
import { makeId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { presets } from '@undongle/core/policy/presets'
import { expect, test } from 'vitest'
import { countHere, type Here } from './here.ts'

const now = new Date('2026-11-22T12:00:00.000Z')
let made = 0
const licenseOf = (changes: Partial<License> = {}): License => ({
  id: makeId('license', now, (size) => new Uint8Array(size).fill(++made)),
  line: 'clinic',
  product: 'clinic-scan',
  name: 'Scan',
  generation: '3.0',
  quantity: 1,
  term: { kind: 'perpetual' },
  ...changes,
})

const heldOf = (license: License, place: HeldLicense['place']): HeldLicense => ({
  license,
  contract: 'C-1',
  kind: 'commercial',
  place,
  dongle: 'D-1',
  transfer: null,
  waveOpensAt: null,
  priceReference: '',
  renewalReference: '',
  metered: false,
  points: null,
  users: [],
})

const dongleOf = (
  serial: string,
  licenses: readonly License[],
  state: 'on' | 'off' = 'on',
): Here['plugged'][number] => ({
  shown: {
    dongle: serial,
    key: null,
    serial,
    label: serial,
    driver: { name: 'file', version: '1.0', evaluation: true },
    state: 'ready',
    problem: null,
    grade: null,
    pin: 'none',
    generation: 1,
    licenses: licenses.map((license) => ({ license, state, until: null })),
  },
})

type Tried = Here['transfers'][number]
const tried = (result: Tried['result'], changes: Partial<Tried> = {}): Tried => ({
  line: 'clinic',
  dongle: { serial: 'D-2' },
  startedAt: '2026-11-21T12:00:00.000Z',
  result,
  ...changes,
})
const later = { startedAt: '2026-11-22T11:00:00.000Z' }

const asked: Here = {
  line: { id: 'clinic', name: 'Clinic', policy: presets.clinic },
  cloud: undefined,
  known: [],
  plugged: [],
  transfers: [],
  now,
}
const [scan, lab] = [licenseOf(), licenseOf({ line: 'lab' })]
const ended = licenseOf({ term: { kind: 'until', until: '2026-11-21' } })
const closed = { ...asked.line, waveOpensAt: null }

test.each<[string, Partial<Here>, Partial<ReturnType<typeof countHere>>]>([
  ['nothing is known', {}, { inCloud: 0, onDongle: 0, movable: 0 }],
  [
    '[Q02] without the cloud, what it last said counts',
    { known: [heldOf(scan, 'cloud')] },
    { inCloud: 1, onDongle: 0 },
  ],
  ['of another line, it does not', { known: [heldOf(lab, 'cloud')] }, { inCloud: 0 }],
  ['what has ended does not', { known: [heldOf(ended, 'cloud')] }, { inCloud: 0, onDongle: 0 }],
  ['a license on a dongle can move', { known: [heldOf(scan, 'dongle')] }, { inCloud: 0, onDongle: 1, movable: 1 }],
  [
    '[Q09] in a wave to come it cannot',
    { known: [heldOf(scan, 'dongle')], line: closed },
    { movable: 0, waitsForWave: true },
  ],
  ['a dongle nobody knows of counts as well', { plugged: [dongleOf('D-2', [scan, lab])] }, { onDongle: 1, movable: 1 }],
  [
    'one that the cloud knows counts once',
    { plugged: [dongleOf('D-1', [scan])], known: [heldOf(scan, 'dongle')] },
    { onDongle: 1, movable: 1 },
  ],
  ['what is off on a dongle is not there', { plugged: [dongleOf('D-2', [scan], 'off')] }, { onDongle: 0 }],
  ...(['no-subscription', 'other-company', 'nothing-relevant', 'ineligible'] as const).map(
    (result): [string, Partial<Here>, Partial<ReturnType<typeof countHere>>] => [
      `[Q52] whose transfer was answered ${result} is not offered it again by itself`,
      { plugged: [dongleOf('D-2', [scan])], transfers: [tried('cancelled'), tried(result, later)] },
      { onDongle: 1, movable: 0 },
    ],
  ),
  [
    'who called it off is',
    { plugged: [dongleOf('D-2', [scan])], transfers: [tried('no-subscription'), tried('cancelled', later)] },
    { movable: 1 },
  ],
  [
    'the answer for another dongle or line does not count',
    {
      plugged: [dongleOf('D-2', [scan])],
      transfers: [tried('no-subscription', { dongle: { serial: 'D-3' } }), tried('no-subscription', { line: 'lab' })],
    },
    { movable: 1 },
  ],
  ['what has ended on a dongle is not there', { plugged: [dongleOf('D-2', [ended])] }, { onDongle: 0 }],
])('%s', (_, changes, expected) => {
  expect(countHere({ ...asked, ...changes })).toMatchObject(expected)
})
