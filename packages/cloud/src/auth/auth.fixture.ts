import { approveDeviceRequestSchema, type DeviceCodeReply, deviceGrantType } from '@undongle/core/api/device-grant'
import { ApiError, toProblem } from '@undongle/core/api/error'
import { apiErrors } from '@undongle/core/api/errors'
import type { CompanyRole } from '@undongle/core/api/sign-in'
import { writeDocument } from '@undongle/core/document/jws'
import { base64url } from '@undongle/core/encoding'
import { type CompanyId, makeId, type ResellerId, type UserId } from '@undongle/core/id'
import { thumbprint } from '@undongle/core/key'
import { makeEd25519Key, type PrivateKey, publicKeyOf, random, signWith } from '@undongle/core/node/crypto'
import { toSeconds } from '@undongle/core/time'
import { hashPassword } from 'better-auth/crypto'
import { Hono } from 'hono'
import type { PoolConfig } from 'pg'
import type { Db } from '../db/pool.ts'
import { memoryRegister } from '../register/memory.ts'
import { type Auth, createAuth } from './auth.ts'
import { mountAuth } from './mount.ts'
import { putCompany, putMember, putPerson } from './people.ts'
import { authenticate, type Principal } from './principal.ts'
import { prepareAuthSchema } from './schema.ts'
import { createSetUpLink } from './set-up-link.ts'

export const publicUrl = 'http://cloud.test'
export const password = 'a long enough password'

/** A database for one test file, as test/postgres makes them. */
interface TestDatabase {
  readonly db: Db
  readonly connection: PoolConfig
  query(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  drop(): Promise<void>
}

/** Runs with the real clock, ahead of it, or stands still: where a second decides, a slow machine must not. */
export interface TestClock {
  aheadMs: number
  stoppedAtMs?: number
}

export const timeOf = (clock: TestClock): Date => new Date((clock.stoppedAtMs ?? Date.now()) + clock.aheadMs)

/** A cloud that knows only how to sign in, on a database of its own, with a clock that can be moved. */
export interface TestCloud {
  readonly auth: Auth
  readonly app: Hono
  readonly database: TestDatabase
  /** Milliseconds the cloud's clock is ahead of the real one. */
  readonly clock: TestClock
  stop(): Promise<void>
}

export async function startTestCloud(database: TestDatabase): Promise<TestCloud> {
  const clock: TestClock = { aheadMs: 0 }
  const settings = {
    publicUrl,
    secret: base64url(random(32)),
    now: () => timeOf(clock),
    random,
    clientAddress: () => '203.0.113.7',
  }
  await prepareAuthSchema(database.connection, settings)
  const auth = createAuth({ ...settings, db: database.db, register: memoryRegister() })
  return { auth, app: appOf(auth), database, clock, stop: () => database.drop() }
}

/** The routes as the cloud serves them, and one more that tells who is asking. */
function appOf(auth: Auth): Hono {
  const app = new Hono()
  mountAuth(app, auth)
  app.all('/v1/principal', async (c) => c.json((await authenticate(auth, c.req.raw)) ?? null))
  app.onError((error, c) => {
    if (!(error instanceof ApiError)) throw error
    return c.json(toProblem(error, 'test'), apiErrors[error.code].status as 400)
  })
  return app
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back
  readonly body: any
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}

/** A person's browser: keeps its cookies and names its origin. */
export function browser({ app }: Pick<TestCloud, 'app'>, origin = publicUrl) {
  const cookies = new Map<string, string>()
  return {
    cookies,
    async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
      const response = await app.request(`${publicUrl}${path}`, {
        method,
        headers: {
          origin,
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        cookies.set(name, value)
      }
      return answerOf(response)
    },
  }
}
export type Browser = ReturnType<typeof browser>

export async function company(cloud: TestCloud, name: string): Promise<CompanyId> {
  const id = makeId('company', new Date(), random)
  await putCompany(cloud.auth, { id, name })
  return id
}

let people = 0
let passwordHash: Promise<string> | undefined

/** A person with a password, signed in. */
export async function signedIn(
  cloud: TestCloud,
  memberships: readonly [CompanyId, CompanyRole][],
  reseller?: ResellerId,
): Promise<{ user: UserId; email: string; page: Browser }> {
  const email = `person${++people}@example.com`
  const user = await putPerson(cloud.auth, { email, name: `Person ${people}`, ...(reseller ? { reseller } : {}) })
  for (const [company, role] of memberships) await putMember(cloud.auth, { company, user, role })
  passwordHash ??= hashPassword(password) // slow on purpose, so once a file
  await cloud.database.query(
    `insert into auth."account" ("id", "accountId", "providerId", "userId", "password", "createdAt", "updatedAt")
     values ($1, $1, 'credential', $1, $2, now(), now())`,
    [user, await passwordHash],
  )
  const page = browser(cloud)
  await page.call('POST', '/v1/session', { email, password })
  return { user, email, page }
}

export async function setUpToken(cloud: TestCloud, user: UserId): Promise<string> {
  return (await createSetUpLink(cloud.auth, user)).url.split('#token=')[1] ?? ''
}

export async function postForm(
  { app }: Pick<TestCloud, 'app'>,
  path: string,
  form: Record<string, string>,
): Promise<Answer> {
  return answerOf(await app.request(`${publicUrl}${path}`, { method: 'POST', body: new URLSearchParams(form) }))
}

export const askForCode = (cloud: TestCloud, machineName = 'reception') =>
  postForm(cloud, '/auth/device/code', {
    client_id: 'undongle-license-server',
    scope: 'license-server',
    machine_name: machineName,
  })

export const poll = (cloud: TestCloud, deviceCode: string) =>
  postForm(cloud, '/auth/token', {
    grant_type: deviceGrantType,
    client_id: 'undongle-license-server',
    device_code: deviceCode,
  })

export async function approve(page: Browser, code: DeviceCodeReply, company: CompanyId): Promise<Answer> {
  const body = approveDeviceRequestSchema.parse({ company })
  return page.call('POST', `/v1/device-requests/${code.user_code}/approve`, body)
}

/** The whole device grant: ask, approve, poll. */
export async function approvalToken(cloud: TestCloud, page: Browser, company: CompanyId): Promise<string> {
  const code: DeviceCodeReply = (await askForCode(cloud)).body
  await approve(page, code, company)
  return (await poll(cloud, code.device_code)).body.access_token
}

/** A License Server's side: its key, and what it signs and sends with it. */
export function machine(cloud: TestCloud, key: PrivateKey = makeEd25519Key()) {
  const publicKey = publicKeyOf(key)
  const jkt = thumbprint(publicKey)
  const proof = (path: string, changes: Record<string, unknown> = {}) => {
    const claims = {
      jti: base64url(random(16)),
      iat: toSeconds(cloud.auth.now()),
      htm: 'POST',
      htu: `${publicUrl}${path}`,
      jkt,
    }
    return writeDocument('machine-proof', jkt, { ...claims, ...changes }, signWith(key))
  }
  const send = async (path: string, body: object, token?: string) =>
    answerOf(
      await cloud.app.request(`${publicUrl}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: JSON.stringify(body),
      }),
    )
  return {
    publicKey,
    jkt,
    proof,
    send,
    register: (token: string, changes: object = {}) =>
      send(
        '/v1/license-servers',
        { name: 'reception', version: '0.1.0', publicKey, proof: proof('/v1/license-servers'), ...changes },
        token,
      ),
    refresh(id: string, refreshToken: string, attempt = base64url(random(16)), changes: object = {}) {
      const path = `/v1/license-servers/${id}/tokens`
      return send(path, { refreshToken, attempt, proof: proof(path), ...changes })
    },
  }
}

export async function principalOf(
  { app }: TestCloud,
  token: string,
  method = 'GET',
): Promise<Answer & { body: Principal }> {
  const headers = { authorization: `Bearer ${token}` }
  return answerOf(await app.request(`${publicUrl}/v1/principal`, { method, headers }))
}
