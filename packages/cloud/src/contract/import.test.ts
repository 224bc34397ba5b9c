import type { ImportReply } from '@undongle/core/contract/contract-file'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { browser } from '../auth/auth.fixture.ts'
import {
  contractFile,
  licenseOf,
  newCompany,
  type operatorOf,
  problemCode,
  type WholeCloud,
} from '../testing/cloud.fixture.ts'
import { move, startWorld, type World } from '../testing/world.fixture.ts'

let world: World
let cloud: WholeCloud
let operator: Awaited<ReturnType<typeof operatorOf>>
beforeAll(async () => {
  world = await startWorld(await testDatabase())
  cloud = world.cloud
  operator = world.operator
})
afterAll(() => world.cloud.stop())

const pointers = (answer: { body: unknown }) =>
  (answer.body as { errors?: { pointer: string; detail: string }[] }).errors?.map(({ pointer }) => pointer)

test('the same file again changes nothing', async () => {
  const company = newCompany()
  const file = contractFile(company, [
    { license: licenseOf('clinic-scan'), dongle: 'I-1' },
    { license: licenseOf('lab-design'), dongle: null },
  ])
  expect((await operator.import(file)).body).toMatchObject({
    added: { companies: 1, contracts: 1, licenses: 2, dongles: 1 },
    unchanged: 0,
  })
  expect((await operator.import(file)).body).toMatchObject({
    added: { companies: 0, contracts: 0, licenses: 0, dongles: 0, people: 0 },
    changed: { contracts: 0, licenses: 0, dongles: 0 },
    unchanged: 2,
  })
  const chains = await cloud.database.query('select sequence, debit, credit from custody where company_id = $1', [
    company,
  ])
  expect(chains).toHaveLength(2)
  expect(chains).toContainEqual({ sequence: 1, debit: 'vendor', credit: 'dongle:I-1' })
  expect(chains).toContainEqual({ sequence: 1, debit: 'vendor', credit: `company:${company}` })
})

test('[Q79] price and renewal references are carried over word for word, [Q77] like quantity and term', async () => {
  const company = newCompany()
  const license = licenseOf('clinic-design', { quantity: 7, term: { kind: 'until', until: '2031-12-31' } })
  const references = { priceReference: ' PL-2019 / “old” §3 ', renewalReference: '0007-R' }
  const file = contractFile(company, [])
  const contract = {
    number: 'C-1',
    company,
    kind: 'educational',
    licenses: [
      {
        id: license.id,
        product: license.product,
        generation: '3.0',
        quantity: 7,
        term: license.term,
        dongle: null,
        ...references,
      },
    ],
  }
  expect((await operator.import({ ...file, contracts: [contract] })).status).toBe(200)
  const stored = await cloud.database.query(
    `select price_reference as "priceReference", renewal_reference as "renewalReference" from license where id = $1`,
    [license.id],
  )
  expect(stored).toEqual([references])
  const { licenses } = (await operator.page.call('GET', `/v1/licenses?company=${company}`)).body
  expect(licenses).toMatchObject([{ license, kind: 'educational', place: 'cloud', contract: 'C-1' }])
})

test('what has moved keeps its custody, whatever a later file says', async () => {
  const { ours, sell } = world
  const license = licenseOf('clinic-scan')
  const dongle = await sell(ours.company, [license], { contract: { number: 'C-kept' } })
  await move(ours, dongle, 'clinic')
  const again = await operator.import(
    contractFile(ours.company, [{ license: { ...license, quantity: 4 }, dongle: 'I-other' }], { number: 'C-kept' }),
  )
  expect(again.body).toMatchObject({ changed: { licenses: 1 } })
  const { licenses } = (await ours.courier.call('GET', '/v1/licenses')).body
  expect(licenses).toContainEqual(
    expect.objectContaining({ place: 'cloud', dongle: dongle.serial, license: { ...license, quantity: 4 } }),
  )
})

test('a license on a dongle gets another dongle by a file, but the cloud only by a transfer', async () => {
  const company = newCompany()
  const license = licenseOf('clinic-scan')
  await operator.import(contractFile(company, [{ license, dongle: 'I-2' }]))
  await operator.import(contractFile(company, [{ license, dongle: 'I-3' }]))
  const chain = await cloud.database.query(
    'select debit, credit from custody where license_id = $1 order by sequence',
    [license.id],
  )
  expect(chain).toEqual([
    { debit: 'vendor', credit: 'dongle:I-2' },
    { debit: 'dongle:I-2', credit: 'dongle:I-3' },
  ])
  const refused = await operator.import(contractFile(company, [{ license, dongle: null }]))
  expect(pointers(refused)).toEqual(['/contracts/0/licenses/0/dongle'])
})

test('people get a link that sets their first password; whoever lost it gets another, until there is a password', async () => {
  const company = newCompany()
  const people = [
    { email: 'Anna@Practice.example', name: 'Anna', role: 'company-owner' },
    { email: 'ben@practice.example', name: 'Ben', role: 'company-user' },
  ]
  const file = { ...contractFile(company, []), contracts: [], companies: [{ id: company, name: 'Practice', people }] }
  const linked = ({ body }: { body: ImportReply }) => body.setUpLinks.map(({ email }) => email)
  const first = await operator.import(file)
  expect(first.body.added.people).toBe(2)
  expect(linked(first)).toEqual(['anna@practice.example', 'ben@practice.example'])
  const second = await operator.import(file)
  expect(second.body.added.people).toBe(0)
  expect(linked(second)).toEqual(linked(first))
  const token = new URL(second.body.setUpLinks[0]?.link ?? '').hash.replace('#token=', '')
  await browser(cloud).call('POST', '/v1/set-up', { token, password: 'a long enough password' })
  expect(linked(await operator.import(file))).toEqual(['ben@practice.example'])
})

test.each<[string, (file: Record<string, unknown>) => object, string]>([
  ['a quantity of 0', () => licensed({ quantity: 0 }), '/contracts/0/licenses/0/quantity'],
  ['a negative quantity', () => licensed({ quantity: -1 }), '/contracts/0/licenses/0/quantity'],
  [
    'an impossible date',
    () => licensed({ term: { kind: 'until', until: '2027-02-30' } }),
    '/contracts/0/licenses/0/term/until',
  ],
  ['a license that is no id', () => licensed({ id: 'lic_1' }), '/contracts/0/licenses/0/id'],
  ['a product nobody knows', () => licensed({ product: 'clinic-none' }), '/contracts/0/licenses/0/product'],
  ['a serial with a line end', () => licensed({ dongle: 'a\nb' }), '/contracts/0/licenses/0/dongle'],
  ['a word that means nothing', () => licensed({ color: 'red' }), '/contracts/0/licenses/0'],
  ['a prototype', () => JSON.parse('{"contracts":[],"dongles":[],"__proto__":{"vendor":"x"}}'), ''],
  ['a company nobody knows', () => ({ companies: [] }), '/contracts/0/company'],
  ['a line nobody knows', () => ({ products: [{ id: 'x', line: 'none', name: 'X' }] }), '/products/0/line'],
  [
    'two dongles with one serial',
    () => ({
      dongles: [
        { serial: 'S', company: null },
        { serial: 'S', company: null, enabled: false },
      ],
    }),
    '/dongles/1',
  ],
])('a file with %s is refused, naming the place, and nothing is written', async (_, change, pointer) => {
  const company = newCompany()
  const file = contractFile(company, [{ license: licenseOf('clinic-scan'), dongle: 'I-4' }]) as Record<string, unknown>
  const changed = change(file)
  const contracts = (changed as { contracts?: object[] }).contracts?.map((contract) => ({ ...contract, company }))
  const answer = await operator.import({ ...file, ...changed, ...(contracts ? { contracts } : {}) })
  expect([answer.status, pointers(answer)]).toEqual([422, expect.arrayContaining([pointer])])
  expect(await cloud.database.query('select 1 from company where company_id = $1', [company])).toEqual([])
})

test('a license named twice, or one of another company, is refused', async () => {
  const { ours, theirs } = world
  const license = licenseOf('clinic-scan')
  const twice = contractFile(
    ours.company,
    [
      { license, dongle: 'I-5' },
      { license, dongle: 'I-6' },
    ],
    { number: 'C-twice' },
  )
  expect(pointers(await operator.import(twice))).toEqual(['/contracts/0/licenses/1'])
  const once = contractFile(ours.company, [{ license, dongle: 'I-5' }], { number: 'C-once' })
  expect((await operator.import(once)).status).toBe(200)
  const stolen = contractFile(theirs.company, [{ license, dongle: 'I-5' }], { number: 'C-theirs' })
  expect(pointers(await operator.import(stolen))).toEqual(['/contracts/0/licenses/0/id'])
})

test('an operator sees a company only by its name, and pages through it', async () => {
  const company = newCompany()
  const licenses = Array.from({ length: 5 }, () => licenseOf('clinic-design'))
  await operator.import(
    contractFile(
      company,
      licenses.map((license) => ({ license, dongle: null })),
    ),
  )
  expect(problemCode(await operator.page.call('GET', '/v1/licenses'))).toBe('company-not-chosen')
  const seen: string[] = []
  for (let after = ''; seen.length < 5; ) {
    const { body } = await operator.page.call('GET', `/v1/licenses?company=${company}&limit=2${after}`)
    seen.push(...body.licenses.map((held: { license: { id: string } }) => held.license.id))
    after = `&after=${body.next}`
  }
  expect(seen).toEqual(licenses.map(({ id }) => id).toSorted())
})

function licensed(changes: object): object {
  const { line: _line, name: _name, ...license } = licenseOf('clinic-scan')
  return { contracts: [{ number: 'C-1', kind: 'commercial', licenses: [{ ...license, dongle: 'I-4', ...changes }] }] }
}
