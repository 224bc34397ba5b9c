import { authApi } from '@undongle/core/api/auth'
import type { Operation } from '@undongle/core/api/operation'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { browser, startTestCloud, type TestCloud } from './auth.fixture.ts'

let cloud: TestCloud
beforeAll(async () => {
  cloud = await startTestCloud(await testDatabase())
})
afterAll(() => cloud.stop())

test.each(
  Object.entries<Operation>(authApi),
)('%s is served, and refuses a stranger by a code of its table', async (_, operation) => {
  const path = operation.path.replace(/\{\w+\}/g, 'AAAA-AAAA')
  const body = operation.body === undefined ? undefined : {}
  const answer = await browser(cloud, 'http://evil.example').call(operation.method.toUpperCase(), path, body)
  expect(operation.problems).toContain(answer.body.code)
})

test('no two operations share a method and a path, and each is mounted', () => {
  const mounted = cloud.app.routes.map(({ method, path }) => `${method} ${path}`)
  const described = Object.values<Operation>(authApi).map(
    ({ method, path }) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
  )
  expect(new Set(described).size).toBe(described.length)
  expect(mounted).toEqual(expect.arrayContaining(described))
})
