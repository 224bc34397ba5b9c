import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { documentKeys, openKeySet } from '@undongle/core/document/key-set'
import { checkpointPath } from '@undongle/core/log/location'
import { verifySignature } from '@undongle/core/node/crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { entriesOf, makePublicLog, type PublicLog, serveLog } from '../../../../test/api/public-log.ts'
import { issuer, makeVendor } from '../../../../test/api/vendor.ts'
import { openStore } from '../journal/open.ts'
import { applySchema } from '../journal/schema.ts'
import { readSetting } from '../journal/settings.ts'
import type { Store } from '../journal/store.ts'
import { CertificateLogWatch, type LogStanding, readLogFork } from './certificate-log.ts'
import type { CloudKeys } from './keys.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const vendor = makeVendor(now)
const all = entriesOf(300)
const logOf = (size: number) => makePublicLog(vendor, all.slice(0, size))
const noteOf = (log: PublicLog) => Buffer.from(log.get(checkpointPath) ?? []).toString()

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'undongle-ls-log-'))
  store = openStore(path.join(folder, 'journal.db'))
  applySchema(store)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

/** A License Server after a restart, at a cloud that shows this log. */
function look(log: PublicLog): Promise<LogStanding> {
  const fetch = async (input: Parameters<typeof globalThis.fetch>[0]) =>
    serveLog(log, new Request(input)) ?? new Response('', { status: 404 })
  const connection = { url: 'http://cloud.test', fetch, heard: () => undefined }
  return new CertificateLogWatch(store, connection, () => now).look(keysOf())
}

function keysOf(): CloudKeys {
  const file = vendor.keyFile()
  const opened = openKeySet(file.keySet, file.root, verifySignature)
  if (!opened.ok) return expect.fail('the vendor signs its keys')
  return { file, keys: documentKeys(opened.claims), version: 1, issuer }
}

test('[Q93] the newest checkpoint that was seen is kept, and each new one continues it', async () => {
  for (const size of [0, 2, 2, 257, 300]) {
    const log = logOf(size)
    expect(await look(log)).toBe('consistent')
    expect(readSetting(store, 'log-checkpoint')).toBe(noteOf(log))
  }
})

test('[Q93] a forked log is named from then on, and both its checkpoints are kept as proof', async () => {
  const [seen, forked] = [logOf(200), makePublicLog(vendor, [...all.slice(0, 5), ...entriesOf(250, 1)])]
  await look(seen)
  expect(await look(forked)).toBe('forked')
  expect(await look(logOf(300))).toBe('forked')
  expect(readLogFork(store)).toEqual({ kept: noteOf(seen), shown: noteOf(forked), seenAt: now.toISOString() })
})

test('[Q93] a log that was rolled back is named until it shows again what it had shown', async () => {
  await look(logOf(200))
  expect(await look(logOf(100))).toBe('smaller')
  expect(readSetting(store, 'log-checkpoint')).toBe(noteOf(logOf(200)))
  expect(await look(logOf(201))).toBe('consistent')
})

test('[Q93] a checkpoint that another cloud signed is refused, and keeps nobody from the right one', async () => {
  await look(logOf(3))
  expect(await look(makePublicLog(makeVendor(now), all))).toBe('refused')
  expect(await look(logOf(4))).toBe('consistent')
})

test('[Q93] tiles that are bent or missing on the way accuse nobody, and nothing new is believed', async () => {
  await look(logOf(200))
  const bent = logOf(300)
  for (const name of bent.keys()) if (name !== checkpointPath) bent.set(name, new Uint8Array(9000))
  expect(await look(bent)).toBe('consistent')
  expect(await look(new Map([[checkpointPath, bent.get(checkpointPath) ?? new Uint8Array()]]))).toBe('consistent')
  expect(readSetting(store, 'log-checkpoint')).toBe(noteOf(logOf(200)))
})

test('a cloud without a log is one of before', async () => {
  expect(await look(new Map())).toBe('unknown')
})
