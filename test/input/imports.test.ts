import { type Problem, problemSchema } from '@undongle/core/api/error'
import { makeId } from '@undongle/core/id'
import { random } from '@undongle/core/node/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, answerOf } from '../../packages/cloud/src/auth/auth.fixture.ts'
import { contractFile, licenseOf, newCompany, newLicense } from '../../packages/cloud/src/testing/cloud.fixture.ts'
import { startWorld, type World } from '../../packages/cloud/src/testing/world.fixture.ts'
import { testDatabase } from '../postgres/test-database.ts'
import {
  wrongAddresses,
  wrongCells,
  wrongCodes,
  wrongDays,
  wrongEmails,
  wrongIds,
  wrongKinds,
  wrongLines,
  wrongNames,
  wrongQuantities,
  wrongSerials,
  wrongTables,
  wrongVersions,
} from './wrong.ts'

// Broken input of every kind: each gets a clear answer that names the place, none is an outage, and nothing of it is written.

let world: World
beforeAll(async () => {
  world = await startWorld(await testDatabase())
})
afterAll(() => world.cloud.stop())

const company = newCompany()
const license = () => {
  const { line: _line, name: _name, ...sold } = licenseOf('clinic-scan')
  return { ...sold, dongle: null }
}
type Wrong = [string, object]
const each = (words: readonly unknown[], place: string, changed: (word: unknown) => object): Wrong[] =>
  words.map((word) => [`${place} ${JSON.stringify(word).slice(0, 30)}`, changed(word)])
const contracts = (changes: object) => ({
  contracts: [{ number: 'C-1', company, kind: 'commercial', licenses: [license()], ...changes }],
})
const licensed = (changes: object) => contracts({ licenses: [{ ...license(), ...changes }] })
const person = (changes: object) => ({
  companies: [
    { id: company, name: 'C', people: [{ email: 'a@b.example', name: 'A', role: 'company-user', ...changes }] },
  ],
})
const files: Wrong[] = [
  ...each(wrongIds, 'license', (id) => licensed({ id })),
  ...each(wrongIds, 'company', (id) => contracts({ company: id })),
  ...each(
    wrongIds.filter((id) => id !== null),
    'reseller',
    (reseller) => contracts({ reseller }),
  ),
  ...each(wrongQuantities, 'quantity', (quantity) => licensed({ quantity })),
  ...each(wrongDays, 'until', (until) => licensed({ term: { kind: 'until', until } })),
  ...each(
    wrongDays.filter((day) => day !== null),
    'endedOn',
    (endedOn) => contracts({ endedOn }),
  ),
  ...each(['', 'C 1', 'x'.repeat(65), 'Ü-1', null, 7], 'number', (number) => contracts({ number })),
  ...each(wrongKinds, 'kind', (kind) => contracts({ kind })),
  ...each(wrongVersions, 'generation', (generation) => licensed({ generation })),
  ...each(wrongCodes, 'product', (product) => licensed({ product })),
  ...each(wrongSerials, 'dongle', (dongle) => licensed({ dongle })),
  ...each(wrongEmails, 'email', (email) => person({ email })),
  ...each(wrongNames, 'name', (name) => person({ name })),
]

test(`${files.length} broken files: refused, with the place`, async () => {
  for (const [what, change] of files) {
    const answer = await world.operator.import({ ...contractFile(company, []), contracts: [], ...change })
    const { errors } = problemIn(what, answer)
    expect(errors?.[0]?.pointer, what).toMatch(/^\/(contracts|companies)\/0\//)
  }
  await expectNothing()
})

const head =
  'company,company_name,contract,kind,license,product,generation,quantity,until,dongle,users,reseller,ended_on'
const cells: Readonly<Record<string, string>> = {
  company,
  company_name: 'C',
  contract: 'C-1',
  kind: 'commercial',
  license: newLicense(),
  product: 'clinic-scan',
  generation: '3.0',
  quantity: '1',
}
const tables: [string, string, string][] = [
  ...Object.entries(wrongCells).flatMap(([column, words]) =>
    words.map((word): [string, string, string] => {
      const row = head.split(',').map((name) => (name === column ? word : (cells[name] ?? '')))
      return [`${column} ${word}`, 'text/csv', `${head}\n${row.join(',')}\n`]
    }),
  ),
  ...wrongTables.map((text): [string, string, string] => [text.slice(0, 20), 'text/csv', text]),
  ...wrongLines.map((text): [string, string, string] => [text, 'application/x-ndjson', text]),
]

test(`${tables.length} broken tables and lines: the line is named, and nothing is taken over`, async () => {
  for (const [what, type, text] of tables) {
    const id = makeId('import', new Date(), random)
    const { status, body } = await send(id, type, text)
    expect([what, status]).toEqual([what, 200])
    expect(body.faults, what).toBeGreaterThan(0)
    expect(body.firstFaults[0], what).toMatchObject({ line: expect.any(Number), reason: expect.stringMatching(/./) })
    problemIn(what, await world.operator.page.call('POST', `/v1/imports/${id}/apply`, {}))
  }
  await expectNothing()
})

test(`${wrongAddresses.length} addresses that lead nowhere, and types nobody accepts`, async () => {
  for (const [method, address] of wrongAddresses) {
    const body = method === 'POST' ? {} : undefined
    problemIn(`${method} ${address}`, await world.operator.page.call(method, address, body))
  }
  for (const type of ['', 'text/html', 'multipart/form-data', 'application/json'])
    problemIn(type, await send(makeId('import', new Date(), random), type, 'x'))
  expect(files.length + tables.length + wrongAddresses.length).toBeGreaterThanOrEqual(200)
})

/** A clear no: a 4xx as a problem, with what to do next. */
function problemIn(what: string, { status, body }: Answer): Problem {
  expect(status >= 400 && status < 500, `${what}: ${status} ${JSON.stringify(body)}`).toBe(true)
  const problem = problemSchema.parse(body)
  expect(problem.next, what).not.toBe('')
  return problem
}

async function expectNothing(): Promise<void> {
  const found = await world.cloud.database.query('select company_id from company where company_id = $1', [company])
  expect(found).toEqual([])
}

async function send(id: string, type: string, body: string): Promise<Answer> {
  const cookie = [...world.operator.page.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers = { 'content-type': type, origin: 'http://cloud.test', cookie }
  return answerOf(await world.cloud.app.request(`http://cloud.test/v1/imports/${id}`, { method: 'PUT', headers, body }))
}
