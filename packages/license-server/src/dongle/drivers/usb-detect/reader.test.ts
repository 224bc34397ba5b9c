import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { faultOf } from '../../contract/hands.ts'
import { findKnownDongle } from './known-dongles.ts'
import { usbDetect } from './reader.ts'
import { makeSysfsTree, type SysfsTree } from './sysfs-tree.ts'

let tree: SysfsTree
beforeEach(async () => {
  tree = await makeSysfsTree()
})
afterEach(() => tree.remove())

const open = () => usbDetect({ sysfsRoot: tree.root })

test('a dongle is named with its maker and model, and why nothing is read from it', async () => {
  await tree.plug('1-4.2', '064f:2af9', 'A1')
  await tree.plug('1-5', '064f:0bd7')
  await tree.plug('2-1', '046d:c077', 'a mouse')
  expect(await open().list()).toEqual([
    {
      key: 'usb|064f:2af9|a1|1-4.2',
      label: 'CodeMeter CmStick (Wibu-Systems)',
      manufacturer: 'Wibu-Systems',
      model: 'CodeMeter CmStick',
      serial: 'A1',
      way: 'runtime-missing',
    },
    expect.objectContaining({ model: 'WibuKey WibuBox/U', serial: 'port-1-5', way: 'presence' }),
  ])
})

test.each([
  ['064F:9999', 'unknown model'],
  ['0529:0001', 'Sentinel HASP'],
  ['0529:0514', undefined], // a token that the pkcs11 driver reads
  ['1050:0407', undefined], // a key for signing in
  ['__pr:oto_', undefined],
])('%s is %s', (id, model) => {
  const [vendor = '', product = ''] = id.split(':')
  expect(findKnownDongle(vendor, product)?.model).toBe(model)
})

test('the picture changes when a known dongle comes, goes or is another one, and with nothing else', async () => {
  const usb = open()
  const before = usb.picture()
  await tree.plug('1-1', '046d:c077')
  expect(usb.picture()).toBe(before)
  await tree.plug('1-2', '0529:0001')
  const first = usb.picture()
  expect(first).not.toBe(before)
  await tree.unplug('1-2')
  expect(usb.picture()).toBe(before)
  await tree.plug('1-2', '0529:0001')
  expect(usb.picture()).not.toBe(first)
})

test('a dongle is never read, and one that was pulled says so', async () => {
  await tree.plug('1-2', '064f:0bd7', 'S')
  const usb = open()
  const [found] = await usb.list()
  expect(await faultOf(usb.observe(found?.key ?? ''))).toBe('unsupported')
  await tree.unplug('1-2')
  expect(await faultOf(usb.observe(found?.key ?? ''))).toBe('removed')
})

test('a system that shows no USB devices has no dongles, and the driver says why', async () => {
  await rm(tree.root, { recursive: true })
  expect(await open().list()).toEqual([])
  expect(await open().available()).toMatchObject({ available: false })
})

test('a hostile serial becomes plain text, and half a device is none', async () => {
  await mkdir(tree.folderOf('1-9'), { recursive: true })
  await writeFile(join(tree.folderOf('1-9'), 'idVendor'), '064f\n')
  await mkdir(tree.folderOf('../../escape'), { recursive: true })
  const serials = fc.uint8Array({ maxLength: 5000 })
  await fc.assert(
    fc.asyncProperty(serials, async (serial) => {
      await tree.plug('1-2', '064f:2af9', '<script>')
      await writeFile(join(tree.folderOf('1-2'), 'serial'), serial)
      const found = await open().list()
      expect(found).toHaveLength(1)
      expect(found[0]?.serial).toMatch(/^[\x21-\x7e]{1,64}$/)
    }),
    { numRuns: 50, seed: 3 },
  )
})
