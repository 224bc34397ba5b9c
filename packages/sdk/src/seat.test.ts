import { ApiError } from '@undongle/core/api/error'
import { hourMs, minuteMs } from '@undongle/core/time'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { leaseWorld, unplugged } from '../../../test/api/lease-world.ts'
import type { Seat } from './license.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** Node's crypto answers at once, where WebCrypto would need time that no fake timer gives. Lets the seat's timers run, minute by minute; between two of them what they started comes to its end. */
async function wait(ms: number): Promise<void> {
  for (let waited = 0; waited < ms; waited += minuteMs) {
    vi.advanceTimersByTime(minuteMs)
    for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Everything a seat said, in order. */
function listen(seat: Seat): string[] {
  const heard: string[] = []
  seat.on('renewed', (right) => heard.push(`renewed ${right.offline ? 'offline' : 'online'}`))
  seat.on('warning', (right) => heard.push(`warning ${right.warning}`))
  seat.on('lost', (error) => heard.push(`lost ${error.code}`))
  return heard
}

test('a seat renews itself hourly', async () => {
  const { application, state } = leaseWorld()
  const seat = await application().checkout()
  const heard = listen(seat)
  await wait(hourMs + minuteMs)
  expect(heard).toEqual(['renewed online'])
  expect(state.seq).toBe(2)
  seat.close()
  await wait(3 * hourMs)
  expect(state.seq).toBe(2)
})

test('[Q74] [Q102] without contact a running application is warned at 3 days and at 1 day, and stops at the end', async () => {
  const { application, pass, state } = leaseWorld()
  let plugged = true
  const seat = await application({ fetch: (...call) => (plugged ? state.server : unplugged)(...call) }).checkout()
  const heard = listen(seat)
  plugged = false
  for (const days of [6.5, 1, 1, 1.2]) {
    pass(days)
    await wait(hourMs)
  }
  expect(heard.filter((event) => !event.startsWith('renewed'))).toEqual(['warning 3', 'warning 1'])
  pass(0.5)
  await wait(hourMs)
  expect(heard.at(-1)).toBe('lost lease-expired')
  const count = heard.length
  await wait(3 * hourMs)
  expect(heard).toHaveLength(count)
})

test('[Q102] after an outage the seat is renewed within minutes of contact', async () => {
  const { application, pass, state } = leaseWorld()
  let plugged = true
  const seat = await application({ fetch: (...call) => (plugged ? state.server : unplugged)(...call) }).checkout()
  const heard = listen(seat)
  plugged = false
  pass(2)
  await wait(hourMs)
  expect(heard.at(-1)).toBe('renewed offline')
  plugged = true
  await wait(5 * minuteMs)
  expect(heard.at(-1)).toBe('renewed online')
  seat.close()
})

test('a “no” while the application runs is heard once, with its reason', async () => {
  const { application, state } = leaseWorld()
  const heard = listen(await application().checkout())
  state.refuse = new ApiError('license-ended')
  await wait(3 * hourMs)
  expect(heard).toEqual(['lost license-ended'])
})

test('an answer that is not believed does not stop a running application before its lease ends', async () => {
  const { application, pass, state } = leaseWorld()
  const seat = await application().checkout()
  const heard = listen(seat)
  state.change = (lease) => ({ ...lease, seq: 0 })
  await wait(3 * hourMs)
  expect(heard.filter((event) => event.startsWith('lost'))).toEqual([])
  pass(10)
  await wait(hourMs)
  expect(heard.at(-1)).toBe('lost document-refused')
})

test('[Q102] a License Server that says Retry-After is left alone that long, and a while more by chance', async () => {
  const { application, state } = leaseWorld()
  const asked: string[] = []
  let isBusy = false
  const busy = () =>
    new Response('{}', { status: 503, headers: { 'content-type': 'application/json', 'retry-after': '1200' } })
  const fetch: typeof globalThis.fetch = async (...call) => {
    asked.push(String(call[0]))
    return isBusy ? busy() : state.server(...call)
  }
  const seat = await application({ fetch }).checkout()
  const heard = listen(seat)
  isBusy = true
  await wait(hourMs)
  expect(heard).toEqual(['renewed offline'])
  const before = asked.length
  isBusy = false
  await seat.renew()
  isBusy = true
  await seat.renew()
  const refused = asked.length
  expect(refused).toBeGreaterThan(before)
  await wait(19 * minuteMs)
  expect(asked).toHaveLength(refused)
  isBusy = false
  await wait(12 * minuteMs)
  expect(heard.at(-1)).toBe('renewed online')
  seat.close()
})
