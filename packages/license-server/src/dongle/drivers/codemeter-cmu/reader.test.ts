import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeReader } from '../../contract/describe-reader.ts'
import { faultOf } from '../../contract/hands.ts'
import { codeMeterCommand } from './command.ts'
import { content, type FakeCommand, hardware, makeFakeCommand, printing } from './fake-command.ts'
import { codeMeterFixture } from './fixture.ts'
import { parseListing } from './listing.ts'
import { codeMeterReader } from './reader.ts'

describeReader('codemeter-cmu', codeMeterFixture)

let command: FakeCommand
beforeEach(async () => {
  command = await makeFakeCommand()
})
afterEach(() => command.remove())

const openReader = (timeoutMs = 4000) => codeMeterReader({ path: command.path, timeoutMs })

test('a record holds products with name and end, and what was not understood as it came', async () => {
  command.containers.set('3-6903986', { rest: hardware, lines: content })
  await command.print()
  const reader = openReader()
  const [found] = await reader.list()
  expect(await reader.observe(found?.key ?? '')).toEqual({
    serial: '3-6903986',
    firmware: '4.40',
    complete: true,
    entries: [
      { code: '6000010:201', name: 'Scan and plan', ends: '2027-06-30 23:59:59' },
      { code: '6000010:202', name: 'Product 202', ends: '' },
    ],
    unread: ['Firm Item Text: Example vendor', 'Feature Map: 0x00000001', 'Certified Time: 2026-01-01 00:00:00'],
  })
  expect(await reader.available()).toEqual({ available: true, version: '8.10' })
})

test('a container that the tool calls disabled is listed and not read', async () => {
  command.containers.set('3-1', { rest: 'and version 4.40 is disabled', lines: content })
  await command.print()
  const reader = openReader()
  const [found] = await reader.list()
  expect(await faultOf(reader.observe(found?.key ?? ''))).toBe('disabled')
})

test.each([
  ['3-6903986 and version 4.40', true],
  ['1-12 and version 1.18', true],
  ['130-2147483647 and version 1.19', false],
  ['128-12345', false],
  ['140-560129638-1439315497', false],
  ['3-6903986-7', false],
  ['3-6903986 on server OTHER-MACHINE', false],
])('[Q16] the container %s is a dongle in this machine: %s', (rest, isOne) => {
  const { containers } = parseListing(`CmContainer with Serial Number ${rest}`)
  expect(containers.length === 1).toBe(isOne)
})

test('[Q91] a dongle that is pulled while it is read is removed, not without licenses', async () => {
  command.containers.set('3-1', { rest: hardware, lines: content })
  await command.print()
  const nothing = 'cmu - CodeMeter Universal Support Tool'
  await command.behave(`if [ "$1" = -x ]; then echo '${nothing}' > "$0-l"; fi; ${printing}`)
  const reader = openReader()
  const [found] = await reader.list()
  expect(await faultOf(reader.observe(found?.key ?? ''))).toBe('removed')
})

test.each([
  ['hangs, with a child that holds its output', 'sleep 30 & sleep 30', 'timed-out'],
  ['prints for ever', 'exec yes "CmContainer with Serial Number 3-1"', 'incomplete'],
  ['fails', 'echo no; exit 3', 'driver-unavailable'],
  ['is another program', 'echo hello', 'driver-unavailable'],
])('a tool that %s costs its time limit and no more', async (_, script, fault) => {
  await command.behave(script)
  expect(await faultOf(openReader(1500).list())).toBe(fault)
})

test('a tool that is not there is not run, and one that is named counts', async () => {
  await command.remove()
  expect(await faultOf(openReader().list())).toBe('driver-unavailable')
  expect(codeMeterCommand('/opt/cmu', 'linux')).toBe('/opt/cmu')
  expect(codeMeterCommand('', 'aix')).toBeUndefined()
})

test('a listing of more lines than any tool prints is read in part, and not called whole', () => {
  const line = 'CmContainer with Serial Number 3-1 and version 4.40 enabled'
  const listing = parseListing(`${'cmu - CodeMeter Universal Support Tool\n'.repeat(5000)}${line}`)
  expect(listing).toMatchObject({ complete: false, containers: [] })
})
