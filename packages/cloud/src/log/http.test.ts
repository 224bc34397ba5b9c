import { verifyCertificateBundle } from '@undongle/core/document/verify-bundle'
import { checkInclusion } from '@undongle/core/log/inclusion'
import { verifySignature } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { licenseOf } from '../testing/cloud.fixture.ts'
import { move, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const get = (path: string) => world.cloud.app.request(`http://cloud.test${path}`)

async function movedBundle() {
  const { ours } = world
  const dongle = await world.sell(ours.company, [licenseOf('clinic-scan')])
  const { transfer } = await move(ours, dongle, 'clinic')
  const read = async () => (await ours.courier.call('GET', `/v1/transfers/${transfer}/certificate`)).body
  return { transfer, read }
}

test('[Q93] no transfer waits for the log; once it is there, the download of each certificate proves its place', async () => {
  const { certificateLog, deps } = world.cloud
  const first = await movedBundle()
  const trusted = { rootThumbprint: deps.keys.keyFile.rootThumbprint }
  const check = async ({ read }: typeof first) => verifyCertificateBundle(await read(), trusted, verifySignature)
  expect(await check(first)).toMatchObject({ verified: true, inLog: false })
  await certificateLog.sequence()
  const early = await first.read()
  expect(await check(first)).toMatchObject({ verified: true, inLog: true })
  const second = await movedBundle()
  expect(await check(second)).toMatchObject({ verified: true, inLog: false })
  await certificateLog.sequence()
  expect(await check(second)).toMatchObject({ verified: true, inLog: true })
  expect(await check(first)).toMatchObject({ verified: true, inLog: true })
  const { log, certificate } = early
  const issued = { issuer: deps.keys.issuer, keys: deps.keys.believed }
  expect(checkInclusion(certificate, log, issued, verifySignature)).toMatchObject({ ok: true })
  expect(checkInclusion((await second.read()).certificate, log, issued, verifySignature).ok).toBe(false)
})

test('[Q93] after a restore of the database the same certificate has the same place', async () => {
  const { certificateLog, database, deps } = world.cloud
  const { read } = await movedBundle()
  await certificateLog.sequence()
  const { log } = await read()
  const size = deps.register.certificates.count()
  await database.query('update log_leaf set leaf = null, salt = null where leaf > 0')
  await database.query('delete from log_leaf where leaf = 0')
  expect((await read()).log).toBeUndefined()
  await certificateLog.sequence()
  expect((await read()).log).toEqual(log)
  expect(deps.register.certificates.count()).toBe(size)
})

test.each([
  ['/log/checkpoint', 'text/plain; charset=utf-8', 'no-cache'],
  ['/log/tile/0/000.p/', 'application/octet-stream', 'public, max-age=31536000, immutable'],
  ['/log/tile/entries/000.p/', 'application/octet-stream', 'public, max-age=31536000, immutable'],
])('anybody reads %s', async (path, type, caching) => {
  await world.cloud.certificateLog.sequence()
  const size = world.cloud.deps.register.certificates.count()
  const answer = await get(path.endsWith('/') ? `${path}${size}` : path)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe(type)
  expect(answer.headers.get('cache-control')).toBe(caching)
})

test.each([
  '/log',
  '/log/',
  '/log/certificates',
  '/log/../keys/log.json',
  '/log/%2e%2e/keys/log.json',
  '/log/..%2fkeys%2flog.json',
  '/log/tile/0/000.p/1.new',
  '/log/tile/0/999',
  '/log/tile/0/000.p',
  '/log/tile/0',
  '/log/tile/-1/000',
])('nothing but the log is read at %s', async (path) => {
  const answer = await get(path)
  expect(answer.status).toBe(404)
  expect(await answer.text()).not.toContain('"d"')
})
