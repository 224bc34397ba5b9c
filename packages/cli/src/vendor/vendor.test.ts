import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { cloudApi } from '@undongle/core/api/cloud'
import { base64url, utf8 } from '@undongle/core/encoding'
import { logoSizeBytes } from '@undongle/core/vendor/logo'
import { expect, test } from 'vitest'
import { dataFolder, runUndongle } from '../../../../test/api/command-line.ts'
import { serveOperations } from '../../../../test/api/serve-operations.ts'

const asked: unknown[] = []
const cloud = serveOperations(cloudApi, {
  'vendor-logo.put': ({ body }) => {
    asked.push(body)
    return { hash: 'h'.repeat(43), mediaType: 'image/svg+xml' }
  },
  'vendor-logo.remove': () => ({ removed: true }),
})
const addresses = JSON.stringify({ cloud: 'http://cloud.test', licenseServer: 'http://license-server.test' })
const files = { 'addresses.json': addresses, 'operator-token': 'token' }
const run = (...args: string[]) => runUndongle(['vendor', 'logo', ...args], { fetch: cloud, files })

test('a logo is sent as it is, and removed', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
  const file = path.join(dataFolder({ 'logo.svg': svg }), 'logo.svg')
  expect((await run('put', file)).exit).toBe(0)
  expect(asked).toEqual([{ data: base64url(utf8(svg)) }])
  expect((await run('remove')).out).toContain('your name alone')
})

test('a picture that is too large is not sent', async () => {
  const file = path.join(dataFolder({}), 'large.png')
  writeFileSync(file, new Uint8Array(logoSizeBytes + 1))
  const sent = asked.length
  const { exit, err } = await run('put', file)
  expect([exit, asked.length]).toEqual([3, sent])
  expect(err).toContain('at most 32 KB')
})
