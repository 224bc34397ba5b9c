import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { documentKeys, keyFileSchema, openKeySet } from '@undongle/core/document/key-set'
import { openCheckpoint, originOf } from '@undongle/core/log/checkpoint'
import { logKeys } from '@undongle/core/log/inclusion'
import { readAddresses } from '@undongle/core/node/addresses'
import { verifySignature } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { type RunningCloud, startCloud } from './start.ts'

let dataDir: string
let cloud: RunningCloud
const configOf = (folder: string, port = '0') => readConfig({ UNDONGLE_DATA_DIR: folder, UNDONGLE_CLOUD_PORT: port })

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'undongle-start-'))
  cloud = await startCloud(configOf(dataDir))
})
afterAll(async () => {
  await cloud.stop()
  await rm(dataDir, { recursive: true })
})

test('the cloud listens on loopback, and says where in its data folder', async () => {
  expect(readAddresses(dataDir)).toEqual({ cloud: cloud.url })
  expect(new URL(cloud.url).hostname).toBe('127.0.0.1')
  expect(await (await fetch(`${cloud.url}/readyz`)).json()).toEqual({ ok: true })
})

test('a new deployment has no default password, but one link, and a token for its own machine', async () => {
  const token = new URL(cloud.setUpLink ?? '').hash.replace('#token=', '')
  const setUp = (password: string) =>
    fetch(`${cloud.url}/v1/set-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: cloud.url },
      body: JSON.stringify({ token, password }),
    })
  expect(await (await setUp('a long enough password')).json()).toMatchObject({ vendorRole: 'vendor-operator' })
  expect((await setUp('another long password')).status).toBe(410)
  const file = join(dataDir, 'operator-token')
  expect((await stat(file)).mode & 0o077).toBe(0)
  const authorization = `Bearer ${(await readFile(file, 'utf8')).trim()}`
  expect((await fetch(`${cloud.url}/v1/transfers`, { headers: { authorization } })).status).toBe(409)
})

test('[Q93] a new cloud publishes the checkpoint of its empty log', async () => {
  const { root, keySet } = keyFileSchema.parse(await (await fetch(`${cloud.url}/v1/keys`)).json())
  const opened = openKeySet(keySet, root, verifySignature)
  if (!opened.ok) return expect.fail('the keys are signed')
  const read = async () => (await fetch(`${cloud.url}/log/checkpoint`)).text()
  const keys = logKeys(documentKeys(opened.claims))
  const open = async () => openCheckpoint(await read(), originOf(cloud.url), keys, verifySignature)?.size
  await expect.poll(open).toBe(0)
})

test('a second instance on the folder is refused by name', async () => {
  await expect(startCloud(configOf(dataDir))).rejects.toMatchObject({ code: 'folder-in-use' })
})

test('a port that is taken is refused by name, and its folder is free again', async () => {
  const other = await mkdtemp(join(tmpdir(), 'undongle-start-'))
  const { port } = new URL(cloud.url)
  await expect(startCloud(configOf(other, port))).rejects.toMatchObject({ code: 'port-taken' })
  await expect(startCloud(configOf(other, port))).rejects.toMatchObject({ code: 'port-taken' })
  await rm(other, { recursive: true })
})
