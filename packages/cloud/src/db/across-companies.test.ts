import { random } from '@undongle/core/node/crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { globalTables } from '../../../../test/postgres/global-tables.ts'
import { type TestDatabase, testDatabase } from '../../../../test/postgres/test-database.ts'
import { hiddenFromVendor } from '../../../../test/postgres/vendor-tables.ts'
import { inCompany } from '../deps.ts'
import { newCompany } from '../testing/cloud.fixture.ts'
import { acrossCompanies } from './across-companies.ts'

let database: TestDatabase
const deps = () => ({ db: database.db, random })
const [one, two] = [newCompany(), newCompany()]
beforeAll(async () => {
  database = await testDatabase()
  await database.query(`insert into company (company_id, name) values ($1, 'One'), ($2, 'Two')`, [one, two])
})
afterAll(() => database.drop())

const countCompanies = sql<{ count: number }>`select count(*)::int as count from company`

test('reads all companies, where a company reads itself', async () => {
  const across = await acrossCompanies(deps(), 'rehearsal', (tx) => countCompanies.execute(tx))
  expect(across.rows).toEqual([{ count: 2 }])
  const own = await inCompany(deps(), one, (tx) => countCompanies.execute(tx))
  expect(own.rows).toEqual([{ count: 1 }])
})

test('ends with its transaction: the next one on the connection sees nobody', async () => {
  await acrossCompanies(deps(), 'rehearsal', (tx) => countCompanies.execute(tx))
  expect((await countCompanies.execute(database.db)).rows).toEqual([{ count: 0 }])
})

test('writes and locks nothing', async () => {
  const rename = acrossCompanies(deps(), 'rehearsal', (tx) => sql`update company set name = 'Mine'`.execute(tx))
  await expect(rename).rejects.toThrow('read-only transaction')
  const lock = acrossCompanies(deps(), 'rehearsal', (tx) => sql`select name from company for update`.execute(tx))
  await expect(lock).rejects.toThrow('read-only transaction')
  const own = acrossCompanies(deps(), 'rehearsal', (tx) => sql`create temporary table mine (id text)`.execute(tx))
  await expect(own).rejects.toThrow('read-only transaction')
})

test('is known to the database by its name', async () => {
  const named = sql<{ name: string }>`select current_setting('application_name') as name`
  const { rows } = await acrossCompanies(deps(), 'wave.funnel', (tx) => named.execute(tx))
  expect(rows).toEqual([{ name: 'undongle wave.funnel' }])
})

test('every tenant table says whether the vendor reads it, and the vendor only reads', async () => {
  const readable = await database.query<{ name: string }>(`
    select c.relname as name from pg_class c join pg_policy p on p.polrelid = c.oid
    where p.polcmd = 'r' and p.polroles = array['undongle_vendor'::regrole::oid]
      and pg_get_expr(p.polqual, p.polrelid) = 'true' and has_any_column_privilege('undongle_vendor', c.oid, 'select')`)
  const tenants = await database.query<{ name: string }>(`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity`)
  const told = [...readable.map(({ name }) => name), ...Object.keys(hiddenFromVendor)]
  expect(told.toSorted()).toEqual(tenants.map(({ name }) => name).toSorted())
  const mightier = await database.query(`
    select table_name, privilege_type from information_schema.role_table_grants
    where grantee = 'undongle_vendor' and privilege_type <> 'SELECT'`)
  expect(mightier).toEqual([])
  expect(Object.keys(hiddenFromVendor).filter((name) => name in globalTables)).toEqual([])
})

test('never reads what a machine or a person signs in with', async () => {
  const secrets = sql`select refresh_token_hash from license_server`
  await expect(acrossCompanies(deps(), 'rehearsal', (tx) => secrets.execute(tx))).rejects.toThrow('permission denied')
  await expect(
    acrossCompanies(deps(), 'rehearsal', (tx) => sql`select 1 from auth.set_up_link`.execute(tx)),
  ).rejects.toThrow('permission denied')
})
