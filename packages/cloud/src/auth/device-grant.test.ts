import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import {
  approvalToken,
  approve,
  askForCode,
  type Browser,
  browser,
  company,
  machine,
  poll,
  postForm,
  principalOf,
  publicUrl,
  signedIn,
  startTestCloud,
  type TestCloud,
} from './auth.fixture.ts'
import { putMember, removeMember } from './people.ts'

let cloud: TestCloud
let ours: `com_${string}`
let theirs: `com_${string}`
let owner: { user: `usr_${string}`; page: Browser }
beforeAll(async () => {
  cloud = await startTestCloud(await testDatabase())
  ours = await company(cloud, 'Alpha Dental')
  theirs = await company(cloud, 'Beta Dental')
  owner = await signedIn(cloud, [[ours, 'company-owner']])
})
afterAll(() => cloud.stop())

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
const headerOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())

/** Better Auth slows a machine by its own clock: this lets the interval pass without waiting. */
const letIntervalPass = () => cloud.database.query(`update auth."deviceCode" set "lastPolledAt" = null`)

test('the device grant, from the question to a token that is scoped, short and bound to the API', async () => {
  const code = (await askForCode(cloud, 'Reception PC')).body
  expect(code.user_code).toMatch(/^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$/)
  expect(code).toMatchObject({
    verification_uri: `${publicUrl}/device`,
    verification_uri_complete: `${publicUrl}/device?user_code=${code.user_code}`,
    expires_in: 600,
    interval: 2,
  })
  expect((await poll(cloud, code.device_code)).body.error).toBe('authorization_pending')

  const asked = await owner.page.call('GET', `/v1/device-requests/${code.user_code.toLowerCase().replace('-', '')}`)
  expect(asked.body).toMatchObject({
    userCode: code.user_code,
    state: 'pending',
    machineName: 'Reception PC',
    addressArea: '203.0.113.0/24',
    companies: [{ company: ours, name: 'Alpha Dental', role: 'company-owner' }],
  })
  expect((await approve(owner.page, code, ours)).status).toBe(200)
  expect((await owner.page.call('GET', `/v1/device-requests/${code.user_code}`)).body.state).toBe('approved')

  await letIntervalPass()
  const { status, body, headers } = await poll(cloud, code.device_code)
  expect({ status, type: body.token_type, seconds: body.expires_in, scope: body.scope }).toEqual({
    status: 200,
    type: 'Bearer',
    seconds: 600,
    scope: 'license-server',
  })
  expect(body.refresh_token).toBeUndefined()
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headerOf(body.access_token)).toMatchObject({ typ: 'at+jwt', alg: 'EdDSA' })
  const claims = claimsOf(body.access_token)
  expect(claims).toMatchObject({
    iss: publicUrl,
    aud: `${publicUrl}/v1`,
    sub: owner.user,
    company: ours,
    role: 'company-owner',
    scope: 'license-server',
  })
  expect(claims.exp - claims.iat).toBe(600)
})

test('the metadata names only what is served', async () => {
  const metadata = await (await cloud.app.request(`${publicUrl}/.well-known/oauth-authorization-server`)).json()
  expect(metadata).toEqual({
    issuer: publicUrl,
    device_authorization_endpoint: `${publicUrl}/auth/device/code`,
    token_endpoint: `${publicUrl}/auth/token`,
    grant_types_supported: ['urn:ietf:params:oauth:grant-type:device_code'],
    response_types_supported: [],
    scopes_supported: ['license-server'],
    token_endpoint_auth_methods_supported: ['none'],
  })
})

describe('a machine that polls', () => {
  test('too fast is told to slow down', async () => {
    const code = (await askForCode(cloud)).body
    await poll(cloud, code.device_code)
    expect(await poll(cloud, code.device_code)).toMatchObject({ status: 400, body: { error: 'slow_down' } })
  })

  test('after ten minutes learns that the code has ended, and nobody can approve it', async () => {
    const code = (await askForCode(cloud)).body
    await cloud.database.query(
      `update auth."deviceCode" set "expiresAt" = now() - interval '1 second' where "userCode" = $1`,
      [code.user_code],
    )
    expect(await approve(owner.page, code, ours)).toMatchObject({ status: 404, body: { code: 'device-code-unknown' } })
    expect((await poll(cloud, code.device_code)).body.error).toBe('expired_token')
    expect((await poll(cloud, code.device_code)).body.error).toBe('invalid_grant')
  })

  test('learns that a person denied it', async () => {
    const code = (await askForCode(cloud)).body
    expect((await owner.page.call('POST', `/v1/device-requests/${code.user_code}/deny`)).status).toBe(200)
    expect(await approve(owner.page, code, ours)).toMatchObject({ status: 409, body: { code: 'device-code-decided' } })
    expect(await poll(cloud, code.device_code)).toMatchObject({ status: 400, body: { error: 'access_denied' } })
    expect((await poll(cloud, code.device_code)).body.error).toBe('invalid_grant')
  })

  test('gets one token for one code, however often and at once it asks', async () => {
    const code = (await askForCode(cloud)).body
    await approve(owner.page, code, ours)
    const answers = await Promise.all(Array.from({ length: 6 }, () => poll(cloud, code.device_code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    await letIntervalPass()
    expect(await poll(cloud, code.device_code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  test('with a made-up code, another client or another grant gets nothing', async () => {
    const code = (await askForCode(cloud)).body
    await approve(owner.page, code, ours)
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: 'undongle-license-server',
      device_code: code.device_code,
    }
    const ask = async (changes: object) => (await postForm(cloud, '/auth/token', { ...form, ...changes })).body.error
    expect(await ask({ device_code: 'A'.repeat(43) })).toBe('invalid_grant')
    expect(await ask({ client_id: 'somebody-else' })).toBe('invalid_client')
    expect(await ask({ grant_type: 'client_credentials' })).toBe('unsupported_grant_type')
    expect(await ask({ grant_type: 'refresh_token' })).toBe('unsupported_grant_type')
    expect((await poll(cloud, code.device_code)).status).toBe(200)
  })
})

describe('asking for a code', () => {
  const ask = (form: Record<string, string>) => postForm(cloud, '/auth/device/code', form)
  const good = { client_id: 'undongle-license-server', scope: 'license-server', machine_name: 'reception' }

  test.each<[string, Record<string, string>, string]>([
    ['an unknown client', { ...good, client_id: 'somebody-else' }, 'invalid_client'],
    ['another scope', { ...good, scope: 'everything' }, 'invalid_scope'],
    ['more than the scope', { ...good, scope: 'license-server openid' }, 'invalid_scope'],
    ['an empty scope', { ...good, scope: '' }, 'invalid_scope'],
    ['no scope', { client_id: good.client_id, machine_name: good.machine_name }, 'invalid_request'],
    ['no machine name', { client_id: good.client_id, scope: good.scope }, 'invalid_request'],
    ['a machine name with control characters', { ...good, machine_name: 'a\u001b[2Jb' }, 'invalid_request'],
  ])('with %s is refused', async (_, form, error) => {
    expect(await ask(form)).toMatchObject({ status: 400, body: { error } })
  })

  test('as JSON, twice the same parameter, or too much is refused', async () => {
    const post = async (type: string, body: string) => {
      const headers = { 'content-type': type }
      return (await cloud.app.request(`${publicUrl}/auth/device/code`, { method: 'POST', headers, body })).status
    }
    const form = new URLSearchParams(good).toString()
    expect(await post('application/json', JSON.stringify(good))).toBe(400)
    expect(await post('application/x-www-form-urlencoded', `${form}&scope=license-server`)).toBe(400)
    expect(await post('application/x-www-form-urlencoded', `${form}&more=${'x'.repeat(20_000)}`)).toBe(413)
    expect(await post('application/x-www-form-urlencoded; charset=utf-8', form)).toBe(200)
  })

  test('cannot bind the code to a person or to another resource beforehand', async () => {
    const code = (await ask({ ...good, user_id: owner.user, resource: 'https://elsewhere.example' })).body
    const [row] = await cloud.database.query(
      `select "userId", "resources" from auth."deviceCode" where "userCode" = $1`,
      [code.user_code],
    )
    expect(row).toEqual({ userId: null, resources: [`${publicUrl}/v1`] })
  })

  test('a network that asks for more codes than anybody approves is made to wait', async () => {
    const flooded = { ...cloud.auth, clientAddress: () => '198.51.100.9' }
    const { mountAuth } = await import('./mount.ts')
    const { Hono } = await import('hono')
    const app = new Hono()
    mountAuth(app, flooded)
    const statuses: number[] = []
    for (let machine = 0; machine < 51; machine++)
      statuses.push((await postForm({ app }, '/auth/device/code', good)).status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(50)
    expect(statuses.at(-1)).toBe(429)
    expect((await askForCode(cloud)).status).toBe(200)
  })
})

describe('approving', () => {
  test('a person of two companies picks one, and the token is for that one alone', async () => {
    const { page } = await signedIn(cloud, [
      [ours, 'company-user'],
      [theirs, 'company-admin'],
    ])
    const first = claimsOf(await approvalToken(cloud, page, ours))
    const second = claimsOf(await approvalToken(cloud, page, theirs))
    expect([first.company, first.role, second.company, second.role]).toEqual([
      ours,
      'company-user',
      theirs,
      'company-admin',
    ])
  })

  test('a company the person does not belong to, or only looks at, is refused', async () => {
    const { page } = await signedIn(cloud, [[ours, 'company-viewer']])
    const code = (await askForCode(cloud)).body
    expect((await page.call('GET', `/v1/device-requests/${code.user_code}`)).body.companies).toEqual([])
    expect(await approve(page, code, ours)).toMatchObject({ status: 403, body: { code: 'not-allowed' } })
    expect(await approve(page, code, theirs)).toMatchObject({ status: 403, body: { code: 'not-allowed' } })
    expect((await poll(cloud, code.device_code)).body.error).toBe('authorization_pending')
  })

  test('nobody signed in, a foreign page, and a code that does not exist are refused', async () => {
    const code = (await askForCode(cloud)).body
    expect(await approve(browser(cloud), code, ours)).toMatchObject({ status: 401, body: { code: 'not-signed-in' } })
    const path = `/v1/device-requests/${code.user_code}/approve`
    const foreign = await owner.page.call('POST', path, { company: ours }, { origin: 'http://evil.example' })
    expect(foreign).toMatchObject({ status: 403, body: { code: 'origin-refused' } })
    expect((await owner.page.call('GET', '/v1/device-requests/AAAA-AAAA')).body.code).toBe('device-code-unknown')
    expect((await owner.page.call('GET', '/v1/device-requests/%3Cscript%3E')).body.code).toBe('device-code-unknown')
  })

  test('a code that somebody looked at is theirs to decide', async () => {
    const code = (await askForCode(cloud)).body
    await owner.page.call('GET', `/v1/device-requests/${code.user_code}`)
    const { page } = await signedIn(cloud, [[ours, 'company-owner']])
    expect((await page.call('GET', `/v1/device-requests/${code.user_code}`)).body.code).toBe('device-code-decided')
    expect((await approve(page, code, ours)).body.code).toBe('device-code-decided')
  })

  test('who is sent away between approving and the token gets none', async () => {
    const { user, page } = await signedIn(cloud, [[ours, 'company-admin']])
    const code = (await askForCode(cloud)).body
    await approve(page, code, ours)
    await removeMember(cloud.auth, { company: ours, user })
    expect(await poll(cloud, code.device_code)).toMatchObject({ status: 400, body: { error: 'access_denied' } })
  })

  test('who may only look by the time of the token gets none', async () => {
    const { user, page } = await signedIn(cloud, [[ours, 'company-admin']])
    const code = (await askForCode(cloud)).body
    await approve(page, code, ours)
    await putMember(cloud.auth, { company: ours, user, role: 'company-viewer' })
    expect(await poll(cloud, code.device_code)).toMatchObject({ status: 400, body: { error: 'access_denied' } })
  })

  test('guessing codes gets slower', async () => {
    const { page } = await signedIn(cloud, [])
    const guess = () => page.call('GET', '/v1/device-requests/AAAA-AAAA')
    cloud.clock.stoppedAtMs = Date.now()
    for (let failure = 0; failure < 10; failure++) expect((await guess()).status).toBe(404)
    expect(await guess()).toMatchObject({ status: 429, body: { code: 'rate-limited' } })
    delete cloud.clock.stoppedAtMs
  })
})

describe('the token of an approval', () => {
  test('is no session: not as a cookie, not as a bearer of one', async () => {
    const token = await approvalToken(cloud, owner.page, ours)
    const page = browser(cloud)
    page.cookies.set('undongle.session_token', token)
    expect((await page.call('GET', '/v1/session')).status).toBe(401)
    expect((await page.call('GET', '/v1/session', undefined, { authorization: `Bearer ${token}` })).status).toBe(401)
    const code = (await askForCode(cloud)).body
    const path = `/v1/device-requests/${code.user_code}`
    expect((await browser(cloud).call('GET', path, undefined, { authorization: `Bearer ${token}` })).body.code).toBe(
      'not-signed-in',
    )
  })

  test('says who approved it and for which company, and registers a License Server, nothing else', async () => {
    const token = await approvalToken(cloud, owner.page, ours)
    expect((await principalOf(cloud, token)).body).toEqual({
      kind: 'approval',
      user: owner.user,
      company: ours,
      role: 'company-owner',
      approval: { jti: expect.stringMatching(/.{16}/), expiresAt: expect.anything() },
    })
  })

  test('changed in any part, of another purpose, or after its time, is nobody', async () => {
    const token = await approvalToken(cloud, owner.page, ours)
    const [header = '', payload = '', signature = ''] = token.split('.')
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const forged = [
      [header, encode({ ...claimsOf(token), company: theirs }), signature],
      [encode({ ...headerOf(token), alg: 'none' }), payload, ''],
      [encode({ ...headerOf(token), alg: 'HS256' }), payload, signature],
      [encode({ ...headerOf(token), typ: 'JWT' }), payload, signature],
      [encode({ ...headerOf(token), kid: 'another' }), payload, signature],
      [encode({ ...headerOf(token), jwk: machine(cloud).publicKey }), payload, signature],
    ]
    for (const parts of forged) {
      expect(await principalOf(cloud, parts.join('.'))).toMatchObject({ status: 401, body: { code: 'not-signed-in' } })
    }
    cloud.clock.aheadMs = 601_000
    expect((await principalOf(cloud, token)).status).toBe(401)
    cloud.clock.aheadMs = 0
    expect((await principalOf(cloud, token)).status).toBe(200)
  })
})
