import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import type { OrderBundle } from '@undongle/core/document/certificate-bundle'
import { expect, test } from 'vitest'
import { makeBundle } from '../../../../test/api/certificate-bundle.ts'
import { dataFolder, runUndongle } from '../../../../test/api/command-line.ts'
import { serveOperations } from '../../../../test/api/serve-operations.ts'
import { makeVendor } from '../../../../test/api/vendor.ts'

const at = new Date('2026-03-01T12:00:00.000Z')
const vendor = makeVendor(at)
const other = makeVendor(at)
const bundle = makeBundle(vendor, at)
const offline: typeof fetch = () => Promise.reject(new Error('no network'))
const folder = dataFolder({
  'keys.json': JSON.stringify(vendor.keyFile()),
  'foreign-keys.json': JSON.stringify(other.keyFile()),
})

const verify = (given: OrderBundle | string, options: readonly string[], network = offline) => {
  const text = typeof given === 'string' ? given : JSON.stringify(given)
  const file = path.join(dataFolder({ 'bundle.json': text }), 'bundle.json')
  return runUndongle(['certificate', 'verify', file, ...options], { fetch: network })
}

test.each([
  ['a key file', ['--keys', path.join(folder, 'keys.json')], offline],
  ['a root', ['--root', vendor.rootThumbprint], offline],
  [
    'a cloud',
    ['--cloud', 'https://cloud.example'],
    serveOperations(cloudApi, { 'keys.read': () => vendor.keyFile(3) }),
  ],
])('[Q93] a certificate verifies against %s, check by check', async (_, options, network) => {
  const ran = await verify(bundle, options, network)
  expect(ran).toMatchObject({ exit: 0, out: expect.stringContaining('VERIFIED.') })
  expect(ran.out).toMatch(/receipt +passed +The dongle itself signed/)
})

test('[Q93] without keys it says that nobody vouched for the root', async () => {
  const ran = await verify(bundle, [])
  expect(ran).toMatchObject({ exit: 0, out: expect.stringContaining(vendor.rootThumbprint) })
  expect(ran.out).not.toContain('VERIFIED.')
})

test.each<[string, OrderBundle, string]>([
  ['a foreign certificate', { ...bundle, certificate: makeBundle(other, at).certificate }, 'forged'],
  ['a foreign receipt', { ...bundle, receipt: makeBundle(vendor, at).receipt }, 'receipt-forged'],
  ['a foreign root', makeBundle(other, at), 'wrong-root'],
])('[Q93] %s ends with its own exit code and the fault', async (_, given, fault) => {
  const ran = await verify(given, ['--json', '--root', vendor.rootThumbprint])
  expect(ran.exit).toBe(6)
  expect(ran.json()).toMatchObject({ verified: false, certificate: null })
  expect(JSON.stringify(ran.json())).toContain(`"${fault}"`)
})

test('keys of somebody else verify nothing', async () => {
  expect((await verify(bundle, ['--keys', path.join(folder, 'foreign-keys.json')])).exit).toBe(6)
})

test.each([
  ['no JSON', 'nonsense', 1, 'file-unusable'],
  ['another document', '{"certificate":"x"}', 2, 'file-malformed'],
])('a file with %s is named', async (_, text, exit, code) => {
  const ran = await verify(text, ['--json'])
  expect(ran.exit).toBe(exit)
  expect(JSON.parse(ran.err)).toMatchObject({ code })
})

test('a cloud that cannot be reached is no verification', async () => {
  expect((await verify(bundle, ['--cloud', 'https://cloud.example'])).exit).toBe(4)
})
