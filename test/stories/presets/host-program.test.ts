import { mkdirSync, mkdtempSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { problemSchema } from '@undongle/core/api/error'
import { localApi, localTokenHeader } from '@undongle/core/api/local'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signedIn } from '../../../packages/cloud/src/auth/auth.fixture.ts'
import { licenseOf } from '../../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../../packages/cloud/src/testing/world.fixture.ts'
import {
  makeTestServer,
  type TestServer,
  testPort,
  testToken,
} from '../../../packages/license-server/src/app.fixture.ts'
import { openShelf, until } from '../../permit/world.ts'
import { testDatabase } from '../../postgres/test-database.ts'
import { type AskLocal, HostProgram } from './host-program.ts'

// The clinic's story: a program that runs on a dongle updates itself, is refused the dongle, sends its user to the pages, gets them back, and goes on.

let world: World
let machine: TestServer
let shelf: ReturnType<typeof openShelf>
const folder = mkdtempSync(path.join(tmpdir(), 'undongle-host-'))

const start = () => {
  const fetch: typeof globalThis.fetch = async (input, init) => world.cloud.app.request(String(input), init)
  const made = makeTestServer(fetch, { folder, now: () => world.cloud.deps.now() })
  made.server.start()
  return made
}
const ask: AskLocal = async (address, init) => {
  const host = `localhost:${testPort}`
  const headers = { host, [localTokenHeader]: testToken, ...(init?.headers as Record<string, string>) }
  return machine.app.request(`http://${host}${address}`, { ...init, headers })
}

beforeAll(async () => {
  world = await startWorld(await testDatabase())
  shelf = openShelf(world)
  mkdirSync(path.join(folder, 'drawer', 'plugged'), { recursive: true })
  machine = start()
})
afterAll(async () => {
  await machine.close()
  shelf.close()
  await world.cloud.stop()
})

/** A person at the pages of the License Server. */
async function signIn(): Promise<void> {
  const { page } = await signedIn(world.cloud, [[world.ours.company, 'company-user']])
  const asking = await machine.server.signIn.start()
  const code = asking.state === 'waiting' ? asking.userCode : expect.fail(asking.state)
  await page.call('POST', `/v1/device-requests/${code}/approve`, { company: world.ours.company })
  await until('signed in', () => (machine.server.signIn.state().state === 'signed-in' ? true : undefined))
}

/** What the wizard does, with the line and the address it was called with. @returns where it leads its user back to */
async function walkWizard(page: string): Promise<string> {
  const { searchParams } = new URL(page, 'http://localhost')
  const [line, returnTo] = [searchParams.get('line') ?? '', searchParams.get('returnTo') ?? '']
  const { dongles } = localApi['dongle.list'].answer.parse(await (await ask('/v1/dongles')).json())
  const asked = { dongle: dongles[0]?.dongle ?? '', line, targetUser: null }
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(asked) }
  const checked = localApi['eligibility.check'].answer.parse(await (await ask('/v1/eligibility', post)).json())
  expect(checked.rules.every(({ answer }) => answer === 'pass')).toBe(true)
  const id = makeId('transfer', new Date(), random)
  const state = machine.server.signIn.state()
  const targetUser = state.state === 'signed-in' ? state.user.email : ''
  const body = JSON.stringify({ ...asked, targetUser, planHash: checked.preview?.planHash, pin: null })
  await ask(`/v1/transfers/${id}`, { ...post, method: 'PUT', body })
  await until('the transfer is over', () => (machine.server.transfers.read(id).state === 'finished' ? true : undefined))
  expect(machine.server.transfers.read(id).result).toBe('all-moved')
  return returnTo
}

test('[Q01] [Q03] [Q04] [Q06] the program runs on its dongle, updates, is sent to the pages, comes back and is not nagged again', async () => {
  const dongle = await shelf.sell(world.ours, [licenseOf('clinic-scan')])
  renameSync(dongle.folder, path.join(folder, 'drawer', 'plugged', dongle.serial))
  await until('the dongle is read', async () =>
    (await machine.server.dongles.read().catch(() => [])).some(({ shown }) => shown.state === 'ready')
      ? true
      : undefined,
  )
  const program = new HostProgram(ask, '5.9')
  expect(await program.start()).toBeUndefined()
  expect(await program.scan()).toBe('dongle')

  program.version = '6.0'
  program.isSetUp = false
  expect(await program.start('update')).toBe(
    `/online-licensing?line=clinic&returnTo=${encodeURIComponent(program.returnAddress)}&version=6.0&moment=update`,
  )
  expect(await program.scan()).toBe('cut-over')
  await signIn()
  expect((await program.readiness('update')).answer).toBe('transfer-required')
  const page = (await program.start('update')) ?? ''
  expect(page).toMatch(/^\/dongle\?line=clinic&returnTo=/)
  expect(program.isSetUp).toBe(false)

  const back = await walkWizard(page)
  expect(await program.comeBack(back)).toBe(true)
  expect(program.isSetUp).toBe(true)
  expect(await program.scan()).toBe('cloud')

  await machine.stop()
  machine = start()
  const again = new HostProgram(ask, '6.0')
  expect(await again.start()).toBeUndefined()
  expect(await again.start('update')).toBeUndefined()
  expect(await again.scan()).toBe('cloud')
})

test('[Q06] nobody is led to an address the vendor did not register', async () => {
  for (const address of [
    'https://evil.example/',
    'http://127.0.0.1:49152/other',
    'javascript:alert(1)',
    '//evil.example',
  ]) {
    const query = new URLSearchParams({ line: 'clinic', version: '6.0', returnTo: address })
    const response = await ask(`/v1/readiness?${query}`)
    expect({ [address]: problemSchema.parse(await response.json()).code }).toEqual({
      [address]: 'return-address-refused',
    })
  }
})

test('[Q06] without the cloud the License Server answers by itself', async () => {
  await machine.stop()
  machine = makeTestServer(() => Promise.reject(new Error('no network')), { folder })
  const program = new HostProgram(ask, '6.0')
  expect(await program.readiness('sign-in')).toMatchObject({ answer: 'ready', reason: 'in-cloud', told: 'here' })
})
