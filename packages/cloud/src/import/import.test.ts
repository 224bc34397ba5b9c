import type { ImportProgress } from '@undongle/core/api/import'
import type { HeldLicense } from '@undongle/core/api/license'
import { type ImportId, makeId } from '@undongle/core/id'
import { theirId } from '@undongle/core/import/row'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { type Answer, answerOf } from '../auth/auth.fixture.ts'
import { catalog, newCompany, newLicense, problemCode } from '../testing/cloud.fixture.ts'
import { startWorld, type World } from '../testing/world.fixture.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  await world.operator.import({ ...catalog, companies: [], contracts: [], dongles: [] })
})
afterAll(() => world.cloud.stop())

const newImport = (): ImportId => makeId('import', new Date(), random)
const head = 'company,company_name,contract,kind,license,product,generation,quantity,until,dongle,renewal_reference'
const row = (company: string, license: string, more: Partial<Record<string, string>> = {}) =>
  [company, 'Smile', 'C-1', 'commercial', license, 'clinic-scan', '3.0', '1', '', '', '']
    .map((cell, index) => more[head.split(',')[index] ?? ''] ?? cell)
    .join(',')
const table = (...rows: string[]) => `${[head, ...rows].join('\r\n')}\r\n`

async function send(id: string, body: string | ReadableStream, type = 'text/csv', query = ''): Promise<Answer> {
  const cookie = [...world.operator.page.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const request = new Request(`http://cloud.test/v1/imports/${id}${query}`, {
    method: 'PUT',
    headers: { 'content-type': type, origin: 'http://cloud.test', cookie },
    body,
    duplex: 'half',
  } as RequestInit)
  return answerOf(await world.cloud.app.request(request))
}
const call = (method: string, path: string, body?: unknown) =>
  world.operator.page.call(method, `/v1/imports/${path}`, body)
const compare = async (id: string) => (await call('GET', `${id}/difference`)).body
type Applied = ImportProgress & { setUpLinks: { email: string }[] }
async function apply(id: string, options: object = {}): Promise<Applied> {
  for (;;) {
    const { status, body } = await call('POST', `${id}/apply`, options)
    expect(status, JSON.stringify(body)).toBe(200)
    if (body.state === 'applied') return body
  }
}
const licensesOf = async (company: string): Promise<HeldLicense[]> =>
  (await world.operator.page.call('GET', `/v1/licenses?company=${company}&limit=200`)).body.licenses.toSorted(
    (a: HeldLicense, b: HeldLicense) => a.license.quantity - b.license.quantity,
  )

test('[Q81] a table is received, compared and taken over; the same again changes nothing', async () => {
  const company = newCompany()
  const [scan, design] = [newLicense(), newLicense()]
  const text = table(
    row(company, scan, { dongle: 'B-1' }),
    row(company, design, {
      product: 'clinic-design',
      quantity: '7',
      until: '2031-12-31',
      renewal_reference: 'R "7"',
    }).replace('R "7"', '"R ""7"""'),
  )
  const id = newImport()
  expect((await send(id, text)).body).toMatchObject({ state: 'received', lines: 3, faults: 0 })
  expect(await licensesOf(company)).toEqual([])
  const dry = await compare(id)
  expect(dry.counts).toMatchObject({ companies: 1, added: 2, changed: 0 })
  expect(dry.changes.map(({ what, at }: { what: string; at: string }) => `${what} ${at}`)).toEqual([
    'company line 2',
    'contract line 2',
    'license line 2',
    'license line 3',
    'dongle line 2',
  ])
  expect((await apply(id)).counts).toMatchObject({ companies: 1, added: 2 })
  expect(await world.cloud.database.query('select 1 from import_record where import_id = $1', [id])).toEqual([])
  expect(await licensesOf(company)).toMatchObject([
    { license: { id: scan, quantity: 1, term: { kind: 'perpetual' } }, place: 'dongle', dongle: 'B-1' },
    { license: { id: design, quantity: 7, term: { kind: 'until', until: '2031-12-31' } }, place: 'cloud' },
  ])
  const again = newImport()
  await send(again, text)
  expect((await apply(again)).counts).toMatchObject({ added: 0, changed: 0, unchanged: 2 })
})

test('[Q81] the dry run names what would change, from and to, and writes nothing', async () => {
  const company = newCompany()
  const license = newLicense()
  const first = newImport()
  await send(first, table(row(company, license, { until: '2030-01-31' })))
  await apply(first)
  const second = newImport()
  await send(second, table(row(company, license, { until: '2031-01-31', quantity: '3' })))
  expect((await compare(second)).changes).toEqual([
    {
      company,
      what: 'license',
      id: license,
      at: 'line 2',
      change: 'changed',
      fields: [
        { field: 'quantity', from: '1', to: '3' },
        { field: 'until', from: '2030-01-31', to: '2031-01-31' },
      ],
      until: null,
      refusal: null,
    },
  ])
  const third = newImport()
  await send(
    third,
    table(row(company, license, { until: '2029-01-31' }), row(company, newLicense(), { product: 'none' })),
  )
  const { changes } = await compare(third)
  expect(changes.map(({ change, refusal }: { change: string; refusal: string | null }) => [change, refusal])).toEqual([
    ['ended', null],
    ['refused', 'product-unknown'],
  ])
  expect(await licensesOf(company)).toMatchObject([{ license: { quantity: 1, term: { until: '2030-01-31' } } }])
})

test('lines that cannot be read are named with their number and reason, and stop the import unless they are skipped', async () => {
  const company = newCompany()
  const license = newLicense()
  const id = newImport()
  const { body } = await send(
    id,
    table(
      row(company, license),
      row(company, newLicense(), { quantity: '0' }),
      row(company, newLicense(), { kind: 'trial' }),
      row(company, 'lic_1'),
      `${row(company, newLicense())},more`,
    ),
  )
  expect(body.firstFaults).toEqual([
    { line: 3, place: 'quantity', reason: expect.stringContaining('>=1') },
    { line: 4, place: 'contract', reason: `says otherwise than line 2 of ${company} C-1` },
    { line: 5, place: 'license', reason: expect.stringContaining('is not a license id') },
    { line: 6, place: '', reason: 'has 12 cells, and the head has 11' },
  ])
  expect(problemCode(await call('POST', `${id}/apply`, {}))).toBe('import-has-faults')
  expect(await licensesOf(company)).toEqual([])
  await apply(id, { faults: 'skip' })
  expect((await licensesOf(company)).map((held: { license: { id: string } }) => held.license.id)).toContain(license)
})

test('a line that contradicts one far above is named with it, and the first one counts', async () => {
  const company = newCompany()
  const rows = Array.from({ length: 1200 }, () => row(company, newLicense()))
  const first = rows[0]?.split(',')[4] ?? ''
  const id = newImport()
  const { body } = await send(id, table(...rows, row(company, first, { quantity: '9' }), row(company, first)))
  expect(body.firstFaults).toEqual([{ line: 1202, place: 'license', reason: `says otherwise than line 2 of ${first}` }])
  await apply(id, { faults: 'skip' })
  const { database } = world.cloud
  expect(await database.query('select quantity from license where id = $1', [first])).toEqual([{ quantity: 1 }])
})

test('two imports that bring the same at the same moment bring it once', async () => {
  const companies = [newCompany(), newCompany(), newCompany()]
  const text = table(...companies.flatMap((company) => [row(company, newLicense()), row(company, newLicense())]))
  const ids = [newImport(), newImport(), newImport()]
  for (const id of ids) await send(id, text)
  const applied = await Promise.all(ids.map((id) => apply(id)))
  const added = applied.reduce((sum, { counts }) => sum + counts.added, 0)
  expect(added).toBe(6)
  const { database } = world.cloud
  const chains = 'select license_id from custody where company_id = any($1)'
  expect(await database.query(chains, [companies])).toHaveLength(6)
})

test('[Q81] one that was broken off goes on with the same file, and with no other', async () => {
  const company = newCompany()
  const rows = Array.from({ length: 2500 }, () => row(company, newLicense()))
  const text = table(...rows)
  const id = newImport()
  await send(id, broken(text, text.length * 0.7))
  expect((await call('GET', id)).body).toMatchObject({ state: 'receiving', lines: 1000 })
  expect(problemCode(await call('POST', `${id}/apply`, {}))).toBe('import-not-received')
  expect(problemCode(await send(id, table(row(company, newLicense()), ...rows.slice(1))))).toBe('import-differs')
  expect(problemCode(await send(id, table(...rows.slice(0, 10))))).toBe('import-differs')
  expect((await send(id, text)).body).toMatchObject({ state: 'received', lines: 2501 })
  expect((await send(id, text)).body).toMatchObject({ state: 'received', lines: 2501 })
  expect(problemCode(await send(id, table(...rows.slice(0, 2400))))).toBe('import-differs')
})

test('companies are taken over some at a time, and what is asked twice is done once', async () => {
  const companies = [newCompany(), newCompany(), newCompany()]
  const id = newImport()
  await send(id, table(...companies.map((company) => row(company, newLicense()))))
  const first = await call('POST', `${id}/apply`, { companies: 2 })
  expect(first.body).toMatchObject({ state: 'applying', counts: { companies: 2, added: 2 } })
  expect(await apply(id)).toMatchObject({ state: 'applied', counts: { companies: 3, added: 3 } })
  expect(await apply(id)).toMatchObject({ state: 'applied', counts: { companies: 3, added: 3 } })
})

test('[Q81] a source’s own columns, words, dates and numbers are read by its mapping', async () => {
  const map = {
    delimiter: ';',
    columns: {
      company: 'Kunde',
      company_name: 'Name',
      contract: 'Vertrag',
      kind: 'Art',
      license: 'Position',
      product: 'Artikel',
      generation: { value: '3.0' },
      quantity: 'Menge',
      until: 'Ende',
      users: 'Nutzer',
    },
    words: { kind: { Schule: 'educational' }, product: { '4711': 'clinic-scan' } },
    dates: 'day.month.year',
    ids: 'theirs',
  }
  expect((await world.operator.page.call('PUT', '/v1/import-sources/sap', map)).status).toBe(200)
  const id = newImport()
  const text =
    'Kunde;Name;Vertrag;Art;Position;Artikel;Menge;Ende;Nutzer\n10023;Zähne & Co;V-1;Schule;77;4711;2;1.2.2031;ada@example.com\n'
  expect((await send(id, text, 'text/csv', '?source=sap')).body).toMatchObject({ faults: 0 })
  await apply(id)
  const company = theirId('company', 'sap', '10023')
  expect(await licensesOf(company)).toMatchObject([
    {
      license: { id: theirId('license', 'sap', '77'), quantity: 2, term: { until: '2031-02-01' } },
      kind: 'educational',
    },
  ])
  expect(problemCode(await send(newImport(), text, 'text/csv', '?source=none'))).toBe('import-source-unknown')
})

test('[Q89] people and named users come in tables of their own, under the source’s own numbers', async () => {
  const sendAs = (query: string, text: string) => send(newImport(), text, 'text/csv', query)
  const taken = async (query: string, text: string) => {
    const { body } = await sendAs(query, text)
    expect(body).toMatchObject({ faults: 0 })
    return apply(body.import)
  }
  const map = { ids: 'theirs', columns: { user: 'Nutzer' }, attributes: { country: 'Land' } }
  expect((await world.operator.page.call('PUT', '/v1/import-sources/erp', map)).status).toBe(200)
  const base = 'company,company_name,Land,contract,kind,license,product,generation,quantity'
  await taken('?source=erp', `${base}\n7,Smile,at,C-1,commercial,70,clinic-scan,3.0,2\n`)
  const [company, license] = [theirId('company', 'erp', '7'), theirId('license', 'erp', '70')]
  expect(await world.cloud.database.query('select attributes from company where company_id = $1', [company])).toEqual([
    { attributes: { country: 'at' } },
  ])
  const people = 'company,email,name,role\n7,Ida@smile.example,Ida,company-user\n7,bo@smile.example,Bo,company-admin\n'
  expect((await taken('?source=erp&table=people', people)).setUpLinks.map(({ email }) => email)).toEqual([
    'bo@smile.example',
    'ida@smile.example',
  ])
  const users = 'company,license,Nutzer\n7,70,Ida@smile.example\n7,70,bo@smile.example\n'
  expect((await taken('?source=erp&table=named-users', users)).counts).toMatchObject({ changed: 1, refused: 0 })
  const namedUsers = async () => (await licensesOf(company)).map((held) => held.users)
  expect(await namedUsers()).toEqual([['bo@smile.example', 'ida@smile.example']])
  // A table of licenses that has no column for them leaves them alone.
  await taken('?source=erp', `${base}\n7,Smile,at,C-1,commercial,70,clinic-scan,3.0,3\n`)
  expect(await licensesOf(company)).toMatchObject([{ license: { id: license, quantity: 3 }, users: { length: 2 } }])
  await taken('?source=erp&table=named-users', 'company,license,Nutzer\n7,70,\n')
  expect(await namedUsers()).toEqual([[]])
  const { body } = await sendAs('?source=erp&table=people', people.replaceAll('\n7,', '\n8,'))
  expect((await compare(body.import)).changes).toMatchObject([
    { what: 'person', id: 'ida@smile.example', change: 'refused', refusal: 'company-unknown' },
    { what: 'person', id: 'bo@smile.example', change: 'refused', refusal: 'company-unknown' },
  ])
})

test('people, resellers, dongles and assignments come line by line as JSON', async () => {
  const company = newCompany()
  const license = newLicense()
  const reseller = makeId('reseller', new Date(), random)
  const lines = [
    { record: 'reseller', id: reseller, name: 'North', email: 'hi@north.example' },
    { record: 'company', id: company, name: 'Smile' },
    { record: 'person', company, email: 'Eva@smile.example', name: 'Eva', role: 'company-user' },
    { record: 'contract', company, number: 'C-1', kind: 'commercial', reseller },
    {
      record: 'license',
      company,
      contract: 'C-1',
      id: license,
      product: 'clinic-scan',
      generation: '3.0',
      quantity: 1,
      term: { kind: 'perpetual' },
      dongle: null,
      users: ['eva@smile.example'],
    },
    { record: 'dongle', serial: 'B-77', company, enabled: false },
  ]
  const id = newImport()
  const sent = await send(id, lines.map((line) => JSON.stringify(line)).join('\n'), 'application/x-ndjson')
  expect(sent.body).toMatchObject({ lines: 6, records: 6, faults: 0 })
  expect((await compare(id)).counts).toMatchObject({ added: 1, refused: 0 })
  const { body } = await call('POST', `${id}/apply`, {})
  expect(body.setUpLinks.map(({ email }: { email: string }) => email)).toEqual(['eva@smile.example'])
  const { database } = world.cloud
  expect(await database.query('select users from license where id = $1', [license])).toEqual([
    { users: ['eva@smile.example'] },
  ])
  expect(await database.query(`select company_id, enabled from dongle_assignment where serial = 'B-77'`)).toEqual([
    { company_id: company, enabled: false },
  ])
  const { customers } = (await world.operator.page.call('GET', `/v1/resellers/${reseller}/customers`)).body
  expect(customers).toMatchObject([{ company, contracts: 1 }])
})

/** A connection that breaks after so many letters. */
function broken(text: string, letters: number): ReadableStream {
  const bytes = new TextEncoder().encode(text.slice(0, letters))
  let sent = false
  return new ReadableStream({
    pull(controller) {
      if (sent) controller.error(new Error('the connection broke'))
      else controller.enqueue(bytes)
      sent = true
    },
  })
}
