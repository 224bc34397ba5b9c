import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { presets } from '@undongle/core/policy/presets'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { followTransfer } from './follow.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const transfer: LocalTransfer = {
  id: 'tr_01hzxk3jjh8fv9r3w4m5n6p7q8',
  line: 'clinic',
  dongle: { key: 'A'.repeat(43), serial: 'S-1', label: 'Key 1', class: 'A' },
  targetUser: 'anna@lindenhof.example',
  plan: { line: 'clinic', policy: { name: 'clinic', version: 1 }, licenses: [] },
  state: 'running',
  waitingFor: null,
  hold: null,
  phase: null,
  unavailable: false,
  cancel: 'possible',
  resumed: false,
  problem: null,
  result: null,
  document: null,
  temporary: null,
  drain: null,
  policy: presets.clinic,
  beside: [],
  startedAt: '2026-11-22T08:00:00.000Z',
  finishedAt: null,
}

/** A stream that a test speaks through: what the browser's EventSource does, without a server. */
class Stream extends EventTarget {
  readonly CLOSED = 2
  readyState = 0
  onopen: () => void = () => undefined
  onerror: () => void = () => undefined
  close = () => {
    this.readyState = this.CLOSED
  }
  say = (data: string) => this.dispatchEvent(new MessageEvent('transfer', { data }))
}

function follow() {
  const streams: Stream[] = []
  const seen: number[] = []
  const live: boolean[] = []
  const open = () => {
    const stream = new Stream()
    streams.push(stream)
    return stream as unknown as EventSource
  }
  const stop = followTransfer(open, { onEvent: ({ seq }) => seen.push(seq), onLive: (now) => live.push(now) })
  return { streams, seen, live, stop }
}

const event = (seq: number) => JSON.stringify({ seq, at: '2026-11-22T08:00:01.000Z', transfer })

test('events that come twice, late or broken are left out', () => {
  const { streams, seen } = follow()
  for (const data of [event(1), event(3), event(2), event(3), '{"seq":4}', 'nonsense', event(5)]) streams[0]?.say(data)
  expect(seen).toEqual([1, 3, 5])
})

test('a stream the server refused is opened again later, and the page polls meanwhile', () => {
  const { streams, seen, live } = follow()
  streams[0]?.onopen()
  streams[0]?.say(event(2))
  streams[0]?.close()
  streams[0]?.onerror()
  vi.advanceTimersByTime(60_000)
  expect(streams).toHaveLength(2)
  streams[1]?.onopen()
  streams[1]?.say(event(2))
  streams[1]?.say(event(3))
  expect(seen).toEqual([2, 3])
  expect(live).toEqual([true, false, true])
})

test('a dropped stream is left to the browser, which sends Last-Event-ID itself', () => {
  const { streams, live } = follow()
  streams[0]?.onerror()
  vi.advanceTimersByTime(60_000)
  expect(streams).toHaveLength(1)
  expect(live).toEqual([false])
})

test('once it is ended nothing is opened again', () => {
  const { streams, stop } = follow()
  streams[0]?.close()
  streams[0]?.onerror()
  stop()
  vi.advanceTimersByTime(60_000)
  expect(streams).toHaveLength(1)
})
