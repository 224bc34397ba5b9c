import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { localApi } from '@undongle/core/api/local'
import { bundleWords, type SupportBundle, supportBundleSchema } from '@undongle/core/doctor/bundle'
import { finding } from '@undongle/core/doctor/finding'
import { afterAll, expect, test } from 'vitest'
import { runUndongle } from '../../../../test/api/command-line.ts'
import { type Answers, serveOperations } from '../../../../test/api/serve-operations.ts'

const serving = (answers: Answers<typeof localApi>) => ({ fetch: serveOperations(localApi, answers) })
const at = '2026-03-11T12:00:00.000Z'
const folder = mkdtempSync(path.join(tmpdir(), 'undongle-doctor-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('[Q100] undongle doctor names the layer that fails and what to do, and a script sees it by the exit code', async () => {
  const findings = [finding('port-usual', 30304), finding('name-unknown', 'https://cloud.example')]
  const world = serving({ 'doctor.read': () => ({ checkedAt: at, failing: 'network', findings }) })
  const told = await runUndongle(['doctor'], world)
  expect(told.exit).toBe(3)
  expect(told.out).toMatch(/^ok {3}License Server +It answers at the usual port, 30304\.$/m)
  expect(told.out).toMatch(
    /^FAIL Network +The name of https:\/\/cloud\.example is not known.+ Check the network cable/m,
  )
  expect(told.out).toContain('Begin with: Network.')
  const json = JSON.parse((await runUndongle(['doctor', '--json'], world)).out)
  expect(json).toMatchObject({
    failing: 'network',
    findings: [{ layer: 'port' }, { layer: 'network', next: expect.any(String) }],
  })
})

test('a machine on which nothing fails ends well', async () => {
  const world = serving({
    'doctor.read': () => ({ checkedAt: at, failing: null, findings: [finding('port-usual', 30304)] }),
  })
  expect(await runUndongle(['doctor'], world)).toMatchObject({
    exit: 0,
    out: expect.stringContaining('Nothing fails.'),
  })
})

test.each<[string, typeof fetch, string]>([
  ['does not run', () => Promise.reject(new Error('refused')), 'Nothing answers at http://license-server.test'],
  ['has lost its port to another program', async () => new Response('<html>'), 'Another program answers at'],
])('[Q100] a License Server that %s is the finding itself', async (_, fetch, say) => {
  const told = await runUndongle(['doctor'], { fetch })
  expect(told).toMatchObject({ exit: 3, out: expect.stringContaining(say) })
  expect(told.out).toContain('Begin with: License Server.')
})

test('[Q100] the file for support is written once, and its contents are said', async () => {
  const world = serving({ 'doctor.bundle': () => bundle })
  const file = path.join(folder, 'support.json')
  const told = await runUndongle(['doctor', '--out', file], world)
  expect(told.exit).toBe(0)
  for (const [part, words] of Object.entries(bundleWords))
    expect(told.out).toMatch(new RegExp(`^${part} +${words.slice(0, 20)}`, 'm'))
  expect(supportBundleSchema.parse(JSON.parse(readFileSync(file, 'utf8')))).toEqual(bundle)
  expect(await runUndongle(['doctor', '--out', file], world)).toMatchObject({
    exit: 1,
    err: expect.stringContaining('EEXIST'),
  })
})

const bundle: SupportBundle = {
  program: { version: '0.1.0', runtime: 'Node v20', system: 'linux x64', runningSeconds: 7, madeAt: at },
  findings: [],
  cloud: { address: 'https://cloud.example', reachable: true, lastContactAt: at, certificateLog: 'consistent' },
  account: { state: 'signed-out', company: '', companyId: '', licenseServer: '' },
  dongles: [],
  transfers: [],
  log: [],
}
