import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CompanyId, LicenseId, LicenseServerId, TransferId } from '../id.ts'
import { addDays, dayMs, hourMs } from '../time.ts'
import type { TransferDecision } from '../transfer/decide.ts'
import {
  decideDrainEnd,
  decideGiveBack,
  decideMove,
  decidePermit,
  type MoveQuestion,
  type PermitQuestion,
} from './decide.ts'
import type { DrainingState, RecordedPermit } from './drain.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const [ours, theirs]: CompanyId[] = ['com_1', 'com_2']
const [here, there]: LicenseServerId[] = ['ls_1', 'ls_2']
const [scan, design]: LicenseId[] = ['lic_1', 'lic_2']
const transfer: TransferId = 'tr_1'
if (!ours || !theirs || !here || !there || !scan || !design) throw new Error('each name has a value')

const drain: DrainingState = {
  state: 'draining',
  transfer,
  company: ours,
  machine: here,
  licenses: [scan],
  openedAt: now,
  notBefore: null,
  cancelable: true,
}
const record = (machine: LicenseServerId, number: number, more: Partial<RecordedPermit> = {}): RecordedPermit => ({
  machine,
  number,
  expiresAt: later(5 * dayMs),
  licenses: [scan, design],
  ...more,
})

const question: PermitQuestion = {
  company: ours,
  machine: here,
  have: 0,
  newest: 0,
  owner: ours,
  licenses: [
    { license: scan, drain: { state: 'free' } },
    { license: design, drain: { state: 'free' } },
  ],
  records: [],
  leasedUntil: null,
  epochRunning: false,
  now,
}
const scanIs = (state: PermitQuestion['licenses'][number]['drain']): Partial<PermitQuestion> => ({
  licenses: [{ license: scan, drain: state }],
})
const grant = (number: number, licenses: LicenseId[], expiresAt: Date) => ({
  outcome: 'grant',
  number,
  licenses,
  expiresAt,
})
const refused = (code: string) => ({ outcome: 'refused', code })
const bothDraining = {
  licenses: [
    { license: scan, drain },
    { license: design, drain: { state: 'free' as const } },
  ],
}
const graceEnd = later(20 * dayMs)

test.each<[string, Partial<PermitQuestion>, object]>([
  ['a free dongle is served for ten days', {}, grant(1, [scan, design], later(10 * dayMs))],
  ['a dongle that is nobody’s yet is served', { owner: null }, grant(1, [scan, design], later(10 * dayMs))],
  ['[Q54] another company’s dongle is not', { owner: theirs }, refused('dongle-of-other-company')],
  [
    'a renewal has the next number',
    { have: 3, newest: 3, records: [record(here, 3)] },
    grant(4, [scan, design], later(10 * dayMs)),
  ],
  ['a lost answer is repeated', { have: 2, newest: 3, records: [record(here, 3)] }, { outcome: 'repeat', number: 3 }],
  ['what was given back is not repeated', { have: 2, newest: 3 }, grant(4, [scan, design], later(10 * dayMs))],
  [
    'what lists something else is not repeated',
    { have: 2, newest: 3, records: [record(here, 3, { licenses: [scan] })] },
    grant(4, [scan, design], later(10 * dayMs)),
  ],
  [
    'a number never falls, though a backup forgot it',
    { have: 9, newest: 3 },
    grant(10, [scan, design], later(10 * dayMs)),
  ],
  ['[Q92] no new permit for what is draining', { ...scanIs(drain), machine: there }, refused('permit-draining')],
  [
    '[Q92] the asking machine is renewed while another is out',
    { ...scanIs(drain), records: [record(there, 1)] },
    grant(1, [scan], later(10 * dayMs)),
  ],
  [
    '[Q92] and no more when it is the last [mistake 5]',
    { ...scanIs(drain), records: [record(here, 1)] },
    refused('permit-draining'),
  ],
  [
    '[Q92] a machine that only joined is not renewed [mistake 4]',
    { ...scanIs(drain), machine: there, records: [record(here, 1)] },
    refused('permit-draining'),
  ],
  [
    '[Q91] the last one keeps what it may serve: no permit of fewer licenses takes its place',
    { ...bothDraining, have: 3, newest: 3, records: [record(here, 3, { licenses: [scan, design] })] },
    refused('permit-draining'),
  ],
  [
    '[Q91] and gets it once more where the answer was lost',
    { ...bothDraining, have: 2, newest: 3, records: [record(here, 3, { licenses: [scan, design] })] },
    { outcome: 'repeat', number: 3 },
  ],
  [
    '[Q91] who joined a drain, or only holds a permit, keeps what it may serve and hears of the drain',
    { ...bothDraining, machine: there, have: 3, newest: 3, records: [record(there, 3)] },
    refused('permit-draining'),
  ],
  [
    '[Q91] and gets it once more where the answer was lost, although others are out',
    { ...bothDraining, machine: there, have: 2, newest: 3, records: [record(there, 3), record(here, 1)] },
    { outcome: 'repeat', number: 3 },
  ],
  [
    '[Q91] a grace does not take from it either what waits for a restored cloud',
    {
      licenses: [
        { license: scan, drain: { state: 'grace', until: graceEnd } },
        { license: design, drain: { state: 'free' } },
      ],
      have: 3,
      newest: 3,
      records: [record(here, 3)],
      epochRunning: true,
    },
    refused('epoch-running'),
  ],
  [
    'what has run out holds nothing back',
    { ...bothDraining, machine: there, have: 3, newest: 3, records: [record(there, 3, { expiresAt: now })] },
    grant(4, [design], later(10 * dayMs)),
  ],
  [
    'nor does what has moved',
    {
      licenses: [
        { license: scan, drain: { state: 'moved' } },
        { license: design, drain: { state: 'free' } },
      ],
      have: 3,
      newest: 3,
      records: [record(here, 3)],
    },
    grant(4, [design], later(10 * dayMs)),
  ],
  ['what is not on its way is served on', { ...bothDraining, machine: there }, grant(1, [design], later(10 * dayMs))],
  [
    '[Q92] a permit in a grace ends three hours before it [mistake 6]',
    scanIs({ state: 'grace', until: later(2 * dayMs) }),
    grant(1, [scan], later(2 * dayMs - 3 * hourMs)),
  ],
  [
    'and after ten days in a long one',
    scanIs({ state: 'grace', until: graceEnd }),
    grant(1, [scan], later(10 * dayMs)),
  ],
  ['[Q92] none in the last three hours', scanIs({ state: 'grace', until: later(3 * hourMs) }), refused('permit-moved')],
  ['[Q92] none for what has moved', scanIs({ state: 'moved' }), refused('permit-moved')],
  ['[Q92] none while a restore is waited out', { epochRunning: true }, refused('epoch-running')],
  [
    'not even for the asking machine',
    { ...scanIs(drain), records: [record(there, 1)], epochRunning: true },
    refused('epoch-running'),
  ],
  [
    'but a grace goes on',
    { ...scanIs({ state: 'grace', until: graceEnd }), epochRunning: true },
    grant(1, [scan], later(10 * dayMs)),
  ],
  ['[Q92] none beside a lease that serves in its place', { leasedUntil: later(1) }, refused('permit-provisional')],
  ['a lease that is over holds nothing back', { leasedUntil: now }, grant(1, [scan, design], later(10 * dayMs))],
  ['nothing on it is nothing to permit', { licenses: [] }, refused('product-unknown')],
])('%s', (_, changes, answer) => {
  expect(decidePermit({ ...question, ...changes })).toEqual(answer)
})

const moves: TransferDecision = { outcome: 'all-moved', move: [scan], keep: [] }
const moving: MoveQuestion = {
  company: ours,
  drain: undefined,
  contract: moves,
  possession: { proof: 'assigned' },
  graceDays: 0,
  graceUsed: undefined,
  records: [],
  epochRunning: false,
  now,
}
const weak = { proof: 'waited', notBefore: later(72 * hourMs) } as const

test.each<[string, Partial<MoveQuestion>, object]>([
  ['what moves is drained', {}, { outcome: 'drain', notBefore: null }],
  ['our own open transfer is joined', { drain }, { outcome: 'join', transfer }],
  ['[Q54] another company’s is waited for', { drain: { ...drain, company: theirs } }, refused('busy')],
  [
    'what does not move is answered',
    { contract: { outcome: 'nothing-relevant' } },
    { outcome: 'answer', contract: { outcome: 'nothing-relevant' } },
  ],
  ['[Q54] a weak proof waits', { possession: weak }, { outcome: 'drain', notBefore: weak.notBefore }],
  [
    'a wait that is over is none',
    { possession: { proof: 'waited', notBefore: now } },
    { outcome: 'drain', notBefore: null },
  ],
  ['[Q70] a grace credits at once', { graceDays: 30 }, { outcome: 'grace', until: addDays(now, 30) }],
  [
    '[Q70] and lasts as long as any permit that is out [mistake 16]',
    { graceDays: 1, records: [record(there, 1)] },
    { outcome: 'grace', until: later(5 * dayMs) },
  ],
  [
    'a permit for something else does not lengthen it',
    { graceDays: 1, records: [record(there, 1, { licenses: [design] })] },
    { outcome: 'grace', until: addDays(now, 1) },
  ],
  [
    '[Q70] a later wave ends with it',
    { graceDays: 30, graceUsed: later(3 * dayMs) },
    { outcome: 'grace', until: later(3 * dayMs) },
  ],
  [
    '[Q70] what outlasts it is waited for',
    { graceDays: 30, graceUsed: later(3 * dayMs), records: [record(there, 1)] },
    { outcome: 'drain', notBefore: null },
  ],
  [
    '[Q70] it is never restarted [mistake 18]',
    { graceDays: 30, graceUsed: now },
    { outcome: 'drain', notBefore: null },
  ],
  ['[Q92] none begins while a restore is waited out', { graceDays: 30, epochRunning: true }, refused('epoch-running')],
  ['a drain may begin then', { epochRunning: true }, { outcome: 'drain', notBefore: null }],
  ['[Q70] none begins on a weak proof', { graceDays: 30, possession: weak }, refused('possession-unproven')],
])('%s', (_, changes, answer) => {
  expect(decideMove({ ...moving, ...changes })).toEqual(answer)
})

const state = { records: [] as RecordedPermit[], newest: 4, epochRunning: false, now }
test.each<[string, Partial<DrainingState>, Partial<typeof state>, object]>([
  ['nothing is out: it ends', {}, {}, { outcome: 'finish' }],
  [
    '[Q92] another machine’s permit is waited for [mistake 3]',
    {},
    { records: [record(there, 1)] },
    { outcome: 'wait', holders: [{ machine: there, until: later(5 * dayMs + 3 * hourMs) }] },
  ],
  [
    '[Q92] LAST is said of the own one only [mistake 11]',
    {},
    { records: [record(here, 4), record(there, 1)] },
    { outcome: 'wait', holders: [{ machine: there, until: later(5 * dayMs + 3 * hourMs) }] },
  ],
  ['LAST names the newest number ever given', {}, { records: [record(here, 3)] }, { outcome: 'last', number: 4 }],
  [
    'a permit for something else is not waited for',
    {},
    { records: [record(there, 1, { licenses: [design] })] },
    { outcome: 'finish' },
  ],
  [
    '[Q92] a dead permit is not waited for',
    {},
    { records: [record(there, 1, { expiresAt: later(-3 * hourMs) })] },
    { outcome: 'finish' },
  ],
  [
    '[Q92] the margin is [mistake 22]',
    {},
    { records: [record(there, 1, { expiresAt: later(1 - 3 * hourMs) })] },
    { outcome: 'wait', holders: [{ machine: there, until: later(1) }] },
  ],
  ['[Q92] nothing ends while a restore is waited out', {}, { epochRunning: true }, { outcome: 'wait', holders: [] }],
  [
    '[Q92] nor is LAST said [mistake 17]',
    {},
    { epochRunning: true, records: [record(here, 4)] },
    { outcome: 'wait', holders: [] },
  ],
  ['[Q54] a weak proof is waited out', { notBefore: later(1) }, {}, { outcome: 'wait', holders: [] }],
  ['and then it ends', { notBefore: now }, {}, { outcome: 'finish' }],
])('%s', (_, changes, given, answer) => {
  expect(decideDrainEnd({ ...drain, ...changes }, { ...state, ...given })).toEqual(answer)
})

test.each<[string, number, number, string]>([
  ['the newest number clears the record', 3, 3, 'cleared'],
  ['[Q92] an older one says nothing about a newer permit [mistake 8]', 2, 3, 'stale'],
  ['one that was never given says nothing', 4, 3, 'stale'],
])('%s', (_, number, newest, outcome) => {
  expect(decideGiveBack({ number, newest })).toEqual({ outcome })
})

const anyRecord = fc.record({
  machine: fc.constantFrom(here, there),
  number: fc.integer({ min: 1, max: 9 }),
  expiresAt: fc.integer({ min: -20 * dayMs, max: 10 * dayMs }).map(later),
  licenses: fc.subarray([scan, design], { minLength: 1 }),
})
const anyRecords = fc.uniqueArray(anyRecord, {
  maxLength: 6,
  selector: ({ machine, number }) => `${machine} ${number}`,
})

test('[Q92] law: a drain ends, or says LAST, only when no other machine can hold a permit for what it moves', () => {
  fc.assert(
    fc.property(anyRecords, fc.boolean(), (records, epochRunning) => {
      const end = decideDrainEnd(drain, { records, newest: 9, epochRunning, now })
      const usable = records.filter(({ expiresAt, licenses }) => expiresAt > now && licenses.includes(scan))
      if (end.outcome !== 'wait') expect(usable.filter(({ machine }) => machine !== here)).toEqual([])
      if (end.outcome === 'finish') expect(usable).toEqual([])
      if (epochRunning) expect(end.outcome).toBe('wait')
    }),
  )
})

test('[Q92] law: every drain ends by itself, ten days and three hours after the last permit at most', () => {
  fc.assert(
    fc.property(anyRecords, (records) => {
      const end = decideDrainEnd(drain, {
        records,
        newest: 9,
        epochRunning: false,
        now: later(10 * dayMs + 3 * hourMs),
      })
      expect(end).toEqual({ outcome: 'finish' })
    }),
  )
})

test('[Q92] law: a permit never lists what moved, never outlasts ten days, and never a grace less its margin', () => {
  const anyState = fc.oneof(
    fc.constantFrom({ state: 'free' as const }, { state: 'moved' as const }, drain),
    fc.integer({ min: -dayMs, max: 30 * dayMs }).map((ms) => ({ state: 'grace' as const, until: later(ms) })),
  )
  fc.assert(
    fc.property(anyState, anyState, anyRecords, fc.boolean(), (first, second, records, epochRunning) => {
      const licenses = [
        { license: scan, drain: first },
        { license: design, drain: second },
      ]
      const decision = decidePermit({ ...question, licenses, records, epochRunning })
      if (decision.outcome !== 'grant') return
      expect(decision.expiresAt.getTime()).toBeLessThanOrEqual(later(10 * dayMs).getTime())
      expect(decision.expiresAt.getTime()).toBeGreaterThan(now.getTime())
      for (const { license, drain: held } of licenses.filter(({ license }) => decision.licenses.includes(license))) {
        expect(held.state).not.toBe('moved')
        if (held.state === 'grace')
          expect(decision.expiresAt.getTime()).toBeLessThanOrEqual(held.until.getTime() - 3 * hourMs)
        if (epochRunning) expect(`${license} ${held.state}`).toBe(`${license} grace`)
      }
    }),
  )
})

test('[Q91] law: no new permit takes from a machine what its own still allows and the cloud does not have', () => {
  const anyState = fc.constantFrom<PermitQuestion['licenses'][number]['drain']>(
    { state: 'free' },
    { state: 'moved' },
    { state: 'grace', until: graceEnd },
    drain,
    { ...drain, machine: there },
  )
  fc.assert(
    fc.property(anyState, anyState, anyRecords, fc.boolean(), (first, second, records, epochRunning) => {
      const newest = Math.max(0, ...records.flatMap(({ machine, number }) => (machine === here ? [number] : [])))
      const licenses = [
        { license: scan, drain: first },
        { license: design, drain: second },
      ]
      const decision = decidePermit({ ...question, have: newest, newest, licenses, records, epochRunning })
      if (decision.outcome !== 'grant') return
      const held = records.find(({ machine, number, expiresAt }) => {
        return machine === here && number === newest && expiresAt > now
      })
      const onDongle = licenses.filter(({ drain: { state } }) => state === 'free' || state === 'draining')
      for (const { license } of onDongle)
        if (held?.licenses.includes(license)) expect(decision.licenses).toContain(license)
    }),
  )
})

test('[Q70] law: no permit that is out when a grace begins outlasts it', () => {
  fc.assert(
    fc.property(
      anyRecords,
      fc.integer({ min: 1, max: 30 }),
      fc.option(fc.integer({ min: 1, max: 30 })),
      (records, graceDays, used) => {
        const graceUsed = used === null ? undefined : addDays(now, used)
        const decision = decideMove({ ...moving, graceDays, graceUsed, records })
        if (decision.outcome !== 'grace') return
        for (const { expiresAt, licenses } of records)
          if (licenses.includes(scan)) expect(expiresAt.getTime()).toBeLessThanOrEqual(decision.until.getTime())
      },
    ),
  )
})
