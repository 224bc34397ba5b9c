import { type BlockList, isRevoked, openBlockList, revokedMost } from '@undongle/core/document/block-list'
import type { Lease } from '@undongle/core/document/lease'
import { makeId } from '@undongle/core/id'
import { random, verifySignature } from '@undongle/core/node/crypto'
import { dayMs, toSeconds } from '@undongle/core/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { browser, signedIn } from '../auth/auth.fixture.ts'
import { inCompany } from '../deps.ts'
import { claimsOf, contractFile, courierOf, licenseOf, newCompany } from '../testing/cloud.fixture.ts'
import { startWorld, type World } from '../testing/world.fixture.ts'
import { revoke } from './revocation-store.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10)
const today = inDays(0)

/** A company with a machine that has a lease of its license, and an owner. */
async function customer() {
  const company = newCompany()
  const license = licenseOf('clinic-scan')
  const sell = (until: string | null) =>
    world.operator.import(
      contractFile(company, [
        {
          license: { ...license, term: until === null ? { kind: 'perpetual' } : { kind: 'until', until } },
          dongle: null,
        },
      ]),
    )
  await sell(null)
  const courier = await courierOf(world.cloud, company)
  const take = async (): Promise<Lease> => {
    const id = makeId('lease', new Date(), random)
    const body = { product: 'clinic-scan', version: '6.0', previous: null }
    return claimsOf<Lease>((await courier.call('PUT', `/v1/leases/${id}`, body)).body.lease)
  }
  const { page } = await signedIn(world.cloud, [[company, 'company-owner']])
  return { page, sell, take }
}

async function statusList(): Promise<{ version: number; list: BlockList | null; text: string | null }> {
  const { version, list } = (await browser(world.cloud).call('GET', '/v1/block-list')).body
  if (list === null) return { version, list, text: list }
  const opened = openBlockList(list, world.cloud.deps.keys.believed, verifySignature)
  if (!opened.ok) return expect.fail(opened.fault)
  expect(opened.claims.version).toBe(version)
  return { version, list: opened.claims, text: list }
}

async function counts(lease: Lease, at = new Date()): Promise<boolean> {
  const { list } = await statusList()
  return list === null || !isRevoked(list, lease, toSeconds(at))
}

test('a lease whose seat an administrator frees stands in the list from that moment on, and later leases name the list', async () => {
  const { page, take } = await customer()
  const lease = await take()
  const before = await statusList()
  const at = new Date(Date.now() + dayMs)
  await page.call('PUT', `/v1/seats/${lease.jti}/end`, { at: at.toISOString(), words: 'Moved' })
  const after = await statusList()
  expect(after.version).toBeGreaterThan(before.version)
  expect(await counts(lease)).toBe(true)
  expect(await counts(lease, new Date(at.getTime() + 1000))).toBe(false)
  expect((await (await customer()).take()).statusVersion).toBe(after.version)
  // One version has one content, and the same bytes.
  expect((await statusList()).text).toBe(after.text)
})

test('a seat that is freed again for a later time, or for one after its end, is not ended by the earlier word', async () => {
  const { page, take } = await customer()
  const lease = await take()
  const free = (at: Date) => page.call('PUT', `/v1/seats/${lease.jti}/end`, { at: at.toISOString(), words: 'Moved' })
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000)
  await free(inHours(1))
  expect(await counts(lease, inHours(2))).toBe(false)
  await free(inHours(3))
  expect(await counts(lease, inHours(2))).toBe(true)
  expect(await counts(lease, inHours(4))).toBe(false)
  await free(new Date((lease.exp + 60) * 1000))
  expect(await counts(lease, inHours(4))).toBe(true)
})

test('what a machine was lent counts no more once it is signed out', async () => {
  const { page, take } = await customer()
  const lease = await take()
  expect(await counts(lease)).toBe(true)
  await page.call('PUT', `/v1/license-servers/${lease.machine}/gone`, { reason: 'Stolen' })
  expect(await counts(lease)).toBe(false)
})

test('leases of a license that ends early end with it, and count again when it goes on', async () => {
  const { sell, take } = await customer()
  const lease = await take()
  await sell(today)
  const tomorrow = new Date(Date.now() + dayMs)
  expect(await counts(lease, tomorrow)).toBe(false)
  const ended = await statusList()
  await sell(inDays(10))
  expect(await counts(lease, tomorrow)).toBe(true)
  expect((await statusList()).version).toBeGreaterThan(ended.version)
})

test('a license that should have ended yesterday ends now, also what was lent since yesterday', async () => {
  const { sell, take } = await customer()
  const lease = await take()
  await sell(inDays(-1))
  expect(await counts(lease, new Date(Date.now() + 1000))).toBe(false)
})

test('an early end that is moved on moves what is lent with it', async () => {
  const { sell, take } = await customer()
  const lease = await take()
  await sell(today)
  await sell(inDays(1))
  expect(await counts(lease, new Date(`${inDays(1)}T12:00:00Z`))).toBe(true)
  expect(await counts(lease, new Date(`${inDays(2)}T12:00:00Z`))).toBe(false)
})

test('an import that ends nothing in the account leaves the list as it was', async () => {
  const { sell } = await customer()
  const before = await statusList()
  await sell(null)
  expect((await statusList()).text).toBe(before.text)
})

test('a company that frees more seats than the list has room for pushes nobody else out of it', async () => {
  const { page, take } = await customer()
  const lease = await take()
  await page.call('PUT', `/v1/seats/${lease.jti}/end`, { at: new Date().toISOString(), words: 'Moved' })
  const [company, { deps }] = [newCompany(), world.cloud]
  const from = new Date()
  const many = Array.from({ length: revokedMost + 1 }, () => ({ id: makeId('lease', from, random), from }))
  await inCompany(deps, company, async (tx) => {
    await revoke(tx, company, many, from)
    await tx.commit()
  })
  expect((await statusList()).list?.revoked).toHaveLength(revokedMost)
  expect(await counts(lease, new Date(Date.now() + 1000))).toBe(false)
})

test('what has no lease left leaves the table', async () => {
  const company = newCompany()
  const long = new Date(Date.now() - 40 * dayMs)
  const put = (from: Date) =>
    inCompany(world.cloud.deps, company, async (tx) => {
      await revoke(tx, company, [{ id: makeId('lease', from, random), from }], from)
      await tx.commit()
    })
  await put(long)
  await put(new Date())
  const rows = await world.cloud.database.query('select revoked_from from revocation where company_id = $1', [company])
  expect(rows).toHaveLength(1)
})
