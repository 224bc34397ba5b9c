import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { ApiError } from '@undongle/core/api/error'
import { localApi, localTokenHeader } from '@undongle/core/api/local'
import type { SeenDongle } from '@undongle/core/api/local/dongle'
import type { Status } from '@undongle/core/api/local/status'
import type { LocalTransfer } from '@undongle/core/api/local/transfer'
import { transferPolicySchema } from '@undongle/core/policy/policy'
import clinic from '@undongle/core/policy/presets/clinic.json'
import { expect, test } from 'vitest'
import { dataFolder, localToken, runUndongle } from '../../../../test/api/command-line.ts'
import { type Answers, serveOperations } from '../../../../test/api/serve-operations.ts'
import { idMaker } from '../../../../test/api/vendor.ts'

const at = '2026-03-01T12:00:00.000Z'
const makeId = idMaker(new Date(at))
const hash = 'A'.repeat(43)
const policy = transferPolicySchema.parse(clinic)
const license = {
  id: makeId('license'),
  line: 'clinic',
  product: 'clinic-scan',
  name: 'Scan',
  generation: '3.0',
  quantity: 1,
  term: { kind: 'perpetual' },
} as const
const plan = {
  line: 'clinic',
  policy: { name: 'clinic', version: 1 },
  licenses: [{ license, answer: 'moves', reason: 'moves', from: null, onDongle: true, dongleSays: null }],
} satisfies LocalTransfer['plan']
const dongle: SeenDongle = {
  dongle: 'd1',
  key: hash,
  serial: 'SER-1',
  label: 'Blue\u001b[31m dongle',
  driver: { name: 'pkcs11', version: '1.0', evaluation: false },
  state: 'ready',
  problem: null,
  grade: { class: 'A', crashSafe: true, tamperProof: false },
  pin: 'needed',
  generation: 1,
  licenses: [{ license, state: 'on', until: null }],
}
const status: Status = {
  version: '0.1.0',
  vendor: 'Vendor',
  logo: null,
  cloud: { url: 'https://cloud.example', reachable: true, lastContactAt: at },
  signIn: {
    state: 'signed-in',
    user: { id: makeId('user'), email: 'ada@smile.example', name: 'Ada' },
    company: { id: makeId('company'), name: 'Smile Dental' },
    licenseServer: makeId('licenseServer'),
    since: at,
  },
  dongleService: { enabled: true, drivers: [] },
  clock: 'trusted',
  certificateLog: 'consistent',
  running: [],
}

/** A License Server with one dongle; `steps` is how its transfer goes on, one event each. */
function licenseServer(
  more: Answers<typeof localApi> = {},
  steps: Partial<LocalTransfer>[] = [{ phase: 'reserved' }, finished],
) {
  const seen = {
    ids: [] as string[],
    bodies: [] as unknown[],
    tokens: [] as (string | null)[],
    lastEventIds: [] as (string | null)[],
  }
  let transfer: LocalTransfer | undefined
  const operations = serveOperations(localApi, {
    'status.read': () => status,
    'dongle.list': () => ({ dongles: [dongle], checkedAt: at }),
    'eligibility.check': () => ({
      rules: [],
      eligible: true,
      policy,
      preview: { plan, planHash: hash, outcome: 'all-moved' },
      problem: null,
      seats: [],
      beside: [],
    }),
    'transfer.put': ({ parameters, body, headers }) => {
      seen.ids.push(String(parameters.transfer))
      seen.bodies.push(body)
      seen.tokens.push(headers.get(localTokenHeader))
      transfer = { ...running, id: parameters.transfer as LocalTransfer['id'] }
      return transfer
    },
    'transfer.read': () => transfer,
    ...more,
  })
  const server: typeof fetch = async (input, init) => {
    if (!String(input).endsWith('/events')) return operations(input, init)
    const last = new Headers(init?.headers).get('last-event-id')
    seen.lastEventIds.push(last)
    // One event a connection, then the connection breaks: each piece has to be taken up where the last one ended.
    const step = steps[Number(last)]
    if (transfer === undefined || step === undefined) throw new Error('no such stream')
    transfer = { ...transfer, ...step }
    const event = { seq: Number(last) + 1, at, transfer }
    return new Response(`event: alive\ndata:\n\nid: ${event.seq}\nevent: transfer\ndata: ${JSON.stringify(event)}\n\n`)
  }
  return { server, seen }
}

const running: LocalTransfer = {
  id: makeId('transfer'),
  line: 'clinic',
  dongle: { key: hash, serial: 'SER-1', label: 'Blue dongle', class: 'A' },
  targetUser: 'ada@smile.example',
  plan,
  state: 'running',
  waitingFor: null,
  phase: 'checked',
  unavailable: false,
  cancel: 'possible',
  resumed: false,
  problem: null,
  result: null,
  document: null,
  temporary: null,
  drain: null,
  hold: null,
  policy,
  beside: [],
  startedAt: at,
  finishedAt: null,
}
const finished: Partial<LocalTransfer> = { state: 'finished', phase: 'certified', result: 'all-moved', finishedAt: at }
const start = ['transfer', 'start', '--line', 'clinic']

test('[Q60] a person confirms, enters the PIN unseen, and watches it to its end', async () => {
  const { server, seen } = licenseServer()
  const ran = await runUndongle(start, { fetch: server, answers: [true, '1234'] })
  expect(ran).toMatchObject({ exit: 0, questions: [expect.stringContaining('SER-1'), expect.stringContaining('PIN')] })
  expect(seen.bodies).toEqual([
    {
      dongle: 'd1',
      line: 'clinic',
      targetUser: 'ada@smile.example',
      planHash: hash,
      pin: '1234',
      confirmLastTry: false,
      start: { when: 'at-once' },
      beside: [],
    },
  ])
  expect(seen.tokens).toEqual([localToken])
  expect(seen.lastEventIds).toEqual(['0', '1'])
  expect(ran.err).toContain('30 %')
  expect(ran.err).toContain('100 %')
  expect(ran.out).toContain('All licenses have moved.')
  expect(ran.out + ran.err).not.toContain('1234')
})

test('a script passes the PIN in a file and reads one JSON document', async () => {
  const { server, seen } = licenseServer()
  const file = path.join(dataFolder({}), 'pin')
  writeFileSync(file, '1234\n')
  const ran = await runUndongle([...start, '--yes', '--json', '--pin-file', file], { fetch: server })
  expect(ran).toMatchObject({ exit: 0, err: '' })
  expect(ran.json()).toMatchObject({ state: 'finished', result: 'all-moved' })
  expect(seen.bodies).toMatchObject([{ pin: '1234' }])
})

test('a PIN can be piped in', async () => {
  const { server, seen } = licenseServer()
  await runUndongle([...start, '--yes', '--pin-file', '-'], { fetch: server, input: '99\r\n' })
  expect(seen.bodies).toMatchObject([{ pin: '99' }])
})

const second: SeenDongle = { ...dongle, dongle: 'd2', serial: 'SER-2', label: 'Red dongle' }
const third: SeenDongle = { ...dongle, dongle: 'd3', serial: 'SER-3', label: 'Green dongle', pin: 'none' }
/** Three dongles that one confirmation moves, but the red one is held back where its rule says so. */
const threeDongles = (isHeldBack: boolean): Answers<typeof localApi> => ({
  'dongle.list': () => ({ dongles: [dongle, second, third], checkedAt: at }),
  'eligibility.check': ({ body }) => {
    const asked = (body as { dongle: string }).dongle
    const red = { rule: 'dongle-enabled', answer: 'fail', reason: 'Not yet released.', fix: 'Ask your reseller.' }
    return {
      rules: isHeldBack && asked === 'd2' ? [red] : [],
      eligible: !(isHeldBack && asked === 'd2'),
      policy,
      preview: { plan, planHash: hash, outcome: 'all-moved' },
      problem: null,
      seats: [],
      beside: ['d1', 'd2', 'd3'].filter((address) => address !== asked),
    }
  },
})

test('[Q67] where the policy says so, one confirmation moves all dongles, each with its own PIN', async () => {
  const { server, seen } = licenseServer(threeDongles(false))
  const ran = await runUndongle([...start, '--no-wait', '--json'], { fetch: server, answers: [true, '1234', '5678'] })
  expect(ran.exit).toBe(7)
  expect(ran.questions).toEqual([
    expect.stringMatching(/SER-1.*SER-2.*SER-3/),
    expect.stringContaining('SER-1'),
    expect.stringContaining('SER-2'),
  ])
  expect(seen.bodies).toMatchObject([
    { dongle: 'd1', pin: '1234' },
    { dongle: 'd2', pin: '5678' },
    { dongle: 'd3', pin: null },
  ])
  const ids = seen.ids
  expect(new Set(ids).size).toBe(3)
  expect(seen.bodies).toMatchObject(ids.map((id) => ({ beside: ids.filter((other) => other !== id) })))
  expect(ran.json()).toMatchObject({ state: 'running', others: [{ state: 'running' }, { state: 'running' }] })
})

test('[Q67] one of them that is held back stays out, and why is said', async () => {
  const { server, seen } = licenseServer(threeDongles(true))
  const ran = await runUndongle([...start, '--no-wait', '--yes', '--pin-file', '-'], { fetch: server, input: '1234' })
  expect(seen.bodies).toMatchObject([{ dongle: 'd1', pin: '1234' }, { dongle: 'd3' }])
  expect(ran.err).toContain('SER-2 stays as it is: dongle-enabled: Not yet released. Ask your reseller.')
})

test.each([
  ['SER-2 5678\nSER-1 12 34\n', [{ pin: '12 34' }, { pin: '5678' }, { pin: null }]],
  ['1234\n', []], // whose it is would be a guess, and a wrong guess costs a try
])('[Q67] the PINs of several dongles come from a file with a line each: %j', async (input, bodies) => {
  const { server, seen } = licenseServer(threeDongles(false))
  const ran = await runUndongle([...start, '--no-wait', '--yes', '--pin-file', '-'], { fetch: server, input })
  expect(seen.bodies).toMatchObject(bodies)
  expect(seen.bodies).toHaveLength(bodies.length)
  expect(ran.exit).toBe(bodies.length > 0 ? 7 : 2)
})

test('there is no option for the PIN itself', async () => {
  expect((await runUndongle([...start, '--pin', '1234'], { fetch: licenseServer().server })).exit).toBe(2)
})

const asked = (reply: SeenDongle) => ({ 'dongle.list': () => ({ dongles: [reply], checkedAt: at }) })
test.each<[string, number, string, Answers<typeof localApi>, readonly string[]]>([
  ['nobody who could confirm', 2, 'usage', {}, []],
  ['nobody who could enter the PIN', 2, 'usage', {}, ['--yes']],
  ['a locked dongle', 3, 'pin-locked', asked({ ...dongle, pin: 'locked' }), ['--yes']],
  ['the last try, not confirmed', 3, 'pin-last-try', asked({ ...dongle, pin: 'last-try' }), ['--yes']],
  ['no dongle', 3, 'dongle-not-found', { 'dongle.list': () => ({ dongles: [], checkedAt: at }) }, ['--yes']],
  [
    'two dongles',
    2,
    'usage',
    { 'dongle.list': () => ({ dongles: [dongle, { ...dongle, dongle: 'd2', serial: 'SER-2' }], checkedAt: at }) },
    ['--yes'],
  ],
  [
    'nobody signed in',
    5,
    'not-signed-in',
    { 'status.read': () => ({ ...status, signIn: { state: 'signed-out' } }) },
    ['--yes'],
  ],
  [
    'a red rule',
    3,
    'ineligible',
    {
      'eligibility.check': () => ({
        rules: [{ rule: 'dongle-count', answer: 'fail', reason: 'Two dongles.', fix: 'Unplug one.' }],
        eligible: false,
        policy,
        preview: null,
        problem: null,
        seats: [],
        beside: [],
      }),
    },
    ['--yes'],
  ],
  [
    'a plan that changed',
    3,
    'plan-changed',
    {
      'transfer.put': () => {
        throw new ApiError('plan-changed')
      },
    },
    ['--yes', '--pin-file', '-'],
  ],
])('[Q22] it does not start with %s', async (_, exit, code, answers, options) => {
  const { server, seen } = licenseServer(answers)
  const ran = await runUndongle([...start, '--json', ...options], { fetch: server, input: '1' })
  expect(ran).toMatchObject({ exit, out: '' })
  expect(JSON.parse(ran.err)).toMatchObject({ code, say: expect.any(String), next: expect.any(String) })
  expect(seen.bodies).toEqual([])
})

test('a person who says no changes nothing', async () => {
  const { server, seen } = licenseServer()
  expect((await runUndongle(start, { fetch: server, answers: [false] })).exit).toBe(7)
  expect(seen.bodies).toEqual([])
})

test('[Q92] a transfer that waits for a person ends the command, with what it waits for', async () => {
  const { server } = licenseServer({}, [{ state: 'waiting', waitingFor: 'dongle' }])
  const ran = await runUndongle([...start, '--yes', '--pin-file', '-'], { fetch: server, input: '1' })
  expect(ran.exit).toBe(7)
  expect(ran.out).toContain('Waiting for: dongle.')
})

test('[Q90] the preview lists each license with its answer, and starts nothing', async () => {
  const { server, seen } = licenseServer()
  const ran = await runUndongle(['transfer', 'preview', '--line', 'clinic'], { fetch: server })
  expect(ran).toMatchObject({
    exit: 0,
    out: expect.stringMatching(/moves +clinic-scan +Scan +1 +Moves into your account\./),
  })
  expect(seen.bodies).toEqual([])
})

test('the preview writes the quantity of a metered license as points', async () => {
  const metered = { ...plan, licenses: plan.licenses.map((planned) => ({ ...planned, metered: true })) }
  const { server } = licenseServer({
    'eligibility.check': () => ({
      rules: [],
      eligible: true,
      policy,
      preview: { plan: metered, planHash: hash, outcome: 'all-moved' },
      problem: null,
      seats: [],
      beside: [],
    }),
  })
  const ran = await runUndongle(['transfer', 'preview', '--line', 'clinic'], { fetch: server })
  expect(ran.out).toMatch(/moves +clinic-scan +Scan +1 point +Moves into your account\./)
})

test('a hostile label cannot steer the terminal', async () => {
  const ran = await runUndongle(['dongle', 'list'], { fetch: licenseServer().server })
  expect(ran.out).toContain('Blue?[31m dongle')
  expect(ran.out).not.toContain('\u001b')
})

const inUse = { product: 'clinic-scan', version: '4.1', machine: 'front desk', since: at }
test.each<[string[], object]>([
  [[], { when: 'at-once' }],
  [['--when-free'], { when: 'when-free' }],
  [['--at', '2026-03-01T18:00:00Z'], { when: 'at', at: '2026-03-01T18:00:00.000Z' }],
])('[Q87] it lists who works with the licenses, and begins when the person says: %j', async (options, begins) => {
  const { server, seen } = licenseServer({
    'eligibility.check': () => ({
      rules: [],
      eligible: true,
      policy,
      preview: { plan, planHash: hash, outcome: 'all-moved' },
      problem: null,
      seats: [inUse],
      beside: [],
    }),
  })
  const ran = await runUndongle([...start, '--yes', '--pin-file', '-', ...options], { fetch: server, input: '1' })
  expect(ran.err).toMatch(/clinic-scan +4\.1 +front desk/)
  expect(seen.bodies).toMatchObject([{ start: begins }])
})

test.each([
  [['--at', 'tonight']],
  [['--at', '2026-03-01T18:00:00Z', '--when-free']],
])('a moment that is none starts nothing: %j', async (options) => {
  const { server, seen } = licenseServer()
  expect((await runUndongle([...start, '--yes', ...options], { fetch: server })).exit).toBe(2)
  expect(seen.bodies).toEqual([])
})

test('[Q87] one that was put off ends the command, with who works and how it is begun now', async () => {
  const hold = { start: { when: 'when-free' as const }, seats: [inUse] }
  const { server } = licenseServer({}, [{ state: 'waiting', waitingFor: 'seats', hold }])
  const ran = await runUndongle([...start, '--yes', '--pin-file', '-', '--when-free'], { fetch: server, input: '1' })
  expect(ran).toMatchObject({
    exit: 7,
    out: expect.stringMatching(/clinic-scan on front desk since .* --yes` begins it now/s),
  })
})
