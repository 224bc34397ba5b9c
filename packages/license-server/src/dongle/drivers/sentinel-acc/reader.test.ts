import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { describeReader } from '../../contract/describe-reader.ts'
import { faultOf } from '../../contract/hands.ts'
import { FakeRuntime, fakeKey } from './fake-runtime.ts'
import { sentinelFixture } from './fixture.ts'
import { sentinelReader } from './reader.ts'
import { parseTable } from './table.ts'
import { hardwareKeyOf } from './words.ts'

describeReader('sentinel-acc', sentinelFixture)

const undo: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0)) await step()
})

async function openRuntime() {
  const runtime = new FakeRuntime()
  await runtime.start()
  undo.push(() => runtime.stop())
  return { runtime, reader: sentinelReader({ url: runtime.url, fetch, timeoutMs: 2000 }) }
}

test('a record is plain text: names without markup, ends as the runtime writes them, no default feature', async () => {
  const { runtime, reader } = await openRuntime()
  runtime.keys.set('1', fakeKey('1'))
  const [found] = await reader.list()
  expect((await reader.observe(found?.key ?? '')).entries).toEqual([
    { code: '10:101', name: 'Scan & plan', ends: 'Perpetual' },
    { code: '10:102', name: 'Export', ends: 'Fri Jun 5, 2026 19:55' },
  ])
})

test.each([
  { cloned: '1' },
  { key_disabled: '1' },
])('a key that its runtime calls %j is listed and not read', async (field) => {
  const { runtime, reader } = await openRuntime()
  runtime.keys.set('1', fakeKey('1', field))
  const [found] = await reader.list()
  expect(await faultOf(reader.observe(found?.key ?? ''))).toBe('disabled')
})

test.each([
  [{}, true],
  [{ typ: 'HASP-HL' }, true],
  [{ isloc: '0' }, false],
  [{ typ: 'HASP-SL-AdminMode' }, false],
  [{ typ: 'Sentinel SL Legacy HL' }, false],
  [{ typ: 'placeholder' }, false],
  [{ typ: 'a type of tomorrow' }, false],
  [{ configuration: 'sentinelhlmaster' }, false],
  [{ haspid: '../1' }, false],
])('[Q16] a key that says %j is a dongle in this machine: %s', (field, isOne) => {
  expect(hardwareKeyOf(fakeKey('1', field).device) !== undefined).toBe(isOne)
})

test('[Q91] a key that is pulled while it is read is removed, not without licenses', async () => {
  const { runtime } = await openRuntime()
  runtime.keys.set('1', fakeKey('1'))
  const pulling: typeof fetch = (input, init) => {
    if (String(input).includes('tab_feat')) runtime.keys.clear()
    return fetch(input, init)
  }
  const reader = sentinelReader({ url: runtime.url, fetch: pulling, timeoutMs: 2000 })
  const [found] = await reader.list()
  expect(await faultOf(reader.observe(found?.key ?? ''))).toBe('removed')
})

test('a table whose footer counts more than it holds is not whole', () => {
  const status = '/*<admin_status><code>0</code></admin_status>*/'
  expect(parseTable(`/*JSON:features*/{"fid":"1"},{"cnt":"1"}${status}`)).toEqual({
    rows: [{ fid: '1' }],
    complete: true,
  })
  expect(parseTable(`/*JSON:features*/{"fid":"1"},{"cnt":"2"}${status}`)?.complete).toBe(false)
  expect(parseTable(`/*JSON:features*/{"cnt":"0"}/*<code>7</code>*/`)).toBeUndefined()
})

test('a runtime that never ends its answer, one that sends for ever, and one that sends elsewhere', async () => {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/slow')) return void response.write('/*JSON:devices*/')
    if (request.url?.startsWith('/away'))
      return void response.writeHead(302, { location: '/endless/_int_/tab_dev.html' }).end()
    const more = setInterval(() => response.write('{"a":"1"},'.repeat(5000)), 1)
    response.once('close', () => clearInterval(more))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  undo.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  const list = (path: string) =>
    sentinelReader({ url: `http://127.0.0.1:${port}/${path}`, fetch, timeoutMs: 700 }).list()
  expect(await faultOf(list('slow'))).toBe('timed-out')
  expect(await faultOf(list('endless'))).toBe('incomplete')
  expect(await faultOf(list('away'))).toBe('driver-unavailable')
})
