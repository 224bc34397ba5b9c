import { localApi } from '@undongle/core/api/local'
import { expect, test } from 'vitest'
import { createClient, type Fetch } from './client.ts'
import { RequestFailed } from './trouble.ts'

const answering = (status: number, body: unknown, seen: Request[] = []): Fetch => {
  return async (input, init) => {
    seen.push(new Request(new URL(String(input), 'http://localhost:30304'), init))
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
  }
}

test('a write carries the token of the page and a reading does not', async () => {
  const seen: Request[] = []
  const local = createClient(localApi, {
    fetch: answering(200, { name: 'one', plugged: true }, seen),
    writeHeaders: { 'undongle-token': 'secret' },
  })
  await local('drawer.put', { parameters: { name: 'one' }, body: { plugged: true } })
  await local('status.read').catch(() => undefined)
  expect(seen.map((request) => [request.method, request.headers.get('undongle-token')])).toEqual([
    ['PUT', 'secret'],
    ['GET', null],
  ])
})

test('parameters are escaped, so that a name from outside stays one part of the path', async () => {
  const seen: Request[] = []
  const local = createClient(localApi, { fetch: answering(200, { username: '../x', inCompany: false }, seen) })
  await local('username.check', { parameters: { username: '../x?y' } })
  expect(new URL(seen[0]?.url ?? '').pathname).toBe('/v1/usernames/..%2Fx%3Fy')
})

test.each<[string, Fetch, string]>([
  ['a problem', answering(409, problem('busy')), 'problem'],
  ['an answer of another shape', answering(200, { dongles: 'many' }), 'malformed'],
  ['a page instead of JSON', answering(502, '<html>'), 'malformed'],
  ['no answer', () => Promise.reject(new TypeError('Failed to fetch')), 'unreachable'],
])('%s is told apart', async (_, fetch, kind) => {
  const failure = await createClient(localApi, { fetch })('dongle.list').catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(RequestFailed)
  expect(failure).toMatchObject({ trouble: { kind } })
})

function problem(code: string) {
  return { type: `urn:undongle:problem:${code}`, title: 'No.', status: 409, code, next: 'Wait.', requestId: 'r1' }
}
