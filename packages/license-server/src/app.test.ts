import { problemSchema } from '@undongle/core/api/error'
import { localApi, localTokenHeader } from '@undongle/core/api/local'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeTestServer, type TestServer, testPort, testToken } from './app.fixture.ts'

let local: TestServer
beforeAll(() => {
  local = makeTestServer()
})
afterAll(() => local.close())

const host = `localhost:${testPort}`

function ask(path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> {
  return Promise.resolve(local.app.request(`http://${host}${path}`, { ...init, headers: { host, ...init.headers } }))
}

function put(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return ask(path, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

async function codeOf(response: Response): Promise<string> {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  return problemSchema.parse(await response.json()).code
}

describe('requests that are not from this machine’s own page', () => {
  test.each([
    ['another name that points here (DNS rebinding)', { host: `evil.example:${testPort}` }],
    ['the right name without the port', { host: 'localhost' }],
    ['the right name with another port', { host: 'localhost:8080' }],
    ['a name that only begins right', { host: `localhost:${testPort}.evil.example` }],
  ])('the host is %s: refused, for pages and calls alike', async (_, headers) => {
    expect(await codeOf(await ask('/v1/status', { headers }))).toBe('host-refused')
    expect(await codeOf(await ask('/', { headers }))).toBe('host-refused')
  })

  test.each([
    ['a foreign site', 'https://evil.example'],
    ['another port of this machine', 'http://localhost:8080'],
    ['an opaque origin', 'null'],
    ['the same place over https', `https://${host}`],
  ])('the origin is %s: refused, even with the token', async (_, origin) => {
    const refused = await put('/v1/dongle-service', { enabled: false }, { origin, [localTokenHeader]: testToken })
    expect(await codeOf(refused)).toBe('origin-refused')
    expect(refused.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('an application of this machine checks out without a token, a foreign page cannot', async () => {
    const lease = `/v1/leases/${makeId('lease', new Date(), random)}`
    const body = { product: 'clinic-scan', version: '1.0' }
    expect(await codeOf(await put(lease, body))).not.toBe('origin-refused')
    expect(await codeOf(await put(lease, body, { origin: 'https://evil.example' }))).toBe('origin-refused')
  })

  test.each(
    Object.entries(localApi).filter(([name, { method }]) => method !== 'get' && !/^(lease|meter)\./.test(name)),
  )('%s without the token, or with a wrong one: refused', async (_, { method, path }) => {
    const address = path.replaceAll(/\{\w+\}/g, 'x')
    const send = (headers: Record<string, string>) =>
      ask(address, {
        method: method.toUpperCase(),
        headers: { 'content-type': 'application/json', ...headers },
        ...(method === 'delete' ? {} : { body: '{}' }),
      })
    expect(await codeOf(await send({}))).toBe('origin-refused')
    expect(await codeOf(await send({ [localTokenHeader]: `${testToken}x` }))).toBe('origin-refused')
  })
})

describe('bad input', () => {
  const token = { [localTokenHeader]: testToken }

  test.each([
    ['not JSON', '{"enabled":'],
    ['another shape', '{"enabled":"yes"}'],
    ['a member too many', '{"enabled":true,"admin":true}'],
    ['a prototype', '{"__proto__":{"enabled":true}}'],
  ])('%s: 422, with what is wrong', async (_, body) => {
    const refused = await ask('/v1/dongle-service', {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...token },
      body,
    })
    expect(refused.status).toBe(422)
    expect(problemSchema.parse(await refused.json()).errors).not.toHaveLength(0)
  })

  test('a body larger than the limit is not read to its end', async () => {
    const huge = await put('/v1/dongle-service', { enabled: 'x'.repeat(400_000) }, token)
    expect(await codeOf(huge)).toBe('request-too-large')
  })

  test('an id of another kind is refused before anything is looked up', async () => {
    expect(await codeOf(await ask('/v1/transfers/com_01m8000000e008000000000000'))).toBe('request-invalid')
  })

  test('an unknown address under /v1 is a problem, not the page', async () => {
    expect(await codeOf(await ask('/v1/nothing'))).toBe('not-found')
  })

  test.each([
    '/assets/..%2Findex.html',
    '/assets/%2e%2e%2fjournal.db',
    '/assets/main-1.ts',
    '/assets/',
  ])('no file outside the built pages: %s', async (path) => {
    const answer = await ask(path)
    expect(await answer.text()).not.toMatch(/SQLite|journal/)
    expect(answer.status === 404 || answer.headers.get('content-type')?.startsWith('text/html')).toBe(true)
  })
})

test('the page carries the token, forbids framing and foreign scripts, and is never cached', async () => {
  const page = await ask('/transfer/check')
  expect(await page.text()).toContain(`<meta name="undongle-token" content="${testToken}">`)
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(page.headers.get('content-security-policy')).not.toContain("script-src 'self' 'unsafe-inline'")
  expect(page.headers.get('cache-control')).toBe('no-store')
})

test('the cloud is away: the page says so and still answers', async () => {
  const status = localApi['status.read'].answer.parse(await (await ask('/v1/status')).json())
  expect(status.signIn.state).toBe('signed-out')
  const started = await ask('/v1/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json', [localTokenHeader]: testToken },
    body: '{}',
  })
  expect(await codeOf(started)).toBe('cloud-unreachable')
})

test('[Q37] ENABLE DONGLE starts the dongle service, and it can be disabled', async () => {
  const token = { [localTokenHeader]: testToken }
  expect(await codeOf(await ask('/v1/dongles'))).toBe('dongle-service-off')
  const on = localApi['dongle-service.put'].answer.parse(
    await (await put('/v1/dongle-service', { enabled: true }, token)).json(),
  )
  expect(on.dongleService.enabled).toBe(true)
  expect(localApi['dongle.list'].answer.parse(await (await ask('/v1/dongles')).json()).dongles).toEqual([])
  const off = localApi['dongle-service.put'].answer.parse(
    await (await put('/v1/dongle-service', { enabled: false }, token)).json(),
  )
  expect(off.dongleService.enabled).toBe(false)
  expect(await codeOf(await ask('/v1/dongles'))).toBe('dongle-service-off')
})
