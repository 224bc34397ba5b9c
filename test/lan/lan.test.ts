import { makeId } from '@undongle/core/id'
import { parseJoinToken, writeJoinToken } from '@undongle/core/lan/join-token'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fetchPinned } from '../../packages/sdk/src/node/lan/pinned.ts'
import { LicenseError } from '../../packages/sdk/src/node.ts'
import { openPlace } from './place.ts'

let place: Awaited<ReturnType<typeof openPlace>>
beforeAll(async () => {
  place = await openPlace(3)
}, 60_000)
afterAll(() => place.close())

const switched = (enabled: boolean) => place.ask('PUT', '/v1/lan', { enabled })
const codeOf = (error: unknown) => (error instanceof LicenseError ? error.code : String(error))
const raw = (path: string, init: RequestInit = {}) => {
  const token = parseJoinToken(place.joinToken())
  return token === undefined ? expect.fail('no token') : fetchPinned(token, path, init)
}
const nodes = async () => (await place.ask('GET', '/v1/lan/nodes')).body.nodes

test('until it is switched on there is no way in, and nothing to join with', async () => {
  expect((await place.ask('GET', '/v1/lan')).body).toEqual({ enabled: false, address: null, nodes: 0 })
  expect((await place.ask('POST', '/v1/lan/join-token', { replace: false })).body.code).toBe('lan-off')
  expect((await switched(true)).body.enabled).toBe(true)
})

test('[Q83] one join token lets every machine of the network in, each with a key of its own and a seat of the dongle', async () => {
  const token = place.joinToken()
  const seats = await Promise.all(['a', 'b', 'c'].map((machine) => place.application(machine, token).checkout()))
  expect(seats.map(({ right }) => right.source)).toEqual(['dongle', 'dongle', 'dongle'])
  expect(await nodes()).toMatchObject([{ seats: 1 }, { seats: 1 }, { seats: 1 }])
  expect(
    codeOf(
      await place
        .application('d', token)
        .checkout()
        .catch((error) => error),
    ),
  ).toBe('no-seat-free')
  await seats[0]?.release()
  const fourth = await place.application('d', token).checkout()
  expect((await place.ask('GET', '/v1/lan')).body.nodes).toBe(4)
  await Promise.all([...seats, fourth].map((seat) => seat.release()))
})

test('a token that was replaced lets nobody in any more, and who has joined stays', async () => {
  const before = place.joinToken()
  const after = (await place.ask('POST', '/v1/lan/join-token', { replace: true })).body.joinToken
  expect(after).not.toBe(before)
  expect(
    codeOf(
      await place
        .application('e', before)
        .checkout()
        .catch((error) => error),
    ),
  ).toBe('join-refused')
  const seat = await place.application('a', before).checkout()
  await seat.release()
})

test('a machine that was taken out is out at once, its seats are free, and it comes back only with the token', async () => {
  const token = place.joinToken()
  const seats = await Promise.all(['a', 'b', 'c'].map((machine) => place.application(machine, token).checkout()))
  const [first] = (await nodes()).filter(({ seats: held }: { seats: number }) => held === 1)
  expect((await place.ask('DELETE', `/v1/lan/nodes/${first.node}`)).body).toEqual({ removed: true })
  expect((await place.ask('DELETE', `/v1/lan/nodes/${first.node}`)).body).toEqual({ removed: false })
  const next = await place.application('d', token).checkout()
  await Promise.all([...seats, next].map((seat) => seat.release()))
})

test('nothing is sent to a server with another certificate', async () => {
  const token = parseJoinToken(place.joinToken())
  if (token === undefined) expect.fail('no token')
  const wrong = writeJoinToken({
    ...token,
    fingerprint: token.fingerprint.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
  })
  expect(
    codeOf(
      await place
        .application('f', wrong)
        .checkout()
        .catch((error) => error),
    ),
  ).toBe('license-server-unreachable')
  expect((await nodes()).some(({ name }: { name: string }) => name === 'f')).toBe(false)
})

const lease = () => `/v1/leases/${makeId('lease', new Date(), random)}`
const node = () => makeId('node', new Date(), random)
const json = { 'content-type': 'application/json' }
const seat = JSON.stringify({ product: 'render-node', version: '1.0' })

test.each<[string, number, () => Promise<Response>]>([
  ['a seat without a key', 401, () => raw(lease(), { method: 'PUT', headers: json, body: seat })],
  ['keys without a key', 401, () => raw('/v1/keys')],
  [
    'a key nobody joined with',
    401,
    () => raw('/v1/keys', { headers: { authorization: `Bearer ${node()}.${'k'.repeat(43)}` } }),
  ],
  ['a page’s request', 403, () => raw('/v1/keys', { headers: { origin: 'https://evil.example' } })],
  ['the page', 404, () => raw('/')],
  ['the status of the License Server', 404, () => raw('/v1/status')],
  ['switching it off from the network', 404, () => raw('/v1/lan', { method: 'PUT', headers: json, body: '{}' })],
  [
    'a body beyond the limit',
    413,
    () =>
      raw(`/v1/nodes/${node()}`, { method: 'PUT', headers: json, body: JSON.stringify({ name: 'x'.repeat(5000) }) }),
  ],
])('the network gets nothing else: %s', async (_, status, ask) => {
  expect((await ask()).status).toBe(status)
})

test('who joined keeps its key: nobody else takes its place with the token', async () => {
  const secret = parseJoinToken(place.joinToken())?.secret
  const id = node()
  const join = (key: string) =>
    raw(`/v1/nodes/${id}`, { method: 'PUT', headers: json, body: JSON.stringify({ secret, key, name: 'g' }) })
  expect((await join('k'.repeat(43))).status).toBe(200)
  expect((await join('k'.repeat(43))).status).toBe(200)
  expect((await join('l'.repeat(43))).status).toBe(403)
})

test('it is on again after a restart, under the same certificate, and off when it is switched off', async () => {
  const before = parseJoinToken(place.joinToken())
  await place.restart()
  expect(parseJoinToken(place.joinToken())?.fingerprint).toBe(before?.fingerprint)
  const { hostname, port } = new URL(place.address())
  expect((await switched(false)).body).toMatchObject({ enabled: false, address: null })
  await expect(fetch(`https://${hostname}:${port}/v1/keys`)).rejects.toThrow()
  await place.restart()
  expect((await place.ask('GET', '/v1/lan')).body.enabled).toBe(false)
})

test('who guesses is slowed down', async () => {
  await switched(true)
  const guess = () => raw('/v1/keys', { headers: { authorization: `Bearer ${node()}.${'k'.repeat(43)}` } })
  const answers: Response[] = []
  for (let tries = 0; tries < 40; tries++) answers.push(await guess())
  const slowed = answers.find(({ status }) => status === 429)
  expect(Number(slowed?.headers.get('retry-after'))).toBeGreaterThan(0)
})
