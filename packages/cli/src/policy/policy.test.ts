import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { localApi } from '@undongle/core/api/local'
import { presets } from '@undongle/core/policy/presets'
import { expect, test } from 'vitest'
import { dataFolder, runUndongle } from '../../../../test/api/command-line.ts'
import { type Call, serveOperations } from '../../../../test/api/serve-operations.ts'

const file = path.join(dataFolder({ 'lab.json': JSON.stringify(presets.lab) }), 'lab.json')
const asked: Call[] = []
const noted =
  <Answer>(answer: Answer) =>
  (call: Call) => {
    asked.push(call)
    return answer
  }

const cloud = serveOperations(cloudApi, {
  'policy.validate': noted({ valid: false, faults: [{ pointer: '/graceDays', detail: 'is too long' }] }),
  'policy.explain': noted({ sentences: [{ topic: 'who', say: 'Users may transfer.' }] }),
  'policy.publish': noted({ version: 4, published: true }),
  'policy.compare': noted({
    from: 3,
    dongles: 10,
    changed: [{ from: 'all-moved', to: 'ineligible', dongles: 7 }],
    examples: [],
    stops: { before: 0, after: 2 },
  }),
  'emergency.put': noted({
    number: 1,
    until: '2027-01-04T00:00:00.000Z',
    reason: 'x',
    switchedAt: '2027-01-01T00:00:00.000Z',
    switchedBy: 'usr_1',
  }),
})
const addresses = JSON.stringify({ cloud: 'http://cloud.test', licenseServer: 'http://license-server.test' })
const files = { 'addresses.json': addresses, 'operator-token': 'token' }
const run = (...args: string[]) => runUndongle(args, { fetch: cloud, files })

test('a draft is sent as it is, and each fault is shown with its place', async () => {
  const ran = await run('policy', 'validate', file)
  expect(ran.out).toMatch(/\/graceDays +is too long/)
  expect(ran.exit).toBe(3)
  expect(asked.at(-1)?.body).toEqual({ policy: presets.lab })
})

test('a draft is explained, compared and published', async () => {
  expect((await run('policy', 'explain', file)).out).toBe('Users may transfer.\n')
  const compared = await run('policy', 'compare', 'lab', file, '--from', '3')
  expect(compared.out).toMatch(/7 +all-moved +ineligible/)
  expect(compared.out).toContain('0 before, 2 after')
  expect(asked.at(-1)?.body).toMatchObject({ from: 3 })
  expect((await run('policy', 'publish', 'lab', file)).out).toBe('Version 4 is published.\n')
})

test('[Q88] the emergency switch needs days and a reason', async () => {
  expect((await run('emergency', 'on', 'lab', '--reason', 'x')).exit).toBe(2)
  const ran = await run('emergency', 'on', 'lab', '--days', '3', '--reason', 'x')
  expect(ran).toMatchObject({ exit: 0, out: expect.stringContaining('until 2027-01-04') })
  expect(asked.at(-1)?.body).toEqual({ days: 3, reason: 'x' })
})

test('[Q06] a script learns by the exit code whether the work can go on, and where the page is', async () => {
  const ways = ['transfer']
  const facts = { inCloud: 0, onDongle: 1, movable: 1, waitsForWave: false, emergencyUntil: null }
  const fetch = serveOperations(localApi, {
    'readiness.read': () => ({
      answer: 'transfer-required',
      reason: 'cut-over',
      say: 'Move first.',
      next: 'Plug in the dongle.',
      ways,
      facts,
      told: 'cloud',
      page: '/dongle?line=clinic',
      returnTo: null,
    }),
  })
  const ran = await runUndongle(['readiness', 'clinic', '6.0'], { fetch })
  expect(ran).toMatchObject({ exit: 7, out: expect.stringContaining('/dongle?line=clinic') })
})
