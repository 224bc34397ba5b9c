import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { faultOf } from '../contract/hands.ts'
import { usualChildEntry } from './entry.ts'
import { DriverProcess, type ProcessLimits } from './process.ts'
import { DongleService } from './service.ts'

const settings = { driver: 'file', plugFolder: 'nowhere', readOnly: false, roomLimitBytes: null } as const
const limits: ProcessLimits = { callMs: 5000, restartFirstMs: 5, restartLastMs: 50, stopMs: 500 }
const undo: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

/** A driver's process that behaves as this script says. */
async function startScript(script: string, more: Partial<ProcessLimits> = {}): Promise<DriverProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'undongle-host-'))
  const path = join(folder, 'driver.mjs')
  await writeFile(path, script)
  const process = new DriverProcess(settings, { path, execArgv: [] }, { ...limits, ...more })
  undo.push(
    () => rm(folder, { recursive: true }),
    () => process.stop(),
  )
  process.start()
  return process
}

const answering = (answer: string) =>
  `process.on('message', ({ id, question }) => process.send({ id, ok: true, answer: ${answer} })); process.on('disconnect', () => process.exit())`

test('the drivers start from source as they do from a build', async () => {
  const service = new DongleService({ drivers: [settings], entry: usualChildEntry(), pollMs: 100 })
  undo.push(() => service.disable())
  service.enable()
  expect(await service.status()).toMatchObject([{ driver: 'file', availability: { available: true } }])
  expect(await service.list()).toEqual([])
})

test('[Q100] a module that is not there is named, with why, and harms no other driver', async () => {
  const missing = {
    driver: 'pkcs11',
    path: '/nowhere/vendor-pkcs11.so',
    bySerial: false,
    readOnly: false,
    roomLimitBytes: null,
  } as const
  const service = new DongleService({ drivers: [missing, settings], entry: usualChildEntry(), pollMs: 100 })
  undo.push(() => service.disable())
  service.enable()
  const [pkcs11, file] = await service.status()
  expect(pkcs11).toMatchObject({ driver: missing.path, availability: { available: false } })
  expect(JSON.stringify(pkcs11)).toContain('vendor-pkcs11.so')
  expect(file?.availability.available).toBe(true)
  expect(await service.list()).toEqual([])
})

test('a driver that hangs is ended at its time limit and started again', async () => {
  const script = `process.on('message', ({ id, question }) => { if (question === 'list') for (;;); process.send({ id, ok: true, answer: 7 }) })`
  const process = await startScript(script, { callMs: 4000 })
  await process.ask('residentBytes', 0)
  const first = process.pid
  expect(await faultOf(process.ask('list', 0))).toBe('timed-out')
  await expect.poll(() => process.pid !== undefined && process.pid !== first, { timeout: 20_000 }).toBe(true)
  await expect.poll(() => process.ask('residentBytes', 0).catch(() => 0), { timeout: 20_000 }).toBe(7)
})

test('a driver that crashes costs the question it was at, not the next', async () => {
  const script = `process.on('message', ({ id, question }) => { if (question === 'list') process.abort(); process.send({ id, ok: true, answer: 7 }) })`
  const process = await startScript(script)
  const asked = [faultOf(process.ask('list', 0)), process.ask('residentBytes', 0)]
  expect(await Promise.all(asked)).toEqual(['driver-unavailable', 7])
  expect(process.starts).toBe(2)
})

test.each([
  ['of another shape', answering(`{ everything: 'fine' }`)],
  [
    'with more than was asked',
    answering(
      `[{ driver: 'file', key: 'k', id: null, label: '', manufacturer: '', model: '', serial: '', html: '<b>' }]`,
    ),
  ],
  [
    'far too long',
    answering(
      `[{ driver: 'file', key: 'k'.repeat(1e6), id: null, label: '', manufacturer: '', model: '', serial: '' }]`,
    ),
  ],
  [
    'with too many dongles',
    answering(
      `Array.from({ length: 1000 }, () => ({ driver: 'file', key: 'k', id: null, label: '', manufacturer: '', model: '', serial: '' }))`,
    ),
  ],
  ['to no question of ours', `process.on('message', () => process.send({ id: -1, ok: true, answer: [] }))`],
  ['that is no reply at all', `process.on('message', () => process.send('<script>'))`],
  [
    'with an unknown fault',
    `process.on('message', ({ id }) => process.send({ id, ok: false, fault: 'no-licenses', detail: '' }))`,
  ],
])('an answer %s is never believed', async (_, script) => {
  const process = await startScript(script)
  expect(await faultOf(process.ask('list', 0))).toBe('driver-unavailable')
})

test('a driver that can’t start at all fails each question within its limit', async () => {
  const process = await startScript('process.exit(3)', { callMs: 10_000, restartLastMs: 200 })
  expect(await faultOf(process.ask('list', 0))).toBe('driver-unavailable')
})

test('stopping ends the process and fails what waits', async () => {
  const process = await startScript(`process.on('message', () => {})`)
  const asked = faultOf(process.ask('list', 0))
  const { pid } = process
  await process.stop()
  expect(await asked).toBe('driver-unavailable')
  expect(() => globalThis.process.kill(pid ?? 0, 0)).toThrow()
})
