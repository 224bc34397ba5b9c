import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { toSeconds } from '@undongle/core/time'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { publicUrl, startTestCloud, type TestCloud } from './auth.fixture.ts'
import { createAuth } from './auth.ts'
import { prepareAuthSchema } from './schema.ts'

let cloud: TestCloud
beforeAll(async () => {
  cloud = await startTestCloud(await testDatabase())
})
afterAll(() => cloud.stop())

const jkt = 'A'.repeat(43)
const sign = (auth: TestCloud['auth'], changes: { iat?: number; exp?: number; iss?: string; aud?: string } = {}) => {
  const iat = toSeconds(cloud.auth.now())
  return auth.accessTokens.sign({
    sub: makeId('user', new Date(), random),
    iat,
    exp: iat + 600,
    jti: 'one',
    scope: 'license-server',
    company: makeId('company', new Date(), random),
    role: 'machine',
    license_server: makeId('licenseServer', new Date(), random),
    cnf: { jkt },
    ...changes,
  })
}

test('a token we sign is one that public tools verify, and that we believe', async () => {
  const token = await sign(cloud.auth)
  const keys = createLocalJWKSet(await cloud.auth.betterAuth.api.getJwks())
  const { protectedHeader } = await jwtVerify(token, keys, {
    typ: 'at+jwt',
    issuer: publicUrl,
    audience: `${publicUrl}/v1`,
  })
  expect(protectedHeader.alg).toBe('EdDSA')
  expect(await cloud.auth.accessTokens.verify(token)).toMatchObject({ role: 'machine', cnf: { jkt } })
})

test('a token of another issuer or audience is refused, even when the same key signed it', async () => {
  const settings = { ...cloud.auth, publicUrl: 'https://other.example' }
  await prepareAuthSchema(cloud.database.connection, settings)
  const other = createAuth(settings)
  const token = await sign(other)
  expect(await other.accessTokens.verify(token)).toBeDefined()
  expect(await cloud.auth.accessTokens.verify(token)).toBeUndefined()
  const [issuer, audience] = [{ iss: 'https://other.example' }, { aud: 'https://other.example/v1' }]
  expect(await cloud.auth.accessTokens.verify(await sign(cloud.auth, issuer))).toBeUndefined()
  expect(await cloud.auth.accessTokens.verify(await sign(cloud.auth, audience))).toBeUndefined()
})

test('a token that has ended, or that begins in the future, is refused', async () => {
  const now = toSeconds(cloud.auth.now())
  expect(await cloud.auth.accessTokens.verify(await sign(cloud.auth, { iat: now - 600, exp: now - 1 }))).toBeUndefined()
  expect(
    await cloud.auth.accessTokens.verify(await sign(cloud.auth, { iat: now + 60, exp: now + 660 })),
  ).toBeUndefined()
})

test('after the key changed, new tokens are believed and those of the last ten minutes too', async () => {
  const before = await sign(cloud.auth)
  await cloud.database.query(`update auth.jwks set "expiresAt" = now() - interval '1 second'`)
  const after = await sign(cloud.auth)
  expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid)
  cloud.clock.aheadMs = 2_000
  expect(await cloud.auth.accessTokens.verify(after)).toBeDefined()
  expect(await cloud.auth.accessTokens.verify(before)).toBeDefined()
  cloud.clock.aheadMs = 0
})

test('right after a start, who asks while the keys are being read is not told that it is signed out', async () => {
  const token = await sign(cloud.auth)
  const justStarted = createAuth(cloud.auth)
  const answers = await Promise.all([1, 2, 3].map(() => justStarted.accessTokens.verify(token)))
  expect(answers.every((claims) => claims !== undefined)).toBe(true)
})

test('the private keys are not in the database in the clear', async () => {
  const rows = await cloud.database.query('select "privateKey" from auth.jwks')
  expect(rows.length).toBeGreaterThan(0)
  for (const { privateKey } of rows) expect(privateKey).not.toMatch(/"d"|kty/)
})
