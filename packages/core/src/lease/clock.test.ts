import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayMs, hourMs, minuteMs } from '../time.ts'
import { type ClockReading, type ClockState, contactClock, type TrustedTime, tellTime, unknownBoot } from './clock.ts'

const contactMs = Date.parse('2026-03-01T12:00:00Z')
const start: ClockState = contactClock(undefined, { wallMs: contactMs, bootId: 'a', bootMs: hourMs }, contactMs)

/** What the machine says `afterMs` after the contact, in the same boot, with its wall clock wrong by `offMs`. */
const reading = (afterMs: number, offMs = 0): ClockReading => ({
  wallMs: contactMs + afterMs + offMs,
  bootId: 'a',
  bootMs: hourMs + afterMs,
})

describe('one reading, two hours after the contact', () => {
  const after = 2 * hourMs
  const right = contactMs + after
  test.each<[string, number, TrustedTime]>([
    ['right', 0, { kind: 'trusted', nowMs: right }],
    ['ahead by a day', dayMs, { kind: 'trusted', nowMs: right + dayMs }],
    [
      'ahead by more',
      dayMs + 1,
      { kind: 'clock-ahead', nowMs: right + dayMs + 1, aheadMs: dayMs + 1, believedMs: right },
    ],
    ['behind by 5 min', -5 * minuteMs, { kind: 'trusted', nowMs: right }],
    ['behind by more', -5 * minuteMs - 1, { kind: 'clock-behind', nowMs: right, behindMs: 5 * minuteMs + 1 }],
    ['behind by a day', -dayMs, { kind: 'clock-behind', nowMs: right, behindMs: dayMs }],
    ['behind by more than a day', -dayMs - 1, { kind: 'contact-needed', reason: 'clock-far-behind' }],
  ])('[Q74] a wall clock that is %s', (_, offMs, time) => {
    expect(tellTime(start, reading(after, offMs)).time).toEqual(time)
  })
})

test('[Q74] without a readable state only contact tells the time', () => {
  expect(tellTime(undefined, reading(0))).toEqual({
    time: { kind: 'contact-needed', reason: 'clock-state-unreadable' },
    state: undefined,
  })
  const { time } = tellTime(contactClock(undefined, reading(hourMs), contactMs + hourMs), reading(2 * hourMs))
  expect(time).toEqual({ kind: 'trusted', nowMs: contactMs + 2 * hourMs })
})

test('contact forgives a clock that ran ahead', () => {
  const { state } = tellTime(start, reading(hourMs, 23 * hourMs))
  expect(state?.highestMs).toBe(contactMs + dayMs)
  expect(contactClock(state, reading(hourMs), contactMs + hourMs).highestMs).toBe(contactMs + hourMs)
})

test('a replayed contact sets nothing back', () => {
  const { state } = tellTime(start, reading(dayMs))
  expect(contactClock(state, reading(2 * dayMs), contactMs)).toBe(state)
  expect(contactClock(state, reading(2 * dayMs), contactMs + dayMs)).toBe(state)
})

test('an empty clock battery after a reboot asks for contact, and the right date mends it', () => {
  const reset = tellTime(start, { wallMs: Date.parse('2000-01-01'), bootId: 'b', bootMs: minuteMs })
  expect(reset.time).toEqual({ kind: 'contact-needed', reason: 'clock-far-behind' })
  const mended = tellTime(reset.state, { wallMs: contactMs + hourMs, bootId: 'b', bootMs: 2 * minuteMs })
  expect(mended.time).toEqual({ kind: 'trusted', nowMs: contactMs + hourMs })
})

test('where boots have no name, an uptime that went back tells a new boot', () => {
  const unnamed = contactClock(undefined, { ...reading(0), bootId: unknownBoot }, contactMs)
  const { time } = tellTime(unnamed, { wallMs: contactMs - hourMs, bootId: unknownBoot, bootMs: 10 * minuteMs })
  expect(time).toMatchObject({ kind: 'clock-behind', nowMs: contactMs + 10 * minuteMs })
})

test('a snapshot put back under a running machine does not count its uptime twice', () => {
  const { time } = tellTime(tellTime(start, reading(dayMs)).state, { ...reading(dayMs), bootMs: hourMs })
  expect(time).toEqual({ kind: 'trusted', nowMs: contactMs + dayMs })
})

test('a boot whose name is once not found is not a new boot', () => {
  const { time } = tellTime(start, { ...reading(hourMs), bootId: unknownBoot })
  expect(time).toEqual({ kind: 'trusted', nowMs: contactMs + hourMs })
})

const anyReading = fc.record({
  wallMs: fc.integer({ min: contactMs - 400 * dayMs, max: contactMs + 400 * dayMs }),
  bootId: fc.constantFrom('a', 'b', unknownBoot),
  bootMs: fc.integer({ min: 0, max: 40 * dayMs }),
})

test('law: without contact, what is believed never goes back, and no time told is before it', () => {
  fc.assert(
    fc.property(fc.array(anyReading, { maxLength: 20 }), (readings) => {
      let state: ClockState | undefined = start
      for (const next of readings) {
        const before: number = state?.highestMs ?? 0
        const told = tellTime(state, next)
        expect(told.state?.highestMs).toBeGreaterThanOrEqual(before)
        if (told.time.kind !== 'contact-needed') expect(told.time.nowMs).toBeGreaterThanOrEqual(before)
        state = told.state
      }
    }),
  )
})

test('law: a jump ahead, however often read, does not burn the lease once the clock is put right', () => {
  const jump = fc.integer({ min: dayMs + 1, max: 4000 * dayMs })
  const steps = fc.array(fc.integer({ min: 0, max: dayMs }), { minLength: 1, maxLength: 10 })
  fc.assert(
    fc.property(jump, steps, (jumpMs, gaps) => {
      let state: ClockState | undefined = start
      let after = 0
      for (const gap of gaps) {
        after += gap
        const told = tellTime(state, reading(after, jumpMs))
        expect(told.time.kind).toBe('clock-ahead')
        state = told.state
      }
      expect(tellTime(state, reading(after)).time).toEqual({ kind: 'trusted', nowMs: contactMs + after })
    }),
  )
})

/** A span of an honest machine's life, in which it runs, sleeps or is off, and then reads its clocks. */
const spans = fc.array(
  fc.record({ ms: fc.integer({ min: 0, max: 5 * dayMs }), what: fc.constantFrom('running', 'suspended', 'off') }),
  { maxLength: 15 },
)

test('law: a machine with a right clock is told the right time, whatever it slept or was off', () => {
  fc.assert(
    fc.property(spans, (life) => {
      let state: ClockState | undefined = start
      let after = 0
      let boot = { id: 0, sinceMs: -hourMs }
      for (const { ms, what } of life) {
        after += ms
        if (what === 'off') boot = { id: boot.id + 1, sinceMs: after }
        const now = { wallMs: contactMs + after, bootId: bootNames(boot.id), bootMs: after - boot.sinceMs }
        const told = tellTime(state, now)
        expect(told.time).toMatchObject({ nowMs: contactMs + after })
        state = told.state
      }
    }),
  )
})

test('law: time in which the machine ran or slept counts, whatever the wall clock is set to', () => {
  const span = fc.record({ ms: fc.integer({ min: 0, max: 5 * dayMs }), reboot: fc.boolean(), offMs: anyOff() })
  fc.assert(
    fc.property(fc.array(span, { maxLength: 15 }), (life) => {
      let state: ClockState | undefined = start
      let powered = 0
      let boot = { id: 0, baseMs: hourMs, sinceMs: 0 }
      for (const { ms, reboot, offMs } of life) {
        if (reboot) boot = { id: boot.id + 1, baseMs: 0, sinceMs: powered }
        powered += ms
        const bootMs = boot.baseMs + powered - boot.sinceMs
        const told = tellTime(state, { wallMs: contactMs + powered + offMs, bootId: bootNames(boot.id), bootMs })
        if (told.time.kind !== 'contact-needed') expect(told.time.nowMs).toBeGreaterThanOrEqual(contactMs + powered)
        state = told.state
      }
    }),
  )
})

const bootNames = (id: number) => (id === 0 ? 'a' : `boot ${id}`)

function anyOff() {
  return fc.integer({ min: -30 * dayMs, max: 30 * dayMs })
}
