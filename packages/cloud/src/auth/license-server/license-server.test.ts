import { base64url } from '@undongle/core/encoding'
import { random } from '@undongle/core/node/crypto'
import { addDays, toSeconds } from '@undongle/core/time'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { testDatabase } from '../../../../../test/postgres/test-database.ts'
import { setCompany } from '../../db/pool.ts'
import { insertEpoch } from '../../epoch/store.ts'
import {
  approvalToken,
  type Browser,
  company,
  machine,
  principalOf,
  publicUrl,
  signedIn,
  startTestCloud,
  type TestCloud,
} from '../auth.fixture.ts'
import { revokeLicenseServer } from './store.ts'

let cloud: TestCloud
let ours: `com_${string}`
let theirs: `com_${string}`
let person: { user: `usr_${string}`; page: Browser }
beforeAll(async () => {
  cloud = await startTestCloud(await testDatabase())
  ours = await company(cloud, 'Alpha Dental')
  theirs = await company(cloud, 'Beta Dental')
  person = await signedIn(cloud, [
    [ours, 'company-user'],
    [theirs, 'company-user'],
  ])
})
afterAll(() => cloud.stop())

const newAttempt = () => base64url(random(16))

/** What became of it. */
async function told(id: string) {
  const [row] = await cloud.database.query(
    'select revoked_at is not null as revoked, copied_at is not null as copied from license_server where id = $1',
    [id],
  )
  return row
}

/** A License Server that has just been registered. */
async function registered() {
  const server = machine(cloud)
  const reply = (await server.register(await approvalToken(cloud, person.page, ours))).body
  return { server, id: reply.licenseServer, token: reply.refreshToken, reply }
}

describe('registering', () => {
  test('a person’s approval and the machine’s own key make a License Server of the chosen company', async () => {
    const { server, id, reply } = await registered()
    expect(id).toMatch(/^ls_/)
    expect(reply).toMatchObject({ company: ours, user: person.user })
    expect((await principalOf(cloud, reply.accessToken)).body).toEqual({
      kind: 'license-server',
      company: ours,
      licenseServer: id,
      user: person.user,
      jkt: server.jkt,
    })
  })

  test('the same key again is the same License Server, signed in anew', async () => {
    const { server, id, token } = await registered()
    const again = await server.register(await approvalToken(cloud, person.page, ours), { name: 'renamed' })
    expect(again).toMatchObject({ status: 200, body: { licenseServer: id } })
    expect((await server.refresh(id, again.body.refreshToken)).status).toBe(200)
    expect((await server.refresh(id, token)).status).toBe(200)
  })

  test('the same key registered five times at once is one License Server', async () => {
    const server = machine(cloud)
    const token = await approvalToken(cloud, person.page, ours)
    const answers = await Promise.all(Array.from({ length: 5 }, () => server.register(token)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(new Set(answers.map(({ body }) => body.licenseServer)).size).toBe(1)
  })

  test('[Q91] no machine has a token before the register, which no restored backup forgets, has the machine', async () => {
    const { register } = cloud.auth
    const server = machine(cloud)
    const token = await approvalToken(cloud, person.page, ours)
    vi.spyOn(register, 'record').mockRejectedValueOnce(new Error('EIO'))
    await expect(server.register(token)).rejects.toThrow('EIO')
    const { body } = await server.register(token)
    expect(register.machines.get(body.licenseServer)).toBe(ours)
    vi.spyOn(register, 'record').mockRejectedValueOnce(new Error('EIO'))
    await expect(server.refresh(body.licenseServer, body.refreshToken)).rejects.toThrow('EIO')
    vi.restoreAllMocks()
  })

  test('in another company the same machine is another License Server', async () => {
    const { server, id } = await registered()
    const other = await server.register(await approvalToken(cloud, person.page, theirs))
    expect(other).toMatchObject({ status: 200, body: { company: theirs } })
    expect(other.body.licenseServer).not.toBe(id)
  })

  test('without an approval, with a License Server’s own token or a session, nothing is registered', async () => {
    const { server, reply } = await registered()
    expect((await machine(cloud).register('')).body.code).toBe('not-signed-in')
    expect((await server.register(reply.accessToken)).body.code).toBe('not-allowed')
    const path = '/v1/license-servers'
    const body = { name: 'reception', version: '0.1.0', publicKey: server.publicKey, proof: server.proof(path) }
    expect((await person.page.call('POST', path, body)).body.code).toBe('not-allowed')
  })

  test('a key without its private half, or of another kind, is refused', async () => {
    const token = await approvalToken(cloud, person.page, ours)
    const [server, other] = [machine(cloud), machine(cloud)]
    expect((await server.register(token, { publicKey: other.publicKey })).body.code).toBe('proof-refused')
    const ec = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) }
    expect((await server.register(token, { publicKey: ec })).body.code).toBe('proof-refused')
    expect((await server.register(token, { publicKey: { ...server.publicKey, d: 'A'.repeat(43) } })).status).toBe(422)
  })

  test('one approval makes one License Server: another key with the same approval is refused', async () => {
    const token = await approvalToken(cloud, person.page, ours)
    const first = machine(cloud)
    expect((await first.register(token)).status).toBe(200)
    expect((await machine(cloud).register(token)).body.code).toBe('not-allowed')
    expect((await first.register(token)).status).toBe(200)
  })

  test('the database holds no token', async () => {
    const { token } = await registered()
    const rows = await cloud.database.query('select * from license_server')
    expect(JSON.stringify(rows)).not.toContain(token.split('.')[1])
  })
})

describe('the proof of the machine’s key', () => {
  const path = (id: string) => `/v1/license-servers/${id}/tokens`

  test('counts once', async () => {
    const { server, id, token } = await registered()
    const proof = server.proof(path(id))
    const attempt = newAttempt()
    expect((await server.refresh(id, token, attempt, { proof })).status).toBe(200)
    expect(await server.refresh(id, token, attempt, { proof })).toMatchObject({
      status: 401,
      body: { code: 'proof-refused' },
    })
  })

  test('of a registration counts once', async () => {
    const server = machine(cloud)
    const token = await approvalToken(cloud, person.page, ours)
    const proof = server.proof('/v1/license-servers')
    expect((await server.register(token, { proof })).status).toBe(200)
    expect((await server.register(token, { proof })).body.code).toBe('proof-refused')
  })

  test('of another key, call, address or time is refused, and the right one still works', async () => {
    const { server, id, token } = await registered()
    const now = toSeconds(cloud.auth.now())
    const refused = [
      machine(cloud).proof(path(id)),
      server.proof('/v1/license-servers'),
      server.proof(path(id), { htm: 'PUT' }),
      server.proof(path(id), { htu: `https://elsewhere.example${path(id)}` }),
      server.proof(path(id), { htu: `${publicUrl}${path(id)}/` }),
      server.proof(path(id), { iat: now - 301 }),
      server.proof(path(id), { iat: now + 302 }),
      server.proof(path(id), { jkt: machine(cloud).jkt }),
      `${server.proof(path(id)).slice(0, -4)}AAAA`,
      '',
    ]
    for (const proof of refused) {
      expect(await server.refresh(id, token, newAttempt(), { proof })).toMatchObject({
        status: 401,
        body: { code: 'proof-refused' },
      })
    }
    expect(
      (await server.refresh(id, token, newAttempt(), { proof: server.proof(path(id), { iat: now - 290 }) })).status,
    ).toBe(200)
  })

  test('a stolen refresh token is worth nothing without the key, and raises no alarm', async () => {
    const { server, id, token } = await registered()
    const thief = machine(cloud)
    expect((await thief.refresh(id, token)).body.code).toBe('proof-refused')
    expect((await thief.refresh(id, `${ours}.${'A'.repeat(43)}`)).body.code).toBe('proof-refused')
    expect((await server.refresh(id, token)).status).toBe(200)
  })
})

describe('refreshing', () => {
  test('each answer carries the next token and a new ten-minute access token', async () => {
    const { server, id, token, reply } = await registered()
    const first = (await server.refresh(id, token)).body
    const second = (await server.refresh(id, first.refreshToken)).body
    expect(new Set([token, first.refreshToken, second.refreshToken]).size).toBe(3)
    expect(second.accessToken).not.toBe(reply.accessToken)
    expect((await principalOf(cloud, second.accessToken)).body).toMatchObject({
      kind: 'license-server',
      licenseServer: id,
    })
    cloud.clock.aheadMs = 601_000
    expect((await principalOf(cloud, second.accessToken)).status).toBe(401)
    expect((await server.refresh(id, second.refreshToken)).status).toBe(200)
    cloud.clock.aheadMs = 0
  })

  test('however often the answer is lost, the same attempt gets the same token', async () => {
    const { server, id, token } = await registered()
    const attempt = newAttempt()
    const answers: string[] = []
    for (let lost = 0; lost < 6; lost++) answers.push((await server.refresh(id, token, attempt)).body.refreshToken)
    expect(new Set(answers).size).toBe(1)
    expect((await server.refresh(id, answers[0] ?? '')).status).toBe(200)
  })

  test('a machine killed between the answer and the disk, having lost the attempt too, uses the previous token once more', async () => {
    const { server, id, token } = await registered()
    await server.refresh(id, token) // the answer never reached the disk
    const after = await server.refresh(id, token)
    expect(after.status).toBe(200)
    expect((await server.refresh(id, after.body.refreshToken)).status).toBe(200)
  })

  test('whoever shows the machine’s key is never signed out, however old its token is', async () => {
    const { server, id, token } = await registered()
    for (let lost = 0; lost < 3; lost++) await server.refresh(id, token) // a journal that keeps nothing
    const last = await server.refresh(id, token)
    expect((await server.refresh(id, last.body.refreshToken)).status).toBe(200)
    expect((await server.refresh(id, token)).status).toBe(200)
  })

  test('two copies of one machine are noticed, and neither is signed out', async () => {
    const { server, id, token } = await registered()
    const journals = { original: token, copy: token }
    for (const turn of ['original', 'copy', 'original', 'copy', 'original'] as const) {
      const { status, body } = await server.refresh(id, journals[turn])
      expect(status).toBe(200)
      journals[turn] = body.refreshToken
    }
    expect(await told(id)).toEqual({ revoked: false, copied: true })
  })

  test('[Q92] a cloud that was put back takes a token it has forgotten, and suspects nobody', async () => {
    const { server, id, token } = await registered()
    const [before] = await cloud.database.query('select * from license_server where id = $1', [id])
    let newest = token
    for (let refreshes = 0; refreshes < 3; refreshes++) newest = (await server.refresh(id, newest)).body.refreshToken
    await cloud.database.query(
      `update license_server set refresh_token_hash = $2, refresh_attempt = $3, previous_refresh_token_hash = null,
         previous_used = false, refreshed_at = $4 where id = $1`,
      [id, before?.refresh_token_hash, before?.refresh_attempt, before?.refreshed_at],
    )
    const at = cloud.auth.now()
    await insertEpoch(cloud.auth.db, { epoch: 1, at, endsAt: addDays(at, 10) })
    const { status, body } = await server.refresh(id, newest)
    expect(status).toBe(200)
    expect((await server.refresh(id, body.refreshToken)).status).toBe(200)
    expect(await told(id)).toEqual({ revoked: false, copied: false })
  })

  test('ten refreshes at once under one attempt all get the one next token', async () => {
    const { server, id, token } = await registered()
    const attempt = newAttempt()
    const answers = await Promise.all(Array.from({ length: 10 }, () => server.refresh(id, token, attempt)))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.refreshToken}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(200)
  })

  test('a token is good only for the License Server and the company it was made for', async () => {
    const [one, other] = [await registered(), await registered()]
    expect((await one.server.refresh(other.id, one.token)).body.code).toBe('proof-refused')
    const renamed = one.token.replace(ours, theirs)
    expect((await one.server.refresh(one.id, renamed)).body.code).toBe('machine-unknown')
  })
})

describe('a License Server that was signed out', () => {
  test('changes nothing any more, gets no token, and its key never comes back', async () => {
    const { server, id, token, reply } = await registered()
    await cloud.auth.db.transaction().execute(async (tx) => {
      await setCompany(tx, ours)
      await revokeLicenseServer(tx, ours, id, cloud.auth.now())
    })
    expect(await principalOf(cloud, reply.accessToken, 'POST')).toMatchObject({
      status: 403,
      body: { code: 'machine-revoked' },
    })
    expect((await principalOf(cloud, reply.accessToken)).status).toBe(200)
    expect((await server.refresh(id, token)).body.code).toBe('machine-revoked')
    expect((await server.register(await approvalToken(cloud, person.page, ours))).body.code).toBe('machine-revoked')
    expect((await machine(cloud).register(await approvalToken(cloud, person.page, ours))).status).toBe(200)
  })
})

test('row-level security hides the License Servers of another company', async () => {
  await registered()
  const seen = await cloud.auth.db.transaction().execute(async (tx) => {
    await setCompany(tx, theirs)
    return tx.selectFrom('license_server').select('company_id').execute()
  })
  expect(seen.filter((row) => row.company_id === ours)).toEqual([])
})
