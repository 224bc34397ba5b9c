import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { OrderBundle } from '@undongle/core/document/certificate-bundle'
import { afterAll, expect, test } from 'vitest'
import { makeBundle } from '../api/certificate-bundle.ts'
import { placeInLog } from '../api/public-log.ts'
import { makeVendor } from '../api/vendor.ts'
import { needs } from '../needs.ts'

// Runs exactly what the customers' guide tells them to run: its files are written and its commands executed word for word.

const root = path.resolve(import.meta.dirname, '../..')
const guide = readFileSync(path.join(root, 'docs/guides/customer-verify-certificate.md'), 'utf8')
const at = new Date('2026-03-01T12:00:00.000Z')
const vendor = makeVendor(at)
const bundle = makeBundle(vendor, at)
const salt = 'A'.repeat(43)
const stranger = makeVendor(at)
const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

test('[Q93] the certificate verifies with the npm package jose', () => {
  expect(run('jose', bundle)).toEqual({ status: 0, out: 'jose: verified Smile Dental clinic-scan clinic-design\n' })
})

test('[Q93] the certificate verifies with Debian’s python3-jwcrypto', needs('python3-jwcrypto'), () => {
  expect(run('jwcrypto', bundle)).toEqual({
    status: 0,
    out: 'jwcrypto: verified Smile Dental clinic-scan clinic-design\n',
  })
})

test(
  '[Q93] certificate, order, keys and the dongle’s receipt verify with openssl',
  needs('openssl', 'python3-jwcrypto'),
  () => {
    const right = 'Signature Verified Successfully\n'
    expect(run('openssl', bundle)).toEqual({ status: 0, out: `${right.repeat(3)}Verified OK\n` })
  },
)

test('[Q93] its place in the public log is verified with Python', needs('python3-jwcrypto'), () => {
  const log = placeInLog(vendor, bundle.certificate, salt)
  const verified = 'jwcrypto: verified Smile Dental clinic-scan clinic-design\n'
  expect(run('log', { ...bundle, log })).toEqual({
    status: 0,
    out: `${verified}log: certificate 2 of 3 in cloud.example/log\n`,
  })
  for (const bent of [
    { ...log, salt: vendor.rootThumbprint },
    { ...log, leaf: 0 },
    { ...log, checkpoint: placeInLog(stranger, bundle.certificate, salt).checkpoint },
    { ...log, checkpoint: log.checkpoint.replace('\n3\n', '\n4\n') },
  ])
    expect(run('log', { ...bundle, log: bent }).status).not.toBe(0)
})

test('the parts name each other by hashes', () => {
  expect(run('hashes', bundle).out).toBe('order true\nreceipt true\ncarried out true\n')
  expect(run('thumbprint', bundle).out).toBe(`${vendor.rootThumbprint}\n`)
})

const other = makeBundle(makeVendor(at), at)
const tampered: [string, OrderBundle][] = [
  ['certificate', { ...bundle, certificate: other.certificate }],
  ['order', { ...bundle, order: other.order }],
  ['key set', { ...bundle, keys: { ...bundle.keys, keySet: other.keys.keySet } }],
]
test.each(tampered)(
  'a foreign %s is refused by jose, by jwcrypto and by openssl',
  needs('openssl', 'python3-jwcrypto'),
  (_, foreign) => {
    for (const tool of ['jose', 'jwcrypto', 'openssl']) expect(run(tool, foreign).status, tool).not.toBe(0)
  },
)

test('a foreign receipt is refused by openssl', needs('openssl', 'python3-jwcrypto'), () => {
  const { status, out } = run('openssl', { ...bundle, receipt: other.receipt })
  expect(status).not.toBe(0)
  expect(out).toContain('Verification failure')
})

/** Does what the guide says, in a folder that holds the bundle and the files the guide names. */
function run(id: string, given: OrderBundle): { status: number | null; out: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'undongle-guide-'))
  folders.push(folder)
  writeFileSync(path.join(folder, 'bundle.json'), JSON.stringify(given))
  for (const [name, text] of blocks('file')) writeFileSync(path.join(folder, name), text)
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction') // stands for `npm install jose`
  const commands = blocks('id').get(id)
  if (commands === undefined) return expect.fail(`the guide has no commands called ${id}`)
  const { status, stdout } = spawnSync('sh', ['-e', '-c', commands], { cwd: folder, encoding: 'utf8' })
  return { status, out: stdout }
}

/** The code blocks of the guide by what stands behind their language: `file=verify.py`, `id=openssl`. */
function blocks(kind: 'file' | 'id'): Map<string, string> {
  const found = guide.matchAll(/^```\w+ (file|id)=(\S+)\n(.*?)^```$/gms)
  return new Map([...found].filter((match) => match[1] === kind).map((match) => [match[2] ?? '', match[3] ?? '']))
}
