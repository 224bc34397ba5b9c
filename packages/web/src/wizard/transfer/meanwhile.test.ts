import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { expect, test } from 'vitest'
import { type Meanwhile, meanwhileOf } from './meanwhile.ts'

type Run = Pick<LocalTransfer, 'dongle' | 'phase' | 'unavailable' | 'drain'>

const at = '2026-11-22T08:00:00.000Z'
const dongle = { key: 'A'.repeat(43), serial: 'S-1', label: 'Key 1' }
const chip = { dongle: { ...dongle, class: 'A' }, phase: 'reserved', unavailable: false, drain: null } as const
const readable = { ...chip, dongle: { ...dongle, class: 'B' } } as const
const held = { usable: true, plugged: true }
const objections = { holders: [], notBefore: at }
const waits: Run['drain'] = {
  holders: [{ licenseServer: 'ls_01hzxk3jjh8fv9r3w4m5n6p7q8', name: 'old workshop', until: at }],
  notBefore: at,
}

test.each<[string, Run, typeof held | undefined, Meanwhile]>([
  ['a dongle that has not been written', chip, undefined, 'on-dongle'],
  ['a dongle that may be writing', { ...chip, unavailable: true }, undefined, 'may-be-off'],
  ['a dongle that is off', { ...chip, phase: 'retired', unavailable: true }, undefined, 'off-dongle'],
  ['a permit and its dongle', readable, held, 'by-permit'],
  ['a permit and no dongle', readable, { usable: true, plugged: false }, 'by-permit-unplugged'],
  ['a permit that has ended', readable, { usable: false, plugged: true }, 'no-permit'],
  ['no permit while another machine has one', { ...readable, drain: waits }, undefined, 'no-permit'],
  ['no permit while its owner may object', { ...readable, drain: objections }, undefined, 'provisional'],
  ['a permit given back, no answer yet', { ...readable, phase: 'retired', unavailable: true }, undefined, 'given-back'],
])('[Q62] with %s it says what can be used', (_, run, permit, expected) => {
  expect(meanwhileOf(run, permit)).toBe(expected)
})
