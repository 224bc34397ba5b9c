import type { Permit } from '@undongle/core/document/permit'
import { makeId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import { expect, test } from 'vitest'
import type { ReadDongle } from '../dongle/desk.ts'
import type { PermitAnswer } from '../permit/standing.ts'
import { findServed } from './dongle-seat.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const id = (seed: number) => makeId('license', now, (sizeBytes) => new Uint8Array(sizeBytes).fill(seed))
const license = (seed: number, product: string): License => ({
  id: id(seed),
  line: 'clinic',
  product,
  name: product,
  generation: '3.0',
  quantity: 2,
  term: { kind: 'perpetual' },
})
const scan = license(1, 'clinic-scan')
const design = license(2, 'clinic-design')

const permitFor = (...named: License[]): PermitAnswer => {
  const licenses = named.map(({ id, line, product, name, generation, quantity, term }) => {
    return { license: id, line, product, name, generation, seats: quantity, term, metered: false, onlineOnly: false }
  })
  return { permit: { licenses } as unknown as Permit, until: now }
}
const notNeeded: PermitAnswer = { permit: 'not-needed' }

type State = { state: 'on' | 'off' | 'until'; until: string | null }
const on: State = { state: 'on', until: null }
const off: State = { state: 'off', until: null }
const until = (moment: string): State => ({ state: 'until', until: moment })

function dongle(grade: 'A' | 'B', states: readonly [License, State][], more: object = {}): ReadDongle {
  const licenses = states.map(([license, state]) => ({ license, ...state }))
  return {
    shown: { state: 'ready', licenses },
    evidence: { grade: { class: grade } },
    list: { licenses: states.map(([license]) => license) },
    ...more,
  } as unknown as ReadDongle
}

test.each<[string, ReadDongle, PermitAnswer, boolean]>([
  ['class A, on, no permit needed', dongle('A', [[scan, on]]), notNeeded, true],
  ['class A, off', dongle('A', [[scan, off]]), notNeeded, false],
  ['class A, off, though a permit names it', dongle('A', [[scan, off]]), permitFor(scan), false],
  ['class A, on, and the permit names it', dongle('A', [[scan, on]]), permitFor(scan, design), true],
  ['class A put back to on, but the permit leaves it out', dongle('A', [[scan, on]]), permitFor(design), false],
  ['class A, before the end of a grace', dongle('A', [[scan, until('2026-03-01T12:00:01.000Z')]]), notNeeded, true],
  ['class A, at the end of a grace', dongle('A', [[scan, until('2026-03-01T12:00:00.000Z')]]), notNeeded, false],
  ['class A, list not signed by the vendor', dongle('A', [[scan, on]], { list: undefined }), notNeeded, false],
  ['class B, and the permit names it', dongle('B', [[scan, on]]), permitFor(scan), true],
  ['class B without a list', dongle('B', [], { list: undefined }), permitFor(scan), true],
  ['class B, moved: the permit no longer names it', dongle('B', [[scan, on]]), permitFor(design), false],
  ['class B, switched off while it could be written', dongle('B', [[scan, off]]), permitFor(scan), false],
  [
    'a dongle that is not whole',
    dongle('A', [[scan, on]], { shown: { state: 'damaged', licenses: [{ license: scan, ...on }] } }),
    notNeeded,
    false,
  ],
])('[Q92] what a dongle serves: %s', (_, plugged, answer, serves) => {
  expect(findServed(plugged, answer, 'clinic-scan', { metered: new Set(), now })?.license).toBe(
    serves ? scan.id : undefined,
  )
})

const points = (metered: boolean): PermitAnswer => {
  const { permit, until } = permitFor(scan) as { permit: Permit; until: Date }
  return { permit: { ...permit, licenses: permit.licenses.map((named) => ({ ...named, metered })) }, until }
}
test.each<[string, 'A' | 'B', PermitAnswer, readonly string[], number]>([
  ['class A, nobody says that it is metered', 'A', notNeeded, ['clinic-design'], 2],
  ['class A, the cloud said that it is metered', 'A', notNeeded, ['clinic-scan'], Number.POSITIVE_INFINITY],
  ['class A, its permit says that it is', 'A', points(true), [], Number.POSITIVE_INFINITY],
  ['class A, its permit says that it is not', 'A', points(false), ['clinic-scan'], 2],
  ['class B, its permit says that it is', 'B', points(true), [], Number.POSITIVE_INFINITY],
  ['class B, its permit says that it is not', 'B', points(false), ['clinic-scan'], 2],
])('points limit no seats: %s', (_, grade, answer, metered, seats) => {
  const found = findServed(dongle(grade, [[scan, on]]), answer, 'clinic-scan', { metered: new Set(metered), now })
  expect(found).toMatchObject({ seats, metered: seats !== 2 })
})
