import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { base64url } from '@undongle/core/encoding'
import { random } from '@undongle/core/node/crypto'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/postgres/test-database.ts'
import { answerOf, approvalToken, company, machine, signedIn, startTestCloud, type TestCloud } from '../auth.fixture.ts'

// The same over a real connection that dies between the cloud's commit and the answer, which is where a crash on either side hurts most.

let cloud: TestCloud
let server: Server
let address: string
let dying = false
beforeAll(async () => {
  cloud = await startTestCloud(await testDatabase())
  const app = new Hono<{ Bindings: { outgoing: { destroy(): void } } }>()
  app.all('*', async (c) => {
    const response = await cloud.app.fetch(c.req.raw)
    if (dying) c.env.outgoing.destroy()
    return response
  })
  server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server
  await once(server, 'listening')
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await cloud.stop()
})

test('a License Server whose answers are lost on the wire stays signed in, and its next token is the one it missed', async () => {
  const ours = await company(cloud, 'Alpha Dental')
  const { page } = await signedIn(cloud, [[ours, 'company-admin']])
  const { publicKey, proof } = machine(cloud)
  const send = async (path: string, body: object, token = '') => {
    const response = await fetch(`${address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ ...body, proof: proof(path) }),
    })
    return answerOf(response)
  }
  const token = await approvalToken(cloud, page, ours)
  const registration = { name: 'reception', version: '0.1.0', publicKey }

  dying = true
  await expect(send('/v1/license-servers', registration, token)).rejects.toThrow()
  dying = false
  const registered = await send('/v1/license-servers', registration, token)
  expect(registered.status).toBe(200)

  const path = `/v1/license-servers/${registered.body.licenseServer}/tokens`
  const rotation = { refreshToken: registered.body.refreshToken, attempt: base64url(random(16)) }
  dying = true
  for (let lost = 0; lost < 3; lost++) await expect(send(path, rotation)).rejects.toThrow()
  dying = false
  const [stored] = await cloud.database.query('select refresh_token_hash from license_server')
  const found = await send(path, rotation)
  expect(found.status).toBe(200)
  expect(await cloud.database.query('select refresh_token_hash from license_server')).toEqual([stored])
  const next = await send(path, { refreshToken: found.body.refreshToken, attempt: base64url(random(16)) })
  expect(next.status).toBe(200)
})
