import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import {
  askForCode,
  type Browser,
  browser,
  company,
  password,
  setUpToken,
  signedIn,
  startTestCloud,
  type TestCloud,
} from './auth.fixture.ts'
import { putMember, putPerson, removeMember } from './people.ts'
import { prepareAuthSchema } from './schema.ts'
import { hasPassword } from './set-up-link.ts'
import { waitSeconds } from './sign-in-failure.ts'

let cloud: TestCloud
beforeAll(async () => {
  cloud = await startTestCloud(await testDatabase())
})
afterAll(() => cloud.stop())

describe('the one-time set-up link', () => {
  test('nobody has a password until a set-up link was used, and the link works once', async () => {
    const user = await putPerson(cloud.auth, {
      email: 'Operator@Example.com',
      name: 'Operator',
      vendorRole: 'vendor-operator',
    })
    expect(await hasPassword(cloud.auth.db, user)).toBe(false)
    const token = await setUpToken(cloud, user)
    const page = browser(cloud)
    const first = await page.call('POST', '/v1/set-up', { token, password })
    expect(first).toMatchObject({
      status: 200,
      body: { user: { id: user, email: 'operator@example.com' }, vendorRole: 'vendor-operator' },
    })
    expect(await hasPassword(cloud.auth.db, user)).toBe(true)
    expect((await page.call('GET', '/v1/session')).body.user.id).toBe(user)
    const second = await browser(cloud).call('POST', '/v1/set-up', { token, password: 'another long password' })
    expect(second).toMatchObject({ status: 410, body: { code: 'set-up-link-refused' } })
  })

  test('a link that ten browsers open at once lets one of them in', async () => {
    const user = await putPerson(cloud.auth, { email: 'race@example.com', name: 'Race' })
    const token = await setUpToken(cloud, user)
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => browser(cloud).call('POST', '/v1/set-up', { token, password })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array<number>(9).fill(410)])
  })

  test('an old link and a made-up one are refused in the same words', async () => {
    const user = await putPerson(cloud.auth, { email: 'late@example.com', name: 'Late' })
    const token = await setUpToken(cloud, user)
    cloud.clock.aheadMs = 25 * 3_600_000
    const late = await browser(cloud).call('POST', '/v1/set-up', { token, password })
    cloud.clock.aheadMs = 0
    const madeUp = await browser(cloud).call('POST', '/v1/set-up', { token: 'A'.repeat(43), password })
    expect(late).toMatchObject({ status: 410, body: { code: 'set-up-link-refused' } })
    expect(madeUp.body).toEqual(late.body)
  })

  test('a short password is refused and leaves the link unused; a new one ends the sessions of the old', async () => {
    const { user, page } = await signedIn(cloud, [])
    const token = await setUpToken(cloud, user)
    const short = await browser(cloud).call('POST', '/v1/set-up', { token, password: 'short' })
    expect(short).toMatchObject({ status: 422, body: { code: 'request-invalid', errors: [{ pointer: '/password' }] } })
    expect((await browser(cloud).call('POST', '/v1/set-up', { token, password: 'another long password' })).status).toBe(
      200,
    )
    expect((await page.call('GET', '/v1/session')).status).toBe(401)
  })

  test('the database holds only the hash of the link', async () => {
    const user = await putPerson(cloud.auth, { email: 'hash@example.com', name: 'Hash' })
    const token = await setUpToken(cloud, user)
    const rows = await cloud.database.query('select * from auth.set_up_link where user_id = $1', [user])
    expect(JSON.stringify(rows)).not.toContain(token)
  })
})

describe('signing in', () => {
  test('a session is a cookie no script can read, and no reply holds its token', async () => {
    const { email } = await signedIn(cloud, [])
    const page = browser(cloud)
    const answer = await page.call('POST', '/v1/session', { email: email.toUpperCase(), password })
    expect(answer.status).toBe(200)
    const [cookie = ''] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^undongle\.session_token=[^;]+; .*HttpOnly; SameSite=Lax$/)
    expect(answer.headers.getSetCookie()).toHaveLength(1)
    const [token = ''] = [...page.cookies.values()].map((value) => value.split('.')[0])
    expect(JSON.stringify(answer.body)).not.toContain(token)
  })

  test('a person sees each company they belong to, under the role they have there', async () => {
    const [first, second] = [await company(cloud, 'Alpha Dental'), await company(cloud, 'Beta Dental')]
    const { user, page } = await signedIn(cloud, [
      [second, 'company-viewer'],
      [first, 'company-owner'],
    ])
    const { memberships } = (await page.call('GET', '/v1/session')).body
    expect(memberships).toEqual([
      { company: first, name: 'Alpha Dental', role: 'company-owner' },
      { company: second, name: 'Beta Dental', role: 'company-viewer' },
    ])
    await putMember(cloud.auth, { company: first, user, role: 'company-user' })
    await removeMember(cloud.auth, { company: second, user })
    const principal = await page.call('GET', '/v1/principal')
    expect(principal.body).toMatchObject({
      kind: 'person',
      user,
      memberships: [{ company: first, role: 'company-user' }],
    })
  })

  test('after signing out the cookie is worth nothing', async () => {
    const { page } = await signedIn(cloud, [])
    const kept = new Map(page.cookies)
    expect((await page.call('DELETE', '/v1/session')).status).toBe(200)
    const thief = browser(cloud)
    for (const [name, value] of kept) thief.cookies.set(name, value)
    expect((await thief.call('GET', '/v1/session')).status).toBe(401)
  })

  test('a wrong password and an unknown address are refused in the same words', async () => {
    const { email } = await signedIn(cloud, [])
    const wrong = await browser(cloud).call('POST', '/v1/session', { email, password: 'not the password' })
    const unknown = await browser(cloud).call('POST', '/v1/session', { email: 'nobody@example.com', password })
    expect(wrong).toMatchObject({ status: 401, body: { code: 'sign-in-refused' } })
    expect(unknown.body).toEqual(wrong.body)
  })

  afterEach(() => {
    cloud.clock.aheadMs = 0
    delete cloud.clock.stoppedAtMs
  })

  test('guessing gets slower with each failure, and the right password makes it fast again', async () => {
    const { email } = await signedIn(cloud, [])
    const guess = (word: string) => browser(cloud).call('POST', '/v1/session', { email, password: word })
    cloud.clock.stoppedAtMs = Date.now()
    for (let failure = 0; failure < 5; failure++) expect((await guess('wrong')).status).toBe(401)
    const slowed = await guess(password)
    expect(slowed).toMatchObject({ status: 429, body: { code: 'sign-in-slowed' } })
    expect(slowed.headers.get('retry-after')).toBe('1')
    cloud.clock.aheadMs = 2_000
    expect((await guess('wrong')).status).toBe(401)
    expect((await guess('wrong')).headers.get('retry-after')).toBe('2')
    cloud.clock.aheadMs = 5_000
    expect((await guess(password)).status).toBe(200)
    expect((await guess('wrong')).status).toBe(401)
  })

  test('twenty guesses at once count as twenty', async () => {
    const { email } = await signedIn(cloud, [])
    cloud.clock.stoppedAtMs = Date.now()
    const guesses = Array.from({ length: 20 }, () =>
      browser(cloud).call('POST', '/v1/session', { email, password: 'wrong' }),
    )
    const statuses = (await Promise.all(guesses)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(15)
  })

  test.each([
    [0, 0],
    [4, 0],
    [5, 1],
    [6, 2],
    [9, 16],
    [40, 900],
  ])('%i failures wait %i s', (failures, seconds) => {
    expect(waitSeconds(failures, 5)).toBe(seconds)
  })
})

describe('a foreign page', () => {
  let page: Browser
  beforeAll(async () => {
    page = (await signedIn(cloud, [])).page
  })

  test.each([
    ['POST', '/v1/session'],
    ['POST', '/v1/set-up'],
    ['DELETE', '/v1/session'],
    ['POST', '/v1/principal'],
  ])('cannot %s %s, with or without an origin', async (method, path) => {
    for (const origin of [
      'http://evil.example',
      'null',
      `${'http://cloud.test'}:81`,
      'http://cloud.test.evil.example',
    ]) {
      const answer = await page.call(method, path, { email: 'a@example.com', password }, { origin })
      expect(answer).toMatchObject({ status: 403, body: { code: 'origin-refused' } })
    }
  })

  test('cannot send a form as if it were JSON', async () => {
    const answer = await browser(cloud).call(
      'POST',
      '/v1/session',
      { email: 'a@example.com', password },
      { 'content-type': 'text/plain' },
    )
    expect(answer).toMatchObject({ status: 422, body: { code: 'request-invalid' } })
  })
})

test('what has ended is forgotten with the next sign-in, and what has not is kept', async () => {
  const { user, email, page } = await signedIn(cloud, [])
  await setUpToken(cloud, user)
  await askForCode(cloud)
  const count = async () => {
    const [row] = await cloud.database.query(
      `select (select count(*) from auth."deviceCode") + (select count(*) from auth.device_request) + (select count(*) from auth.set_up_link) as rows`,
    )
    return Number(row?.rows)
  }
  const before = await count()
  await page.call('POST', '/v1/session', { email, password })
  expect(await count()).toBe(before)
  cloud.clock.aheadMs = 40 * 86_400_000
  await page.call('POST', '/v1/session', { email, password })
  cloud.clock.aheadMs = 0
  expect(await count()).toBe(0)
})

test('preparing the schema again, twice at once, changes nothing', async () => {
  const again = () => prepareAuthSchema(cloud.database.connection, cloud.auth)
  await Promise.all([again(), again()])
  const rows = await cloud.database.query(`select count(*)::int as clients from auth."oauthClient"`)
  expect(rows).toEqual([{ clients: 1 }])
})

test.each([
  '/auth/sign-up/email',
  '/auth/device/token',
  '/auth/oauth2/register',
  '/auth/jwks',
  '/auth/get-session',
  '/auth/organization/create',
])('the endpoint %s of the library is not served', async (path) => {
  const answer = await cloud.app.request(`http://cloud.test${path}`, { method: 'POST' })
  expect(answer.status).toBe(404)
})
