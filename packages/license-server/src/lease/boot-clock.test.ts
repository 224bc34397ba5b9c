import { unknownBoot } from '@undongle/core/lease/clock'
import { expect, test } from 'vitest'
import { type BootSources, findBootId, machineClocks } from './boot-clock.ts'

const nothing: BootSources = {
  platform: 'linux',
  readText: () => {
    throw new Error('no such file')
  },
  run: () => {
    throw new Error('no such program')
  },
}

const regQuery = `
HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters
    BootId    REG_DWORD    0x2a

`

test.each<[string, BootSources, string]>([
  ['Linux', { ...nothing, readText: () => 'a2371f71-feb4\n' }, 'a2371f71-feb4'],
  ['Windows', { ...nothing, platform: 'win32', run: () => regQuery }, '0x2a'],
  ['macOS', { ...nothing, platform: 'darwin', run: () => '5D0E-11\n' }, '5D0E-11'],
  ['Linux without the file', nothing, unknownBoot],
  ['Windows without the value', { ...nothing, platform: 'win32', run: () => 'ERROR' }, unknownBoot],
  ['Windows without the program', { ...nothing, platform: 'win32' }, unknownBoot],
  ['another system', { ...nothing, platform: 'aix' }, unknownBoot],
])('the name of a boot on %s', (_, sources, bootId) => {
  expect(findBootId(sources)).toBe(bootId)
})

test('this machine tells its clocks, and names its boot the same each time', () => {
  const now = () => new Date(1000)
  const first = machineClocks(now)()
  const later = machineClocks(now)()
  expect(later.bootId).toBe(first.bootId)
  expect(later.bootMs).toBeGreaterThanOrEqual(first.bootMs)
  expect(first).toMatchObject({ wallMs: 1000, bootMs: expect.any(Number) })
})
