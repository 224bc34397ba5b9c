import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../test/postgres/test-database.ts'
import { mountPages } from './http/static-files.ts'
import { startWholeCloud, type WholeCloud } from './testing/cloud.fixture.ts'

let cloud: WholeCloud
let folder: string
const pages = new Hono()
beforeAll(async () => {
  cloud = await startWholeCloud(await testDatabase())
  folder = await mkdtemp(join(tmpdir(), 'undongle-pages-'))
  await mkdir(join(folder, 'console/assets'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'secret')
  await writeFile(join(folder, 'console/index.html'), '<!doctype html>the page')
  await writeFile(join(folder, 'console/assets/app-Ab12Cd34.js'), 'export {}')
  await writeFile(join(folder, 'console/.env'), 'secret')
  await symlink(join(folder, 'secret.txt'), join(folder, 'console/assets/link.png'))
  mountPages(pages, join(folder, 'console'))
})
afterAll(async () => {
  await cloud.stop()
  await rm(folder, { recursive: true })
})

const get = (path: string, init?: RequestInit) => cloud.app.request(`http://cloud.test${path}`, init)

test('every reply forbids framing, sniffing and foreign content, and is named', async () => {
  for (const path of ['/healthz', '/v1/licenses', '/nothing', '/v1/keys']) {
    const { headers } = await get(path)
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('content-security-policy')).not.toContain("script-src 'unsafe")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{16}$/)
    expect(headers.get('access-control-allow-origin')).toBeNull()
  }
})

test.each([
  ['an unknown address', 'GET', '/v1/nothing', undefined, 404, 'not-found'],
  ['another method', 'DELETE', '/v1/keys', undefined, 404, 'not-found'],
  ['no JSON', 'POST', '/v1/transfers/tr_01kf0000000000000000000001/receipt', '{', 422, 'request-invalid'],
  ['a wrong id', 'POST', '/v1/transfers/tr_1/receipt', '{}', 422, 'request-invalid'],
  ['an empty body', 'POST', '/v1/transfers/tr_01kf0000000000000000000001/receipt', '', 422, 'request-invalid'],
])('%s is answered with a problem', async (_, method, path, body, status, code) => {
  const answer = await get(path, {
    method,
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
  })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json'])
  expect(await answer.json()).toMatchObject({ code, status, type: `urn:undongle:problem:${code}` })
})

test('a body that is not said to be JSON is refused: a foreign page’s form can send no other', async () => {
  const answer = await get('/v1/transfers/tr_01kf0000000000000000000001/receipt', { method: 'POST', body: '{}' })
  expect(await answer.json()).toMatchObject({ errors: [{ detail: 'the type text/plain is not accepted' }] })
})

test('a wrong body names each wrong place with a pointer', async () => {
  const answer = await get('/v1/transfers/tr_01kf0000000000000000000001/receipt', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ order: 1, key: { kty: 'EC' }, __proto__: null, 'a/b': 1 }),
  })
  const { errors } = (await answer.json()) as { errors: { pointer: string }[] }
  expect(errors.map(({ pointer }) => pointer)).toEqual(
    expect.arrayContaining(['/order', '/receipt', '/key/crv', '/list']),
  )
})

test('what breaks inside says nothing of it outside', async () => {
  await cloud.database.query('alter table product_line rename to product_line_gone')
  const answer = await get('/v1/lines')
  await cloud.database.query('alter table product_line_gone rename to product_line')
  expect(answer.status).toBe(500)
  expect(await answer.text()).not.toContain('product_line')
})

test('health and readiness', async () => {
  expect(await (await get('/healthz')).json()).toEqual({ ok: true })
  expect(await (await get('/readyz')).json()).toEqual({ ok: true })
})

test('the public keys are a plain JWK Set as well, current and next of each purpose', async () => {
  const { keys } = (await (await get('/.well-known/jwks.json')).json()) as { keys: Record<string, string>[] }
  const purposes = keys.map((key) => key['undongle:purpose'])
  expect(purposes.toSorted()).toEqual(
    [
      'block-list',
      'certificate',
      'courier-answer',
      'emergency',
      'lease',
      'license-list',
      'log',
      'order',
      'permit',
      'result',
    ].flatMap((purpose) => [purpose, purpose]),
  )
  expect(keys.some((key) => 'd' in key)).toBe(false)
})

test.each([
  ['/', 'the page', 'no-cache'],
  ['/transfers/tr_1', 'the page', 'no-cache'],
  ['/assets/app-Ab12Cd34.js', 'export {}', 'public, max-age=31536000, immutable'],
])('the pages: %s', async (path, content, caching) => {
  const answer = await pages.request(path)
  expect(await answer.text()).toContain(content)
  expect(answer.headers.get('cache-control')).toBe(caching)
})

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/assets/..%5c..%5csecret.txt',
  '/%00secret.txt',
  '/%ff',
  '//secret.txt',
  '/.env',
  '/assets/link.png',
  '/v1/nothing',
])('the pages do not lead out of their folder: %s', async (path) => {
  const answer = await pages.request(`http://cloud.test${path}`)
  expect(await answer.text()).not.toContain('secret')
})
