import { readFileSync } from 'node:fs'
import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { checkpointPath } from '@undongle/core/log/location'
import { expect, test } from 'vitest'
import { dataFolder, runUndongle } from '../../../../test/api/command-line.ts'
import { entriesOf, makePublicLog, type PublicLog, serveLog } from '../../../../test/api/public-log.ts'
import { serveOperations } from '../../../../test/api/serve-operations.ts'
import { makeVendor } from '../../../../test/api/vendor.ts'

const at = new Date('2026-03-01T12:00:00.000Z')
const vendor = makeVendor(at)
const other = makeVendor(at)
const all = entriesOf(300)
const log = makePublicLog(vendor, all)
const trusting = ['--root', vendor.rootThumbprint]

function verify(served: PublicLog, options: readonly string[]) {
  const api = serveOperations(cloudApi, { 'keys.read': () => vendor.keyFile() })
  const fetch: typeof globalThis.fetch = async (input, init) =>
    serveLog(served, new Request(input, init)) ?? api(input, init)
  return runUndongle(['log', 'verify', '--cloud', 'https://cloud.example', ...options], { fetch })
}

test('[Q93] anybody reads the whole log, check by check', async () => {
  const ran = await verify(log, trusting)
  expect(ran).toMatchObject({ exit: 0, out: expect.stringContaining('VERIFIED.') })
  expect(ran.out).toMatch(/tiles +passed +Every entry/)
  expect(ran.out).toMatch(/Certificates +300/)
  expect(ran.out).toMatch(/Key +cloud\.example\/log\+[0-9a-f]{8}\+/)
})

test('[Q93] without a root it says that nobody vouched for it', async () => {
  const ran = await verify(log, [])
  expect(ran).toMatchObject({ exit: 0, out: expect.stringContaining(vendor.rootThumbprint) })
  expect(ran.out).not.toContain('VERIFIED.')
})

test('[Q93] the checkpoint that is kept is continued, or the fork is named and the old checkpoint stays', async () => {
  const kept = path.join(dataFolder({}), 'checkpoint')
  const options = [...trusting, '--kept', kept]
  const at5 = makePublicLog(vendor, all.slice(0, 5))
  const forked = makePublicLog(vendor, [...all.slice(0, 4), ...entriesOf(60, 1)])
  expect((await verify(at5, options)).exit).toBe(0)
  expect((await verify(log, options)).exit).toBe(0)
  const before = readFileSync(kept, 'utf8')
  expect(before).toBe(Buffer.from(log.get(checkpointPath) ?? []).toString())
  const smaller = await verify(at5, ['--json', ...options])
  expect(smaller).toMatchObject({ exit: 6 })
  expect(smaller.json()).toMatchObject({ verified: false, checks: expect.arrayContaining([fault('kept', 'smaller')]) })
  const fork = makePublicLog(vendor, [...all.slice(0, 299), ...entriesOf(20, 1)])
  const ran = await verify(fork, options)
  expect(ran).toMatchObject({ exit: 6, out: expect.stringContaining('FORKED') })
  expect((await verify(forked, options)).exit).toBe(6)
  expect(readFileSync(kept, 'utf8')).toBe(before)
})

const fault = (check: string, name: string) => expect.objectContaining({ check, fault: name })
const without = (...paths: string[]) => new Map([...log].filter(([name]) => !paths.some((part) => name.endsWith(part))))

/** The last byte of the signature is another one: key and text are as they were. */
function forged(): PublicLog {
  const note = Buffer.from(log.get(checkpointPath) ?? []).toString()
  const [, line = '', signed = ''] = /^(.*\n— \S+ )(\S+)\n$/s.exec(note) ?? []
  const bytes = Buffer.from(signed, 'base64')
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  return new Map([...log, [checkpointPath, Buffer.from(`${line}${bytes.toString('base64')}\n`)] as const])
}

test.each<[string, PublicLog, string, string]>([
  ['a checkpoint that its key did not sign', forged(), 'checkpoint', 'checkpoint-refused'],
  ['a changed tile', new Map([...log, ['/log/tile/0/000', new Uint8Array(8192)] as const]), 'tiles', 'tile-wrong'],
  ['a missing tile', without('tile/0/000'), 'tiles', 'tile-missing'],
  ['a missing bundle of entries', without('entries/001.p/44'), 'tiles', 'entries-missing'],
  ['a checkpoint of another cloud', makePublicLog(other, all), 'checkpoint', 'checkpoint-refused'],
  ['no log', new Map(), 'checkpoint', 'no-log'],
])('[Q93] a log with %s is named', async (_, served, check, name) => {
  const ran = await verify(served, ['--json', ...trusting])
  expect(ran.exit).toBe(6)
  expect(ran.json()).toMatchObject({ verified: false, checks: expect.arrayContaining([fault(check, name)]) })
})

test('[Q93] another root than the one that is trusted ends it', async () => {
  const ran = await verify(log, ['--json', '--root', other.rootThumbprint])
  expect(ran.exit).toBe(6)
  expect(ran.json()).toMatchObject({ checkpoint: null, checks: [fault('root', 'wrong-root')] })
})

test('a cloud that cannot be reached is no verification', async () => {
  const fetch: typeof globalThis.fetch = () => Promise.reject(new Error('no network'))
  expect((await runUndongle(['log', 'verify', ...trusting], { fetch })).exit).toBe(4)
})
