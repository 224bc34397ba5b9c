import { readFileSync } from 'node:fs'
import { authApi } from '@undongle/core/api/auth'
import { cloudApi } from '@undongle/core/api/cloud'
import { expect, test } from 'vitest'
import { openApiFile, writeOpenApi } from './openapi-document.ts'

test('the committed OpenAPI 3.1 document is the one the cloud serves', () => {
  expect(readFileSync(openApiFile, 'utf8'), 'run npm run reference').toBe(writeOpenApi())
})

test('every operation of the tables is in it, once', () => {
  const document: { paths: Record<string, Record<string, { operationId: string }>> } = JSON.parse(writeOpenApi())
  const named = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  )
  expect(named.toSorted()).toEqual([...Object.keys(cloudApi), ...Object.keys(authApi)].toSorted())
})
