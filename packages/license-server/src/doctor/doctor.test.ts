import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { localApi } from '@undongle/core/api/local'
import { bundleWords, supportBundleSchema } from '@undongle/core/doctor/bundle'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeTestServer, type TestServer, testPort, testToken } from '../app.fixture.ts'
import { readSetting, writeSetting } from '../journal/settings.ts'

let local: TestServer
beforeAll(() => {
  local = makeTestServer()
})
afterAll(() => local.close())

const host = `localhost:${testPort}`
const ask = (address: string, init: RequestInit = {}) =>
  Promise.resolve(local.app.request(`http://${host}${address}`, { ...init, headers: { host } }))
const diagnose = async () => localApi['doctor.read'].answer.parse(await (await ask('/v1/doctor')).json())

test('[Q100] the doctor needs neither sign-in nor network, and says where to begin', async () => {
  const { failing, findings } = await diagnose()
  expect(failing).toBe('network')
  const codes = findings.map(({ code }) => code)
  expect(codes).toEqual(
    expect.arrayContaining(['port-usual', 'disk-ok', 'network-failed', 'signed-out', 'service-off']),
  )
})

test('[Q100] an application that was refused stands in the finding about seats', async () => {
  const lease = makeId('lease', new Date(), random)
  const headers = { host, 'content-type': 'application/json' }
  const body = JSON.stringify({ product: 'clinic-scan', version: '1.0' })
  await local.app.request(`http://${host}/v1/leases/${lease}`, { method: 'PUT', headers, body })
  const seat = (await diagnose()).findings.find(({ layer }) => layer === 'seat')
  expect(seat).toMatchObject({ code: 'seat-refused', about: expect.stringMatching(/^clinic-scan: /) })
})

const planted = {
  refreshToken: 'rt_Vx3mQk8LzTgYwB5nJdHs7cPfKe9uAiRx2tVbEyQaM4o',
  password: 'an-oak-a-ladder-and-rain',
  pin: '739155',
  document: 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl',
  activationCode: '7K3Q-9XZ2-MNPR-4TVW-Y6H8',
  joinToken: 'undongle-join-1/floor-2:30305/q8wz/s3cr3t',
  userCode: 'WDJB-MJHT',
} as const

test('[Q100] a bundle has its named parts and none of the secrets of this machine', async () => {
  for (const name of ['refresh-token', 'join-secret', 'clock-seal-key'] as const)
    writeSetting(local.store, name, `${name}-${planted.refreshToken}`)
  const detail = `cause: password=${planted.password} pin: "${planted.pin}" Bearer ${planted.refreshToken} ${planted.document}`
  const more = `code ${planted.activationCode}, ${planted.joinToken}, user ${planted.userCode}, local ${testToken.repeat(4)}`
  const line = { level: 40, time: Date.now(), msg: `it went wrong, ${more}`, code: 'cloud-unreachable', detail }
  appendFileSync(
    path.join(local.folder, 'license-server.log'),
    `${JSON.stringify({ ...line, secret: 'never-shown' })}\n`,
  )
  const text = await (await ask('/v1/doctor/bundle')).text()
  const bundle = supportBundleSchema.parse(JSON.parse(text))
  expect(Object.keys(bundle)).toEqual(Object.keys(bundleWords))
  expect(bundle.log.at(-1)).toMatchObject({ code: 'cloud-unreachable', message: expect.stringContaining('went wrong') })
  const own = ['identity', 'lan-certificate'] as const
  const kept = own.flatMap((name) => readSetting(local.store, name)?.match(/[\w-]{32,}/g) ?? [])
  expect(kept.length).toBeGreaterThan(0)
  for (const secret of [...Object.values(planted), ...kept, 'never-shown', testToken.repeat(4)])
    expect(text).not.toContain(secret)
})

test('the log is read on from the file before the newest', async () => {
  const log = path.join(local.folder, 'license-server.log')
  const said = (msg: string) => `${JSON.stringify({ level: 30, time: Date.now(), msg })}\n`
  writeFileSync(`${log}.1`, said('before the rotation'))
  writeFileSync(log, said('after it'))
  const bundle = supportBundleSchema.parse(await (await ask('/v1/doctor/bundle')).json())
  expect(bundle.log.map(({ message }) => message)).toEqual(['before the rotation', 'after it'])
})

test('what is read of the log has an end, and a line that was cut off is left out', async () => {
  const lines = Array.from({ length: 2000 }, (_, n) =>
    JSON.stringify({ level: 30, time: Date.now(), msg: `line ${n}` }),
  )
  appendFileSync(path.join(local.folder, 'license-server.log'), `${lines.join('\n')}\n{"level":30,"time":1,"msg":"cut`)
  const { log } = supportBundleSchema.parse(await (await ask('/v1/doctor/bundle')).json())
  expect(log).toHaveLength(200)
  expect(log.at(-1)?.message).toBe('line 1999')
  expect(readFileSync(path.join(local.folder, 'license-server.log'), 'utf8')).toContain('line 0')
})
