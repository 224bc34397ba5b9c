import { type ApiErrorCode, apiErrors } from '@undongle/core/api/errors'
import { type CourierRequest, writeCourierRequest } from '@undongle/core/courier/request'
import { base64url } from '@undongle/core/encoding'
import type { LicenseServerId } from '@undongle/core/id'
import { makeEd25519Key, makeP256Key, publicKeyOf, random, signWith } from '@undongle/core/node/crypto'
import { toSeconds } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { testDatabase } from '../postgres/test-database.ts'
import { answer, answerSignIn } from './carrier.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

/** A machine of which there is nothing but its keys: it can write what no License Server would. */
function paperMachine() {
  const key = makeEd25519Key()
  const sealKey = makeP256Key()
  let number = 0
  return {
    write(changes: Partial<CourierRequest> = {}, signer = key): string {
      const iat = toSeconds(world.cloud.deps.now())
      const request: CourierRequest = {
        number: ++number,
        iat,
        exp: iat + 100,
        aud: null,
        machine: publicKeyOf(key),
        name: 'paper',
        version: '1.0',
        account: null,
        seal: publicKeyOf(sealKey),
        keySet: null,
        messages: [],
        ...changes,
      }
      return writeCourierRequest(request, signWith(signer))
    },
  }
}

async function registered() {
  const paper = paperMachine()
  const { body } = await answerSignIn(world, world.ours, paper.write())
  const licenseServer: LicenseServerId = body.licenseServer
  const account = { licenseServer, company: world.ours.company }
  return { ...paper, account, write: (changes: Partial<CourierRequest> = {}) => paper.write({ account, ...changes }) }
}
const offCurve = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } as const
type Registered = Awaited<ReturnType<typeof registered>>

test.each<[string, ApiErrorCode, (machine: Registered) => Promise<string> | string]>([
  ['a shopping list', 'courier-unreadable', () => 'milk, eggs'],
  ['an answer', 'courier-is-answer', async (machine) => (await answer(world, machine.write())).body.answer],
  ['a bent request', 'courier-changed', (machine) => machine.write().replace(/\.(.{40})./, '.$1-')],
  ['half a request', 'courier-changed', (machine) => machine.write().slice(0, 300)],
  [
    'a request with another signature',
    'courier-changed',
    ({ account }) => paperMachine().write({ account }, makeEd25519Key()),
  ],
  ['a request to which nothing can be sealed', 'courier-changed', (machine) => machine.write({ seal: offCurve })],
  ['a request of another cloud', 'courier-other-cloud', (machine) => machine.write({ aud: 'https://else.example' })],
  ['a request that is too old', 'courier-expired', (machine) => machine.write({ exp: 1_600_000_000 })],
  ['a sign-in that nobody answers for', 'courier-needs-person', () => paperMachine().write()],
  ['a machine under the name of another', 'machine-unknown', ({ account }) => paperMachine().write({ account })],
  [
    'a machine in another company',
    'machine-unknown',
    (machine) => machine.write({ account: { ...machine.account, company: world.theirs.company } }),
  ],
  [
    'an older request after a newer one',
    'courier-superseded',
    async (machine) => {
      const [older, newer] = [machine.write(), machine.write()]
      expect((await answer(world, newer)).status).toBe(200)
      return older
    },
  ],
  [
    'another request under the number of the last',
    'courier-superseded',
    async (machine) => {
      expect((await answer(world, machine.write({ number: 70 }))).status).toBe(200)
      return machine.write({ number: 70, name: 'a copy' })
    },
  ],
  [
    'a machine that was signed out',
    'machine-revoked',
    async (machine) => {
      const text = `update license_server set revoked_at = now(), revoked_reason = 'admin' where id = $1`
      await world.cloud.database.query(text, [machine.account.licenseServer])
      return machine.write()
    },
  ],
])('[Q97] at the cloud, %s is refused as %s', async (_, code, bring) => {
  const { body } = await answer(world, await bring(await registered()))
  expect(body).toMatchObject({ code, title: apiErrors[code].say, next: apiErrors[code].next })
})

test('[Q97] the same request again gets the same bytes, also where the first answer was lost', async () => {
  const machine = await registered()
  const request = machine.write()
  const first = await answer(world, request)
  expect(first.status).toBe(200)
  expect((await answer(world, request)).body).toEqual(first.body)
  const together = machine.write()
  const [one, other] = await Promise.all([answer(world, together), answer(world, together)])
  expect(one.body).toEqual(other.body)
})

test('[Q97] a sign-in answered twice keeps the first refresh token', async () => {
  const request = paperMachine().write()
  const first = await answerSignIn(world, world.ours, request)
  expect(first.status).toBe(200)
  expect((await answerSignIn(world, world.ours, request)).body).toEqual(first.body)
})

test('[Q97] a request in which nothing is right is refused message by message, and none of them opens a door', async () => {
  const machine = await registered()
  const message = (operation: CourierRequest['messages'][number]['operation'], body: string | null = null) => ({
    id: base64url(random(12)),
    operation,
    parameters: {},
    query: {},
    body,
  })
  const { body } = await answer(
    world,
    machine.write({
      messages: [
        message('transfer.preview', '{}'),
        message('lease.put', 'no JSON'),
        message('line.list', 'a body where none belongs'),
        { ...message('license.list'), query: { company: world.theirs.company } },
        { ...message('username.check'), parameters: { username: '../../v1/contracts' } },
      ],
    }),
  )
  expect(body).toMatchObject({ replies: 5, refused: 3 })
})
