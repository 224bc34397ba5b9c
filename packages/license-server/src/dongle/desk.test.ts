import { thumbprint } from '@undongle/core/key'
import { makeP256Key, publicKeyOf } from '@undongle/core/node/crypto'
import { expect, test } from 'vitest'
import { DongleDesk, type PluggedDongles } from './desk.ts'
import type { DongleSession } from './driver.ts'
import { DongleError, type DongleFault } from './error.ts'

const publicKey = publicKeyOf(makeP256Key())
const ref = {
  driver: 'file',
  key: 'a|b|c',
  id: thumbprint(publicKey),
  label: 'c',
  manufacturer: 'a',
  model: 'b',
  serial: 'c',
} as const

/** A dongle whose first session fails in this way, and counts how often it was opened. */
function openDesk(fault: DongleFault): { desk: DongleDesk; opened: () => number } {
  let opened = 0
  const open = async () => {
    const first = ++opened === 1
    const identify = async () => {
      if (first) throw new DongleError(fault)
      return { ...ref, publicKey, firmware: '1' }
    }
    return { identify, close: async () => undefined } as Partial<DongleSession> as DongleSession
  }
  const service: PluggedDongles = {
    enabled: true,
    list: async () => [ref],
    open,
    observe: async (key) => {
      throw new DongleError('unsupported', key)
    },
    status: async () => [],
    watch: () => () => undefined,
  }
  return { desk: new DongleDesk(service, () => []), opened: () => opened }
}

test.each([
  'driver-unavailable',
  'timed-out',
] as const)('[Q92] a dongle whose driver is %s is opened anew for the next act', async (fault) => {
  const { desk, opened } = openDesk(fault)
  const session = await desk.session(ref.id)
  await expect(session.identify()).rejects.toThrow(fault)
  expect(await (await desk.session(ref.id)).identify()).toMatchObject(ref)
  expect(opened()).toBe(2)
})

test('a dongle that is only busy keeps its session, and with it the PIN', async () => {
  const { desk, opened } = openDesk('busy')
  await expect((await desk.session(ref.id)).identify()).rejects.toThrow('busy')
  await desk.session(ref.id)
  expect(opened()).toBe(1)
})
