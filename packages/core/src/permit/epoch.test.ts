import { expect, test } from 'vitest'
import type { Lease } from '../document/lease.ts'
import type { Permit } from '../document/permit.ts'
import { dayMs, hourMs, toSeconds } from '../time.ts'
import { decideCheckIn, type EpochState, isEpochRunning, isSpent } from './epoch.ts'
import { epochMs } from './limits.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const restored: EpochState = { epoch: 1, endsAt: later(epochMs), missing: 1 }

test.each<[string, Partial<EpochState>, Date, boolean]>([
  ['it runs from the restore on', {}, now, true],
  ['until all that could have been given out is dead', {}, later(10 * dayMs + 3 * hourMs - 1), true],
  ['and no longer', {}, later(10 * dayMs + 3 * hourMs), false],
  ['nor when every machine has checked in', { missing: 0 }, now, false],
  ['a database that was never restored waits for nobody', { epoch: 0, endsAt: null }, now, false],
])('[Q92] %s', (_, changes, at, running) => {
  expect(isEpochRunning({ ...restored, ...changes }, at)).toBe(running)
})

const machine = { company: 'com_1', licenseServer: 'ls_1' } as const
const permit = { machine: 'ls_1', company: 'com_1', exp: toSeconds(later(dayMs)) } as Partial<Permit> as Permit
const lease = {
  machine: 'ls_1',
  company: { id: 'com_1', name: 'Company' },
  source: 'cloud',
  exp: toSeconds(later(dayMs)),
} as Partial<Lease> as Lease

test.each<[string, Partial<Permit>, boolean]>([
  ['its own permit is put on record', {}, true],
  ['in the margin too: the cloud counts it until then', { exp: toSeconds(later(1000 - 3 * hourMs)) }, true],
  ['a dead one is not', { exp: toSeconds(later(-3 * hourMs)) }, false],
  ['another machine’s is not', { machine: 'ls_2' }, false],
  ['another company’s is not', { company: 'com_2' }, false],
])('%s', (_, changes, counts) => {
  const { permits } = decideCheckIn(machine, { permits: [{ ...permit, ...changes }], leases: [] }, now)
  expect(permits).toHaveLength(counts ? 1 : 0)
})

test.each<[string, Partial<Lease>, boolean]>([
  ['its own seat in the cloud is put on record', {}, true],
  ['one that is over is not', { exp: toSeconds(now) }, false],
  ['one of a dongle is not: the License Server gave it', { source: 'dongle' }, false],
  ['another machine’s is not', { machine: 'ls_2' }, false],
])('%s', (_, changes, counts) => {
  const { leases } = decideCheckIn(machine, { permits: [], leases: [{ ...lease, ...changes }] }, now)
  expect(leases).toHaveLength(counts ? 1 : 0)
})

test('[Q92] a machine that is gone is counted with until nothing it was ever given can be good', () => {
  const goneAt = new Date(Date.UTC(2026, 2, 1))
  const after = (ms: number) => new Date(goneAt.getTime() + ms)
  expect(isSpent(goneAt, after(epochMs - 1))).toBe(false)
  expect(isSpent(goneAt, after(epochMs))).toBe(true)
})
