import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { faultOf } from '../../contract/hands.ts'
import { allowedDriversSchema, thisMachineAddressSchema } from '../../host/allowed.ts'
import { usualChildEntry } from '../../host/entry.ts'
import { DongleService } from '../../host/service.ts'

const undo: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

/** A service with one driver of this text, allowed as "box". */
async function startDriver(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'undongle-outside-'))
  const path = join(folder, 'driver.mjs')
  await writeFile(path, text)
  const drivers = [{ driver: 'outside', name: 'box', path }] as const
  const service = new DongleService({ drivers, entry: usualChildEntry(), pollMs: 60_000 })
  undo.push(
    () => rm(folder, { recursive: true }),
    () => service.disable(),
  )
  service.enable()
  return service
}

const ref = (driver: string) =>
  `{ driver: '${driver}', key: 'a|b|c', id: null, label: 'c', manufacturer: 'a', model: 'b', serial: 'c' }`
const session = `open: async () => ({}), makeKey: async () => ({}), available: async () => ({ available: true, version: '2' })`

test.each([
  ['that is not there', 'throw new Error("no such runtime")', 'no such runtime'],
  ['without its function', 'export const driver = 1', 'exports no function openDriver'],
  ['that calls itself another name', `export const openDriver = () => ({ name: 'pkcs11' })`, 'calls itself pkcs11'],
])('[Q100] a driver %s is not used, and says why', async (_, text, why) => {
  const service = await startDriver(text)
  const [status] = await service.status()
  expect(status).toMatchObject({ driver: 'box', availability: { available: false } })
  expect(JSON.stringify(status)).toContain(why)
  expect(await service.list()).toEqual([])
  expect(await faultOf(service.observe('a|b|c'))).toBe('driver-unavailable')
})

test('a driver that writes has the whole interface, and speaks in its own name only', async () => {
  const list = `list: async () => [${ref('pkcs11')}, ${ref('box')}, ${ref('file')}]`
  const service = await startDriver(`export const openDriver = () => ({ name: 'box', ${session}, ${list} })`)
  expect((await service.list()).map(({ driver }) => driver)).toEqual(['box'])
  expect(await service.status()).toMatchObject([{ driver: 'box', availability: { available: true, version: '2' } }])
})

test.each([
  ['box=/opt/box.mjs', [{ name: 'box', path: '/opt/box.mjs' }]],
  ['', []],
  ['box=relative.mjs', undefined],
  ['pkcs11=/opt/box.mjs', undefined],
  ['codemeter-cmu=/opt/box.mjs', undefined],
  ['/opt/box.mjs', undefined],
  ['box=/a.mjs,box=/b.mjs', undefined],
])('the setting %j allows %j', (text, allowed) => {
  expect(allowedDriversSchema.safeParse(text).data).toEqual(allowed)
})

test.each([
  ['http://127.0.0.1:1947', 'http://127.0.0.1:1947'],
  ['http://localhost:1947/', 'http://localhost:1947'],
  ['off', null],
  ['http://10.0.0.7:1947', undefined],
  ['http://127.0.0.1.example:1947', undefined],
  ['http://localhost@example.com', undefined],
])('[Q16] the runtime at %s is asked at %s: no other machine’s', (text, address) => {
  expect(thisMachineAddressSchema.safeParse(text).data).toBe(address)
})
