import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKeySet } from '@undongle/core/document/key-set'
import { verifySignature } from '@undongle/core/node/crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSigningKeys, signedPurposes } from './signing-keys.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'undongle-keys-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

const now = new Date('2026-03-01T12:00:00Z')
const open = () => openSigningKeys(dataDir, 'http://cloud.test', now)
const fileOf = (name: string) => join(dataDir, 'keys', `${name}.json`)

test('keys are made once, in files that only this user can read, and sign alike after a restart', async () => {
  const first = await open()
  for (const name of await readdir(join(dataDir, 'keys'))) {
    expect((await stat(join(dataDir, 'keys', name))).mode & 0o077).toBe(0)
  }
  const second = await openSigningKeys(dataDir, 'http://127.0.0.1:4711', now)
  const kid = first.kidOf('order')
  expect(second.kidOf('order')).toBe(kid)
  expect(second.sign('order', kid, { a: 1 })).toBe(first.sign('order', kid, { a: 1 }))
  expect(second.issuer).toBe('http://cloud.test')
})

test('the root signs the key set, with the current and the next key of each purpose, and none is shared', async () => {
  const { keyFile } = await open()
  const opened = openKeySet(keyFile.keySet, keyFile.root, verifySignature)
  if (!opened.ok) return expect.fail(opened.fault)
  const purposes = [...signedPurposes, 'log'].toSorted()
  expect(opened.claims.keys.map((key) => key['undongle:purpose']).toSorted()).toEqual(
    purposes.flatMap((purpose) => [purpose, purpose]),
  )
  expect(new Set(opened.claims.keys.map(({ x }) => x)).size).toBe(2 * purposes.length)
})

test('the root key can be taken away; only a new key wants it back, and old keys are believed on', async () => {
  const first = await open()
  const root = await readFile(fileOf('root'))
  await rm(fileOf('root'))
  expect((await open()).keyFile).toEqual(first.keyFile)
  await rm(fileOf('order'))
  await expect(open()).rejects.toMatchObject({ code: 'root-key-needed' })
  await writeFile(fileOf('root'), root)
  const rotated = await open()
  expect(rotated.keyFile.root).toEqual(first.keyFile.root)
  expect(rotated.kidOf('order')).not.toBe(first.kidOf('order'))
  expect(rotated.believed.map(({ kid }) => kid)).toContain(first.kidOf('order'))
})
