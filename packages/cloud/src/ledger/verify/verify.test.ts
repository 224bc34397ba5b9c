import type { LedgerFault, LedgerPage } from '@undongle/core/api/ledger'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/postgres/test-database.ts'
import { licenseOf, newTransfer, operatorOf } from '../../testing/cloud.fixture.ts'
import { move, openOrder, startWorld, type World } from '../../testing/world.fixture.ts'

let world: World
let facts: { license: string; second: string; transfer: string; certificate: string; dongle: string; company: string }

beforeAll(async () => {
  world = await startWorld(await testDatabase())
  const { ours, theirs, sell, cloud } = world
  const licenses = [licenseOf('clinic-scan'), licenseOf('clinic-design')]
  const dongle = await sell(ours.company, licenses)
  const { transfer } = await move(ours, dongle, 'clinic')
  await move(theirs, await sell(theirs.company, [licenseOf('clinic-scan')]), 'clinic')
  await openOrder(ours, await sell(ours.company, [licenseOf('clinic-scan')]), 'clinic')
  await cloud.certificateLog.sequence()
  const [row] = await cloud.database.query('select certificate_id from transfer where id = $1', [transfer])
  facts = {
    license: licenses[0]?.id ?? '',
    second: licenses[1]?.id ?? '',
    transfer,
    certificate: String(row?.certificate_id),
    dongle: dongle.thumbprint,
    company: ours.company,
  }
})
afterAll(() => world.cloud.stop())

const tables = ['custody', 'certificate', 'transfer', 'dongle_claim', 'license', 'license_owner'] as const

/** Whoever damages a database owns it: no row-level security and no foreign key holds them. Undone when the work is over. */
async function damaged<Answer>(statement: string, work: () => Promise<Answer>): Promise<Answer> {
  const { query } = world.cloud.database
  const unheld = (text: string) =>
    query(`set session_replication_role = replica; ${text}; set session_replication_role = default`)
  for (const table of tables) await query(`create table kept_${table} as select * from ${table}`)
  try {
    await unheld(statement)
    return await work()
  } finally {
    for (const table of tables) {
      const columns = await columnsOf(table)
      await unheld(`delete from ${table}; insert into ${table} (${columns}) select ${columns} from kept_${table}`)
      await query(`drop table kept_${table}`)
    }
  }
}

/** What is not worked out from the others. */
async function columnsOf(table: string): Promise<string> {
  const rows = await world.cloud.database.query(
    `select column_name as name from information_schema.columns where table_name = $1 and is_generated = 'NEVER'`,
    [table],
  )
  return rows.map(({ name }) => name).join()
}

async function verify(limit = 500): Promise<{ faults: LedgerFault[]; checked: LedgerPage['checked']; pages: number }> {
  const faults: LedgerFault[] = []
  const checked = { licenses: 0, transfers: 0, certificates: 0, dongles: 0, register: 0 }
  let pages = 0
  for (let after: string | null = ''; after !== null; pages++) {
    const query: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`
    const { status, body } = await world.operator.page.call('GET', `/v1/ledger/verification?limit=${limit}${query}`)
    expect(status).toBe(200)
    const page: LedgerPage = body
    faults.push(...page.faults)
    for (const part of Object.keys(checked) as (keyof typeof checked)[]) checked[part] += page.checked[part]
    after = page.next
  }
  return { faults, checked, pages }
}

test('[Q91] [Q92] a ledger that the cloud wrote has no fault, in one page or row by row', async () => {
  const whole = await verify()
  expect(whole).toEqual({
    faults: [],
    checked: { licenses: 4, transfers: 2, certificates: 2, dongles: 3, register: 2 },
    pages: 1,
  })
  const narrow = await verify(1)
  expect(narrow).toMatchObject({ faults: [], checked: whole.checked })
  expect(narrow.pages).toBeGreaterThan(10)
})

type Names = typeof facts

test.each<[string, (names: Names) => string, (names: Names) => LedgerFault['fault'][], (names: Names) => string]>([
  [
    'a link taken out',
    ({ license }) => `delete from custody where license_id = '${license}' and sequence = 1`,
    () => ['chain-broken', 'certificate-differs'],
    ({ company, license }) => `custody ${company} ${license} 2`,
  ],
  [
    'a license put back on its dongle',
    ({ license }) => `delete from custody where license_id = '${license}' and sequence = 2`,
    () => ['certificate-differs'],
    ({ company, certificate }) => `certificate ${company} ${certificate}`,
  ],
  [
    'a link that debits another place',
    ({ license }) => `update custody set debit = 'dongle:X' where license_id = '${license}' and sequence = 2`,
    () => ['chain-broken', 'certificate-differs'],
    ({ company, license }) => `custody ${company} ${license} 2`,
  ],
  [
    'a license given to somebody else',
    ({ license }) =>
      `update custody set credit = 'company:com_00000000000000000000000000' where license_id = '${license}' and sequence = 2`,
    () => ['holder-differs', 'certificate-differs'],
    ({ company, license }) => `license ${company} ${license}`,
  ],
  [
    'a place that is none',
    ({ license }) => `update custody set credit = 'nowhere' where license_id = '${license}' and sequence = 2`,
    () => ['row-malformed', 'certificate-differs'],
    ({ company, license }) => `custody ${company} ${license} 2`,
  ],
  [
    'a chain lost whole',
    ({ license }) => `delete from custody where license_id = '${license}'`,
    () => ['chain-missing', 'certificate-differs'],
    ({ company, license }) => `license ${company} ${license}`,
  ],
  [
    'a license lost',
    ({ second }) => `delete from license where id = '${second}'`,
    () => ['license-missing'],
    ({ company, second }) => `license ${company} ${second}`,
  ],
  [
    'an owner lost',
    ({ second }) => `delete from license_owner where license_id = '${second}'`,
    () => ['owner-missing'],
    ({ second }) => `license_owner ${second}`,
  ],
  [
    'a certificate lost',
    ({ certificate }) => `delete from certificate where id = '${certificate}'`,
    () => ['certificate-missing', 'pin-differs', 'register-forgotten'],
    ({ company, transfer }) => `transfer ${company} ${transfer}`,
  ],
  [
    'a transfer lost',
    ({ transfer }) => `delete from transfer where id = '${transfer}'`,
    () => ['transfer-missing', 'transfer-missing', 'certificate-orphaned'],
    ({ company, license }) => `custody ${company} ${license} 2`,
  ],
  [
    'a certificate that names somebody else, and signs well',
    ({ certificate }) =>
      `update certificate set claims = replace(claims, '"contact":"', '"contact":"x') where id = '${certificate}'`,
    () => ['register-differs'],
    ({ company, certificate }) => `certificate ${company} ${certificate}`,
  ],
  [
    'a certificate signed by a key that is none',
    ({ certificate }) => `update certificate set kid = 'none' where id = '${certificate}'`,
    () => ['certificate-refused', 'register-differs'],
    ({ company, certificate }) => `certificate ${company} ${certificate}`,
  ],
  [
    'a certificate that is no JSON',
    ({ certificate }) => `update certificate set claims = '{' where id = '${certificate}'`,
    () => ['row-malformed', 'pin-differs', 'register-differs'],
    ({ company, certificate }) => `certificate ${company} ${certificate}`,
  ],
  [
    'a receipt of another dongle',
    ({ transfer }) => `update transfer set receipt = 'AAAA' where id = '${transfer}'`,
    () => ['certificate-refused'],
    ({ company, certificate }) => `certificate ${company} ${certificate}`,
  ],
  [
    'a transfer that cannot be read',
    ({ transfer }) => `update transfer set plan = '{}' where id = '${transfer}'`,
    () => ['row-malformed'],
    ({ company, transfer }) => `transfer ${company} ${transfer}`,
  ],
  [
    'a dongle pinned to nobody',
    ({ dongle }) =>
      `update dongle_claim set company_id = null, certificate_id = null where key_thumbprint = '${dongle}'`,
    () => ['pin-missing'],
    ({ dongle }) => `dongle_claim ${dongle}`,
  ],
  [
    'a dongle pinned by another dongle’s certificate',
    ({ dongle, company }) =>
      `update dongle_claim set certificate_id = 'crt_x', company_id = '${company}' where key_thumbprint = '${dongle}'`,
    () => ['pin-differs'],
    ({ dongle }) => `dongle_claim ${dongle}`,
  ],
])('%s is named by its row', async (_, statement, expected, row) => {
  const { faults } = await damaged(statement(facts), () => verify())
  expect(faults.map(({ fault }) => fault).toSorted()).toEqual(expected(facts).toSorted())
  expect(faults.map((found) => found.row)).toContain(row(facts))
  expect((await verify()).faults).toEqual([])
})

test('an order that went away under its dongle is named', async () => {
  const { faults } = await damaged(`delete from transfer where state = 'ordered'`, () => verify())
  expect(faults).toEqual([
    { fault: 'open-missing', row: expect.stringMatching(/^dongle_claim /), detail: expect.stringMatching(/^tr_/) },
  ])
})

test('[Q86] a license that was corrected into another company is in one place, and whoever doubles it is named', async () => {
  const { cloud, ours, theirs, sell } = world
  const [anna, bert] = [await operatorOf(cloud, 'anna@vendor.example'), await operatorOf(cloud, 'bert@vendor.example')]
  const license = licenseOf('clinic-scan')
  const { transfer: corrects } = await move(ours, await sell(ours.company, [license]), 'clinic')
  const correction = newTransfer()
  const from = `company=${ours.company}`
  const asked = { corrects, to: theirs.company, contact: 'ada@theirs.example', reason: 'Bought by the other practice' }
  expect((await anna.page.call('PUT', `/v1/corrections/${correction}?${from}`, asked)).status).toBe(200)
  expect((await bert.page.call('POST', `/v1/corrections/${correction}/approval?${from}`, {})).status).toBe(200)
  expect((await verify()).faults).toEqual([])
  const doubled = `update license_owner set company_id = '${ours.company}' where license_id = '${license.id}'`
  const { faults } = await damaged(doubled, () => verify())
  expect(faults.map(({ fault, row }) => [fault, row])).toContainEqual([
    'holder-differs',
    `license ${ours.company} ${license.id}`,
  ])
})

test('a place that is none begins nowhere', async () => {
  const { status } = await world.operator.page.call('GET', '/v1/ledger/verification?after=elsewhere')
  expect(status).toBe(422)
})
