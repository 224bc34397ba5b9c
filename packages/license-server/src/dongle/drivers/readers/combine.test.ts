import { afterEach, beforeEach, expect, test } from 'vitest'
import { DongleError } from '../../error.ts'
import type { DongleReader, FoundDongle } from '../../reader.ts'
import { usbDetect } from '../usb-detect/reader.ts'
import { makeSysfsTree, type SysfsTree } from '../usb-detect/sysfs-tree.ts'
import { combineReaders } from './combine.ts'

let tree: SysfsTree
let now = 0
beforeEach(async () => {
  now = 0
  tree = await makeSysfsTree()
})
afterEach(() => tree.remove())

const readable = (serial: string): FoundDongle => ({
  ...{ key: `w|m|${serial}`, label: serial, manufacturer: 'w', model: 'm', serial, way: 'record' as const },
})

/** A runtime that lists what a test says, counts how often it is asked, and can fail. */
function runtimeOf(name: string) {
  const runtime = { found: [] as FoundDongle[], asked: 0, fails: false }
  const reader: DongleReader = {
    name,
    available: async () => (runtime.fails ? { available: false, why: 'off' } : { available: true, version: '1' }),
    list: async () => {
      runtime.asked++
      if (runtime.fails) throw new DongleError('driver-unavailable', 'off')
      return runtime.found
    },
    observe: async (key) => ({ serial: key, firmware: '', complete: true, entries: [], unread: [] }),
  }
  return { runtime, reader }
}

const combine = (reader: DongleReader) =>
  combineReaders(usbDetect({ sysfsRoot: tree.root }), [reader], { now: () => now, lookMs: 10_000 })

test('a dongle is told of as unread until its runtime reads it, and is in the list once', async () => {
  const { runtime, reader } = runtimeOf('codemeter-cmu')
  const readers = combine(reader)
  await tree.plug('1-2', '064f:2af9', 'A')
  await tree.plug('1-3', '064f:2af9', 'B')
  await tree.plug('1-4', '0529:0001')
  const ways = async () => (await readers.list()).map(({ driver, way }) => `${driver} ${way}`)
  const hint = 'usb-detect runtime-missing'
  expect(await ways()).toEqual([hint, hint, hint])
  runtime.found = [readable('3-1')]
  expect(await ways()).toEqual(['codemeter-cmu record', hint, hint])
  runtime.found = [readable('3-1'), readable('3-2'), readable('3-3')]
  expect(await ways()).toEqual([...Array(3).fill('codemeter-cmu record'), hint])
})

test('a runtime is asked at each look while USB changes, and seldom while nothing does', async () => {
  const { runtime, reader } = runtimeOf('codemeter-cmu')
  const readers = combine(reader)
  const look = async (seconds: number) => {
    const before = runtime.asked
    for (let second = 0; second < seconds; second++) {
      now += 1000
      await readers.list()
    }
    return runtime.asked - before
  }
  expect(await look(30)).toBe(3)
  await tree.plug('1-2', '064f:2af9', 'A')
  expect(await look(10)).toBe(10)
  await look(20)
  expect(await look(30)).toBe(3)
})

test('a runtime that fails has not lost its dongles, and reading one says what is wrong', async () => {
  const { runtime, reader } = runtimeOf('codemeter-cmu')
  const readers = combine({ ...reader, observe: async (key) => Promise.reject(new DongleError('timed-out', key)) })
  runtime.found = [readable('3-1')]
  await readers.list()
  runtime.fails = true
  now += 60_000
  expect(await readers.list()).toMatchObject([{ serial: '3-1' }])
  await expect(readers.observe('w|m|3-1')).rejects.toThrow('timed-out')
})

test('[Q100] a runtime that nobody installed is no fault, unless a dongle waits for it', async () => {
  const { runtime, reader } = runtimeOf('codemeter-cmu')
  runtime.fails = true
  const readers = combine(reader)
  expect((await readers.parts()).map(({ driver }) => driver)).toEqual(['usb-detect'])
  await tree.plug('1-2', '064f:2af9', 'A')
  expect((await readers.parts()).map(({ driver }) => driver)).toEqual(['usb-detect', 'codemeter-cmu'])
})
