import type { CompanyId } from '@undongle/core/id'
import { presets } from '@undongle/core/policy/presets'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { publicUrl, signedIn } from '../auth/auth.fixture.ts'
import { catalog, contractFile, licenseOf, newCompany, operatorOf, problemCode } from '../testing/cloud.fixture.ts'
import { move, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const path = '/v1/lines/clinic/rehearsals'
const run = (body: object = {}) => world.operator.page.call('POST', path, body)
type Row = { dongle: string; outcome: string; severity: string; reasons: object; company: string | null }
const rowsOf = async (body: object = {}): Promise<Map<string, Row>> => {
  const answer = await run(body)
  expect(answer.status).toBe(200)
  return new Map(answer.body.rows.map((row: Row) => [row.dongle, row]))
}

test('[Q94] what a rehearsal says of every dongle is what its owner is answered in earnest', async () => {
  const { ours, theirs, sell } = world
  const scan = () => licenseOf('clinic-scan')
  const sold = [
    await sell(ours.company, [scan(), licenseOf('clinic-design')]),
    await sell(ours.company, [scan(), licenseOf('lab-design')]),
    await sell(ours.company, [licenseOf('lab-design')]),
    await sell(ours.company, [scan()], { contract: { kind: 'demo' } }),
    await sell(ours.company, [scan()], { contract: { kind: 'trial' } }),
    await sell(ours.company, [scan()], { contract: { kind: 'trial', registered: true } }),
    await sell(ours.company, [scan()], { contract: { kind: 'educational' } }),
    await sell(ours.company, [licenseOf('clinic-scan', { term: { kind: 'until', until: '2020-01-31' } })]),
    await sell(ours.company, [scan()], { dongle: { enabled: false } }),
    await sell(ours.company, [scan()], { dongle: { company: theirs.company } }),
  ]
  const moved = await sell(ours.company, [scan()])
  await move(ours, moved, 'clinic')
  // Two customers on one dongle.
  const [own, another] = [scan(), scan()]
  const shared = await sell(ours.company, [own], { onDongle: [own, another] })
  const placed = [{ license: another, dongle: shared.serial }]
  const companies = [named(ours.company), named(theirs.company)]
  const dongles = [{ serial: shared.serial, company: ours.company }]
  const file = { ...contractFile(theirs.company, placed, { number: 'C-shared' }), companies, dongles }
  expect((await world.operator.import(file)).status).toBe(200)
  const said = (await run()).body.rows.filter(({ company }: Row) => company === ours.company)
  const outcomes = new Map(said.map(({ dongle, outcome }: Row) => [dongle, outcome]))
  for (const dongle of [...sold, moved, shared]) {
    const { body } = await ours.courier.preview(dongle, 'clinic')
    expect([dongle.serial, outcomes.get(dongle.serial)]).toEqual([dongle.serial, body.outcome])
  }
  expect(new Set(outcomes.values()).size).toBeGreaterThanOrEqual(6)
})

const named = (id: CompanyId) => ({ id, name: `Company ${id.slice(-4)}` })

/** A customer that nobody else has anything to do with, who can be asked about without a License Server. */
async function customer(
  licenses: readonly { product: 'clinic-scan' | 'lab-design'; dongle: string | null }[],
  more = {},
) {
  const company = newCompany()
  const placed = licenses.map(({ product, dongle }) => ({ license: licenseOf(product), dongle }))
  const file = contractFile(company, placed, { number: company, ...more })
  expect((await world.operator.import({ ...file, dongles: [] })).status).toBe(200)
  return company
}

test('[Q94] a production stop is a company that is left with nothing, whatever single dongles are answered', async () => {
  const alone = await customer([{ product: 'clinic-scan', dongle: 'X-1' }], { kind: 'demo' })
  await customer([{ product: 'lab-design', dongle: 'X-2' }], { kind: 'demo' })
  const two = await customer([{ product: 'clinic-scan', dongle: 'X-3' }], { kind: 'demo' })
  const also = contractFile(two, [{ license: licenseOf('clinic-scan'), dongle: 'X-4' }], { number: `${two}-2` })
  expect((await world.operator.import({ ...also, dongles: [] })).status).toBe(200)
  const inCloud = await customer([{ product: 'clinic-scan', dongle: 'X-5' }], { kind: 'demo' })
  const cloudOnly = contractFile(inCloud, [{ license: licenseOf('clinic-scan'), dongle: null }], {
    number: `${inCloud}-2`,
  })
  expect((await world.operator.import({ ...cloudOnly, dongles: [] })).status).toBe(200)
  const rows = await rowsOf()
  const severities = ['X-1', 'X-2', 'X-3', 'X-4', 'X-5'].map((dongle) => rows.get(dongle)?.severity)
  expect(severities).toEqual(['stop', 'none', 'none', 'none', 'none'])
  expect(rows.get('X-1')).toMatchObject({ company: alone, outcome: 'no-subscription', reasons: { demo: 1 } })
  const optional = { ...presets.clinic, mandatory: false }
  expect((await rowsOf({ policy: optional })).get('X-1')?.severity).toBe('none')
})

test('[Q94] a draft is tried without being published, and nothing at all is written', async () => {
  await customer(
    [
      { product: 'clinic-scan', dongle: 'Y-1' },
      { product: 'lab-design', dongle: 'Y-1' },
    ],
    {},
  )
  // Not the transaction counter: the database's own autovacuum moves that one too.
  const written = async () => {
    const tables = await world.cloud.database.query(
      "select format('select %L as name, xmin::text, ctid::text from %I.%I', tablename, schemaname, tablename) as read" +
        " from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
    )
    const everyRow = tables.map(({ read }) => read).join(' union all ')
    const [row] = await world.cloud.database.query(
      `select count(*), md5(string_agg(name || xmin || ctid, ',' order by name, ctid)) from (${everyRow}) as rows`,
    )
    return row
  }
  const before = await written()
  expect((await rowsOf()).get('Y-1')?.outcome).toBe('partly-moved')
  const draft = { ...presets.clinic, scope: 'whole-dongle' }
  expect((await rowsOf({ policy: draft })).get('Y-1')?.outcome).toBe('all-moved')
  expect(await written()).toEqual(before)
})

test('[Q94] every dongle is in the table, production stops first, and the totals are its sums', async () => {
  const { body } = await run()
  const headers = { accept: 'text/csv', 'content-type': 'application/json', origin: publicUrl }
  const cookie = await cookieOf('csv@vendor.example')
  const request = { method: 'POST', headers: { ...headers, cookie }, body: '{}' }
  const answer = await world.cloud.app.request(`${publicUrl}${path}`, request)
  expect(answer.headers.get('content-type')).toContain('text/csv')
  const [head, ...lines] = (await answer.text()).trim().split('\r\n')
  expect(head).toBe('severity,company,dongle,outcome,moves,stays,refused,reasons')
  expect(lines).toHaveLength(body.totals.dongles)
  const severities = lines.map((line) => line.split(',', 1)[0])
  expect(severities.lastIndexOf('stop')).toBeLessThan(severities.indexOf('none'))
  expect(severities[0]).toBe('stop')
  expect(lines.some((line) => /^stop,com_\w+,X-1,no-subscription,0,1,0,demo:1$/.test(line))).toBe(true)
  const outcomes = Object.values<number>(body.totals.outcomes).reduce((sum, count) => sum + count, 0)
  expect(outcomes).toBe(body.totals.dongles)
})

async function cookieOf(email: string): Promise<string> {
  await operatorOf(world.cloud, email)
  const answer = await world.cloud.app.request(`${publicUrl}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: publicUrl },
    body: JSON.stringify({ email, password: 'a long enough password' }),
  })
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ')
}

test('a dongle that holds nothing is told as well, whoever has it', async () => {
  const dongles = [
    { serial: 'Z-1', company: null },
    { serial: 'Z-2', company: world.ours.company },
  ]
  const file = { ...catalog, lines: [], products: [], companies: [named(world.ours.company)], contracts: [], dongles }
  expect((await world.operator.import(file)).status).toBe(200)
  const rows = await rowsOf()
  expect(rows.get('Z-1')).toMatchObject({ company: null, outcome: 'nothing-relevant', severity: 'stop' })
  expect(rows.get('Z-2')).toMatchObject({ company: world.ours.company, outcome: 'nothing-relevant', severity: 'none' })
})

test('only the vendor rehearses, one at a time, a policy that is whole', async () => {
  const { page } = await signedIn(world.cloud, [[world.ours.company, 'company-admin']])
  expect(problemCode(await page.call('POST', path, {}))).toBe('not-allowed')
  expect(problemCode(await run({ policy: { name: 'x' } }))).toBe('policy-faulty')
  expect(problemCode(await world.operator.page.call('POST', '/v1/lines/none/rehearsals', {}))).toBe('not-found')
  const held = await holdBase()
  const first = run()
  await held.isWaitedFor()
  expect(problemCode(await run())).toBe('rehearsal-running')
  await held.release()
  expect((await first).status).toBe(200)
  expect((await run()).status).toBe(200)
})

/** Nobody reads the base until it is released. */
async function holdBase() {
  const client = new pg.Client(world.cloud.database.connection)
  await client.connect()
  await client.query('begin; lock table license in access exclusive mode')
  return {
    async isWaitedFor() {
      const waiting = `select 1 from pg_locks where not granted and relation = 'license'::regclass`
      await expect.poll(async () => (await client.query(waiting)).rows.length, { timeout: 30_000 }).toBeGreaterThan(0)
    },
    async release() {
      await client.query('rollback')
      await client.end()
    },
  }
}
