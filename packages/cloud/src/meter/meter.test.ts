import type { HeldLicense } from '@undongle/core/api/license'
import { type CompanyId, type LicenseId, type MeterEntryId, makeId } from '@undongle/core/id'
import type { License } from '@undongle/core/license'
import type { MeterEntry } from '@undongle/core/meter/entry'
import { random } from '@undongle/core/node/crypto'
import fc from 'fast-check'
import type { KyselyPlugin } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { type Answer, signedIn } from '../auth/auth.fixture.ts'
import { takeOver } from '../declaration/take-over.ts'
import { inCompany } from '../deps.ts'
import { catalog, contractFile, courierOf, licenseOf, problemCode } from '../testing/cloud.fixture.ts'
import { startWorld, type World } from '../testing/world.fixture.ts'
import { enterAll, type MeterAsk } from './perform.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const newEntry = (): MeterEntryId => makeId('meterEntry', new Date(), random)
/** A license of a product of its own: points are taken from any license of a product. */
const points = (quantity: number, changes: Partial<License> = {}) =>
  licenseOf('render-node', { product: `render-${++products}`, quantity, ...changes })
let products = 0
/** Sells a license to one of the two companies of this file. */
async function sell(license: License, dongle: string | null = null, to = world.ours): Promise<void> {
  const file = contractFile(to.company, [{ license, dongle }])
  const metered = {
    id: license.product,
    line: license.line,
    name: license.name,
    key: false,
    metered: license.line === 'render',
    onlineOnly: false,
  }
  const others = catalog.products.filter(({ id }) => id !== metered.id)
  expect(await world.operator.import({ ...file, products: [...others, metered] })).toMatchObject({ status: 200 })
}

const consume = ({ product }: License, taken: number, id: string = newEntry(), from = world.ours.courier) =>
  from.call('PUT', `/v1/consumptions/${id}`, { product, points: taken })
const correct = (license: LicenseId, added: number, reason = 'a crash of the farm') =>
  world.operator.page.call('PUT', `/v1/meters/${license}/corrections/${newEntry()}?company=${world.ours.company}`, {
    points: added,
    reason,
  })
const meterOf = async (license: LicenseId, query = '') =>
  (await world.ours.courier.call('GET', `/v1/meters/${license}/entries${query}`)).body as {
    balance: number
    entries: MeterEntry[]
    next: string | null
  }
const checkOut = ({ product }: License) =>
  world.ours.courier.call('PUT', `/v1/leases/${makeId('lease', new Date(), random)}`, {
    product,
    version: '6.0',
    previous: null,
  })
const heldOf = async ({ id }: License): Promise<HeldLicense> => {
  const { licenses } = (await world.ours.courier.call('GET', '/v1/licenses?limit=200')).body
  return licenses.find((held: HeldLicense) => held.license.id === id)
}
const balanceIn = (answer: Answer): number => answer.body.entry.balance

test('the contract’s quantity is there to be taken, once for each id', async () => {
  const license = points(100)
  await sell(license)
  const id = newEntry()
  const first = await consume(license, 30, id)
  expect(first.body.entry).toMatchObject({ id, kind: 'consumption', points: -30, balance: 70, number: 2 })
  await consume(license, 1)
  expect((await consume(license, 30, id)).body).toEqual(first.body)
  expect(problemCode(await consume(license, 29, id))).toBe('meter-entry-reused')
  const { balance, entries } = await meterOf(license.id)
  expect(balance).toBe(69)
  expect(entries.map((entry) => [entry.number, entry.kind, entry.points, entry.balance])).toEqual([
    [3, 'consumption', -1, 69],
    [2, 'consumption', -30, 70],
    [1, 'top-up', 100, 100],
  ])
})

test('64 who take at once get what there is, and not a point more', async () => {
  const license = points(100)
  await sell(license)
  const machines = [world.ours.courier, await courierOf(world.cloud, world.ours.company)]
  const asks = Array.from({ length: 64 }, (_, at) => ({ from: machines[at % 2], id: newEntry() }))
  const answers = await Promise.all(asks.map(({ from, id }) => consume(license, 3, id, from)))
  const refused = answers.filter(({ status }) => status !== 200)
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(33)
  expect(new Set(refused.map(problemCode))).toEqual(new Set(['points-used-up']))
  expect((await meterOf(license.id)).balance).toBe(1)
  const again = await Promise.all(asks.map(({ from, id }) => consume(license, 3, id, from)))
  expect(again.map(({ body }) => body.entry)).toEqual(answers.map(({ body }) => body.entry))
})

test('[Q78] a renewal and a larger contract top up, each once, and both of two renewals in a row', async () => {
  const license = points(100, { term: { kind: 'until', until: '2090-12-31' } })
  await sell(license)
  const told = [
    { ...license, quantity: 120 },
    { ...license, quantity: 120, term: { kind: 'until', until: '2091-12-31' } as const },
    { ...license, quantity: 50, term: { kind: 'until', until: '2092-12-31' } as const },
  ]
  for (const sold of told) {
    await sell(sold)
    await sell(sold)
  }
  const { entries, balance } = await meterOf(license.id)
  expect(entries.map((entry) => entry.points)).toEqual([50, 120, 20, 100])
  expect(balance).toBe(290)
})

test('[Q73] what is left stands with the license', async () => {
  const license = points(100)
  await sell(license)
  expect(await heldOf(license)).toMatchObject({ metered: true, points: 100 })
  await consume(license, 40)
  expect(await heldOf(license)).toMatchObject({ metered: true, points: 60 })
})

test('points limit no seats: more have one than there are points, also when all are used up', async () => {
  const license = points(1)
  await sell(license)
  expect((await Promise.all([checkOut(license), checkOut(license)])).map(({ status }) => status)).toEqual([200, 200])
  await consume(license, 1)
  expect((await checkOut(license)).status).toBe(200)
})

test('on a dongle a license is known to be metered, and what is left of it is not', async () => {
  const license = points(5)
  await sell(license, 'D-untold')
  expect(await heldOf(license)).toMatchObject({ place: 'dongle', metered: true, points: null })
})

test('[Q77] points on a dongle are taken in the cloud only once they have moved there', async () => {
  const license = points(100)
  await sell(license, 'D-points')
  expect(problemCode(await consume(license, 1))).toBe('meter-unknown')
  await sell({ ...license, quantity: 150 }, 'D-points')
  await world.cloud.database.query(
    `insert into custody (company_id, license_id, sequence, debit, credit, at)
     select company_id, license_id, 2, credit, 'company:' || company_id, at from custody where license_id = $1`,
    [license.id],
  )
  expect(balanceIn(await consume(license, 1))).toBe(149)
})

test('support corrects with a reason that the company reads, and never below zero', async () => {
  const license = points(10)
  await sell(license)
  expect(balanceIn(await correct(license.id, 5, 'two frames came out black'))).toBe(15)
  expect(problemCode(await correct(license.id, -16))).toBe('points-used-up')
  expect(problemCode(await correct(license.id, 1, ' '))).toBe('request-invalid')
  expect((await meterOf(license.id)).entries[0]).toMatchObject({
    kind: 'correction',
    points: 5,
    reason: 'two frames came out black',
  })
})

test('what is left goes with a license to another company, and back', async () => {
  const license = points(10)
  await sell(license)
  await consume(license, 4)
  const { cloud, ours, theirs } = world
  const give = (from: CompanyId, to: CompanyId) =>
    inCompany(cloud.deps, from, (tx) => takeOver(cloud.deps, tx, { from, to, licenses: [license.id] }))
  await give(ours.company, theirs.company)
  expect(problemCode(await consume(license, 1))).toBe('meter-unknown')
  const entry = newEntry()
  expect((await consume(license, 5, entry, theirs.courier)).status).toBe(200)
  expect(problemCode(await consume(license, 2, newEntry(), theirs.courier))).toBe('points-used-up')
  await give(theirs.company, ours.company)
  const { balance, entries } = await meterOf(license.id)
  expect(balance).toBe(1)
  expect(entries.map((one) => [one.kind, one.points])).toEqual([
    ['carried', 1],
    ['carried', -6],
    ['consumption', -4],
    ['top-up', 10],
  ])
})

test('a license that ended, one without points and another company’s give none', async () => {
  const ended = points(10, { term: { kind: 'until', until: '2020-01-31' } })
  await sell(ended)
  expect(problemCode(await consume(ended, 1))).toBe('license-ended')
  const theirs = points(10)
  await sell(theirs, null, world.theirs)
  expect(problemCode(await consume(theirs, 1))).toBe('meter-unknown')
  expect(problemCode(await world.ours.courier.call('GET', `/v1/meters/${theirs.id}/entries`))).toBe('meter-unknown')
  const seat = licenseOf('clinic-scan')
  await sell(seat)
  expect(problemCode(await consume(seat, 1))).toBe('meter-unknown')
})

test('of several licenses of a product that which ends first and has enough gives the points', async () => {
  const later = points(10, { term: { kind: 'until', until: '2091-12-31' } })
  const first = points(5, { product: later.product, term: { kind: 'until', until: '2090-12-31' } })
  await sell(later)
  await sell(first)
  const taken = async (some: number) => (await consume(later, some)).body.entry?.license
  expect([await taken(3), await taken(3), await taken(2), await taken(8)]).toEqual([
    first.id,
    later.id,
    first.id,
    undefined,
  ])
})

test('entries come page by page, to whoever of the company may read', async () => {
  const license = points(10)
  await sell(license)
  for (let taken = 0; taken < 3; taken++) await consume(license, 1)
  const { page } = await signedIn(world.cloud, [[world.ours.company, 'company-viewer']])
  const first = await page.call('GET', `/v1/meters/${license.id}/entries?limit=3`)
  expect(first.body.entries.map(({ number }: MeterEntry) => number)).toEqual([4, 3, 2])
  const rest = await page.call('GET', `/v1/meters/${license.id}/entries?limit=3&after=${first.body.next}`)
  expect(rest.body).toMatchObject({ entries: [{ number: 1 }], next: null })
  expect(
    problemCode(await page.call('PUT', `/v1/consumptions/${newEntry()}`, { product: license.product, points: 1 })),
  ).toBe('not-allowed')
})

test('the database itself refuses a balance below zero, a gap, and a change of what was entered', async () => {
  const license = points(10)
  await sell(license)
  await consume(license, 4)
  const insert = (number: number, before: number, taken: number) =>
    world.cloud.database.query(
      `insert into meter_entry (company_id, license_id, number, before, points, balance, kind, id, at, by, reason)
       values ($1, $2, $3, $4, $5, $6, 'consumption', $7, now(), 'x', '')`,
      [world.ours.company, license.id, number, before, taken, before + taken, newEntry()],
    )
  await expect(insert(3, 6, -7)).rejects.toMatchObject({ constraint: 'meter_entry_never_below_zero' })
  await expect(insert(3, 10, -1)).rejects.toMatchObject({ constraint: 'meter_entry_chain' })
  await expect(insert(4, 6, -1)).rejects.toMatchObject({ constraint: 'meter_entry_chain' })
  await expect(insert(2, 10, -4)).rejects.toMatchObject({ constraint: 'meter_entry_pkey' })
  const { rows } = (await world.cloud.database
    .query(
      `select has_table_privilege('undongle_app', 'meter_entry', 'update') as changes,
       has_table_privilege('undongle_app', 'meter_entry', 'delete') as forgets`,
    )
    .then((found) => ({ rows: found }))) as { rows: unknown[] }
  expect(rows[0]).toEqual({ changes: false, forgets: false })
})

test('clouds that know nothing of each other enter in turn', async () => {
  const license = points(20)
  await sell(license)
  const asked = (): MeterAsk => ({
    id: newEntry(),
    license: license.id,
    kind: 'consumption',
    points: -1,
    by: 'x',
    reason: '',
  })
  const decided = await Promise.all(
    Array.from({ length: 32 }, () => enterAll(world.cloud.deps, world.ours.company, [asked()])),
  )
  expect(decided.flat().filter(({ outcome }) => outcome === 'entered')).toHaveLength(20)
  expect((await meterOf(license.id)).balance).toBe(0)
})

test('a group takes as many statements as one ask', async () => {
  const license = points(1000)
  await sell(license)
  const asked = (): MeterAsk => ({
    id: newEntry(),
    license: license.id,
    kind: 'consumption',
    points: -1,
    by: 'x',
    reason: '',
  })
  const count = async (asks: number) => {
    let statements = 0
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => {
        statements++
        return node
      },
      transformResult: async ({ result }) => result,
    }
    const deps = { ...world.cloud.deps, db: world.cloud.deps.db.withPlugin(counting) }
    const decided = await enterAll(deps, world.ours.company, Array.from({ length: asks }, asked))
    expect(new Set(decided.map(({ outcome }) => outcome))).toEqual(new Set(['entered']))
    return statements
  }
  const alone = await count(1)
  expect(await count(200)).toBe(alone)
})

test('whatever is asked, together or again, what is left is what came in less what was taken, never below zero', async () => {
  const acts = fc.array(
    fc.array(
      fc.record({ at: fc.nat({ max: 9 }), points: fc.integer({ min: -9, max: 9 }).filter((some) => some !== 0) }),
      {
        minLength: 1,
        maxLength: 5,
      },
    ),
    { minLength: 1, maxLength: 5 },
  )
  await fc.assert(
    fc.asyncProperty(acts, async (groups) => {
      const license = points(20)
      await sell(license)
      const ids = Array.from({ length: 10 }, newEntry)
      for (const group of groups) {
        const asked = group.map(({ at, points: some }): MeterAsk => {
          const kind = some < 0 ? 'consumption' : 'correction'
          return { id: ids[at] ?? newEntry(), license: license.id, kind, points: some, by: 'x', reason: 'a test' }
        })
        const half = asked.length >> 1
        // Two instances of the cloud, at the same moment.
        await Promise.all([
          enterAll(world.cloud.deps, world.ours.company, asked.slice(0, half + 1)),
          enterAll(world.cloud.deps, world.ours.company, asked.slice(half)),
        ])
      }
      const { balance, entries } = await meterOf(license.id, '?limit=200')
      expect(balance).toBe(entries.reduce((sum, entry) => sum + entry.points, 0))
      expect(entries.every((entry) => entry.balance >= 0)).toBe(true)
      const asked = entries.filter(({ kind }) => kind !== 'top-up').map(({ id }) => id)
      expect(new Set(asked).size).toBe(asked.length)
    }),
    { numRuns: 12, seed: 5_001 },
  )
})
