import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeAddresses } from '@undongle/core/node/addresses'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type RunningPart, startPart, wordsFor } from './supervise.ts'

const writesAddresses = `
  import { writeFileSync } from 'node:fs'
  process.on('SIGTERM', () => process.exit(0))
  setInterval(() => {}, 1000)
  writeFileSync(process.env.UNDONGLE_DATA_DIR + '/addresses.json', '{"cloud":"http://127.0.0.1:4711"}')
`
let folder: string
let started: RunningPart[]

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'undongle supervise '))
  started = []
})
afterEach(async () => {
  for (const part of started) await part.stop()
  rmSync(folder, { recursive: true })
})

test('a part is ready when it has written its addresses, and stops when told to', async () => {
  const part = start(writesAddresses)
  expect(await part.ready).toEqual({ cloud: 'http://127.0.0.1:4711' })
  await part.stop()
  expect(await part.ended).toEqual({ name: 'The part', code: 0, signal: null })
})

test('the addresses of an earlier run do not count', async () => {
  mkdirSync(path.join(folder, 'data'))
  writeAddresses(path.join(folder, 'data'), { cloud: 'http://127.0.0.1:1' })
  expect(await start(writesAddresses).ready).toEqual({ cloud: 'http://127.0.0.1:4711' })
})

test('a part that dies before it is ready is told with its exit code', async () => {
  const part = start('process.exit(3)')
  await expect(part.ready).rejects.toThrow('The part ended before it was ready (exit code 3).')
})

test('a part that stands still is told with the last line of each of its logs', async () => {
  mkdirSync(path.join(folder, 'data/postgres'), { recursive: true })
  writeFileSync(path.join(folder, 'data/postgres/server.log'), 'starting\nwaiting for the disk\n')
  await expect(start('setInterval(() => {}, 1000)', 1).ready).rejects.toThrow(
    'The part was not ready within 0.001 s. postgres/server.log: waiting for the disk',
  )
})

test('a part that is killed is told with the signal', async () => {
  const part = start(`process.kill(process.pid, 'SIGKILL')`)
  expect(wordsFor(await part.ended)).toBe('stopped by SIGKILL')
})

test('stopping a part that has ended already is nothing', async () => {
  const part = start('')
  await part.ended
  await part.stop()
})

function start(text: string, readyMs?: number): RunningPart {
  const program = path.join(folder, 'part.mjs')
  writeFileSync(program, text)
  const part = startPart({
    name: 'The part',
    program,
    dataDir: path.join(folder, 'data'),
    env: {},
    ...(readyMs && { readyMs }),
  })
  started.push(part)
  return part
}
