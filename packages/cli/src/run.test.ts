import { ApiError } from '@undongle/core/api/error'
import { localApi, localTokenHeader } from '@undongle/core/api/local'
import type { SignInState } from '@undongle/core/api/local/sign-in'
import type { Status } from '@undongle/core/api/local/status'
import { expect, test } from 'vitest'
import { localToken, runUndongle } from '../../../test/api/command-line.ts'
import { type Answers, serveOperations } from '../../../test/api/serve-operations.ts'
import { idMaker } from '../../../test/api/vendor.ts'

const at = '2026-03-01T12:00:00.000Z'
const makeId = idMaker(new Date(at))
const serving = (answers: Answers<typeof localApi>) => ({ fetch: serveOperations(localApi, answers) })
const refusing = (code: ConstructorParameters<typeof ApiError>[0]) =>
  serving({
    'license.list': () => {
      throw new ApiError(code)
    },
  })
const nobody = { fetch: () => Promise.reject(new Error('refused')) }
const waiting: SignInState = {
  state: 'waiting',
  userCode: 'ABCD-EFGH',
  verificationUri: 'https://cloud.example/device',
  verificationUriComplete: 'https://cloud.example/device?user_code=ABCD-EFGH',
  expiresAt: at,
}
const signedIn: SignInState = {
  state: 'signed-in',
  user: { id: makeId('user'), email: 'ada@smile.example', name: 'Ada' },
  company: { id: makeId('company'), name: 'Smile Dental' },
  licenseServer: makeId('licenseServer'),
  since: at,
}
const statusWith = (signIn: SignInState, enabled = false): Status => ({
  version: '0.1.0',
  vendor: 'Vendor',
  logo: null,
  cloud: { url: 'https://cloud.example', reachable: null, lastContactAt: null },
  signIn,
  dongleService: { enabled, drivers: [] },
  clock: 'trusted',
  certificateLog: 'consistent',
  running: [],
})

test.each([
  [4, nobody, 'license-server-unreachable'],
  [3, refusing('company-not-chosen'), 'company-not-chosen'],
  [5, refusing('not-signed-in'), 'not-signed-in'],
  [4, refusing('cloud-unreachable'), 'cloud-unreachable'],
  [1, refusing('internal-error'), 'internal-error'],
  [1, serving({ 'license.list': () => Response.json({ hello: 'world' }) }), 'answer-not-understood'],
])('exit code %i for a problem, told as JSON', async (exit, world, code) => {
  const ran = await runUndongle(['license', 'list', '--json'], world)
  expect(ran).toMatchObject({ exit, out: '' })
  expect(JSON.parse(ran.err)).toMatchObject({ code, say: expect.any(String), next: expect.any(String) })
})

test.each([
  [['nonsense']],
  [['dongle', 'list', '--nonsense']],
  [['transfer', 'start']],
  [['certificate', 'verify']],
  [['dongle', 'plug', 'a', 'b']],
])('a mistyped command (%j) ends with 2, also in JSON', async (args) => {
  expect((await runUndongle(args, nobody)).exit).toBe(2)
  const ran = await runUndongle([...args, '--json'], nobody)
  expect(ran.exit).toBe(2)
  expect(JSON.parse(ran.err)).toMatchObject({ code: 'usage' })
})

test.each([[['--help']], [['transfer', 'start', '--help']], [['--version']]])('%j is no failure', async (args) => {
  expect(await runUndongle(args, nobody)).toMatchObject({ exit: 0, err: '' })
})

test('[Q36] signing in shows the code and the link, and waits', async () => {
  const states = [waiting, waiting, signedIn]
  const world = serving({ 'sign-in.start': () => waiting, 'status.read': () => statusWith(states.shift() ?? signedIn) })
  const ran = await runUndongle(['sign-in'], world)
  expect(ran).toMatchObject({ exit: 0, out: expect.stringContaining('ada@smile.example of Smile Dental') })
  expect(ran.err).toContain('ABCD-EFGH')
  expect(ran.err).toContain(waiting.verificationUriComplete)
})

test.each<[SignInState, number]>([
  [{ state: 'denied' }, 5],
  [{ state: 'expired' }, 5],
])('a sign-in that ends as %j', async (state, exit) => {
  const world = serving({ 'sign-in.start': () => waiting, 'status.read': () => statusWith(state) })
  expect((await runUndongle(['sign-in'], world)).exit).toBe(exit)
})

test('without waiting, the code is the answer', async () => {
  const ran = await runUndongle(['sign-in', '--no-wait', '--json'], serving({ 'sign-in.start': () => waiting }))
  expect(ran.exit).toBe(7)
  expect(ran.json()).toEqual(waiting)
})

test('[Q37] the dongle service is enabled and disabled, with the token of this user', async () => {
  const tokens: (string | null)[] = []
  const world = serving({
    'dongle-service.put': ({ body, headers }) => {
      tokens.push(headers.get(localTokenHeader))
      return statusWith(signedIn, (body as { enabled: boolean }).enabled)
    },
  })
  expect((await runUndongle(['dongle', 'enable'], world)).out).toBe('The dongle service is enabled.\n')
  expect((await runUndongle(['dongle', 'disable'], world)).out).toBe('The dongle service is disabled.\n')
  expect(tokens).toEqual([localToken, localToken])
})

test('an evaluation dongle is plugged in by name', async () => {
  const world = serving({ 'drawer.put': ({ parameters, body }) => ({ name: parameters.name, ...(body as object) }) })
  expect((await runUndongle(['dongle', 'plug', 'all-moved'], world)).out).toBe('all-moved is plugged in.\n')
  expect((await runUndongle(['dongle', 'unplug', 'all-moved'], world)).out).toBe('all-moved is in the drawer.\n')
})

test('[Q44] licenses of every source stand in one list', async () => {
  const license = {
    id: makeId('license'),
    line: 'clinic',
    product: 'clinic-scan',
    name: 'Scan',
    generation: '3.0',
    quantity: 1,
  }
  const held = { contract: 'C-1', kind: 'commercial', dongle: 'SER-1', transfer: null, waveOpensAt: null }
  const world = serving({
    'license.list': () => ({
      licenses: [
        { license: { ...license, term: { kind: 'perpetual' } }, place: 'dongle', ...held },
        {
          license: { ...license, id: makeId('license'), term: { kind: 'until', until: '2027-01-31' } },
          place: 'cloud',
          ...held,
        },
      ],
      asOf: at,
    }),
  })
  const { out } = await runUndongle(['license', 'list'], world)
  const lines = out.split('\n')
  expect(lines[1]).toMatch(/^clinic-scan +Scan +1 +perpetual +dongle +SER-1/)
  expect(lines[2]).toMatch(/^clinic-scan +Scan +1 +2027-01-31 +cloud +SER-1/)
})
