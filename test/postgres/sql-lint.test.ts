import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withClient } from '../../packages/cloud/src/db/server.ts'
import { readCatalog } from './catalog.ts'
import { exemptSchemas, globalTables } from './global-tables.ts'
import { lintStatements } from './sql-lint.ts'
import { statementsOfSql, statementsOfTypeScript } from './sql-texts.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'

const cloud = join(import.meta.dirname, '../../packages/cloud')

describe('our statements', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await testDatabase()
  })
  afterAll(() => database.drop())

  test('[Q104] would do the same on a fleet of servers', async () => {
    const { tables } = await withClient(database.connection, (client) => readCatalog(client, exemptSchemas))
    const tenantTables = tables.map(({ name }) => name).filter((name) => !(name in globalTables))
    const files = (await readdir(cloud, { recursive: true })).filter(isOurs)
    const statements = await Promise.all(files.map(readStatements))
    expect(lintStatements(statements.flat(), tenantTables)).toEqual([])
  })
})

const isOurs = (path: string): boolean =>
  (/^src\/.*\.ts$/.test(path) && !/\.(test|fixture|child)\.ts$/.test(path)) || /^migrations\/.*\.sql$/.test(path)

async function readStatements(path: string) {
  const file = join(cloud, path)
  const source = await readFile(file, 'utf8')
  const name = relative(join(cloud, '../..'), file)
  return path.endsWith('.sql') ? statementsOfSql(name, source) : statementsOfTypeScript(name, source)
}

const tenantTables = ['lease', 'seat']
const lintSql = (text: string) => lintStatements(statementsOfSql('x.sql', text), tenantTables)
const lintCode = (text: string) => lintStatements(statementsOfTypeScript('store.ts', text), tenantTables)

const byCompany = 'a query of a tenant table names company_id'
const fromServer = 'ids and times that decide are parameters, not made by the server'
const skipLocked = 'SKIP LOCKED works inside one company: say company_id ='
const writingCte = 'a CTE that writes runs through one coordinator; write plain statements'

describe('a statement of SQL', () => {
  test.each([
    ['select id from product'],
    ['select id from lease where company_id = $1 and expires_at < $2 for update skip locked'],
    ['with old as (select id from lease where company_id = $1) select id from old'],
    [
      '/* across companies: finds whose leases ended, without locks */ select distinct id from lease where ends_at < $1',
    ],
    [`insert into product (say) values ('now() and pg_advisory_lock(1)')`],
    ['-- listen here, gen_random_uuid() is forbidden\nselect id from product'],
    ['create table lease (company_id text not null, id text not null, primary key (company_id, id))'],
    ['select id from auth.lease'],
  ])('is right: %s', (text) => {
    expect(lintSql(text)).toEqual([])
  })

  test.each([
    ['select pg_advisory_xact_lock(1)', 'an advisory lock is known to one server only'],
    ['listen lease_changed', 'LISTEN hears one server only; poll, and let NOTIFY at most wake up'],
    ['select id from job for update skip locked', skipLocked],
    ['select company_id from job order by company_id for update skip locked', skipLocked],
    ['with gone as (delete from seat where company_id = $1 returning id) select id from gone', writingCte],
    ['with a as (select 1), b as materialized (update seat set id = $2 where company_id = $1) select 1', writingCte],
    [
      'merge into product using other on true when matched then delete',
      'MERGE is not available everywhere; write plain statements',
    ],
    ['update product set id = gen_random_uuid()', fromServer],
    ['select id from product where ends_at < now()', fromServer],
    ['select id from product where ends_at < CURRENT_TIMESTAMP', fromServer],
    ['create table product (made_at timestamptz default clock_timestamp())', fromServer],
    ['select id from lease where id = $1', byCompany],
    ['select id from product join public.lease on true', byCompany],
    ['update lease set id = $1', byCompany],
    ['delete from "seat" where id = $1', byCompany],
    ['insert into seat (id) values ($1)', byCompany],
    ['/* across companies: */ select id from lease', byCompany],
    ['/* across companies: to lock them all */ select id from lease for update', byCompany],
    ['/* across companies: all of them */ delete from lease', byCompany],
  ])('is reported: %s', (text, says) => {
    expect(lintSql(text)).toEqual([`x.sql:1: ${says}`])
  })

  test('is reported at its line', () => {
    expect(lintSql(`-- why\nselect 1;\n\n-- more\nselect 'a;b' from lease;`)).toEqual([`x.sql:5: ${byCompany}`])
  })
})

describe('a statement in TypeScript', () => {
  test.each([
    [`db.selectFrom('lease').selectAll().where('company_id', '=', company).forUpdate().skipLocked().execute()`],
    [`db.insertInto('lease').values(row).execute()`],
    [`db.selectFrom('product').selectAll().execute()`],
    [`sql\`select id from lease where company_id = \${company}\``],
    [`const words = 'The words now() and listen in a sentence'`],
  ])('is right: %s', (text) => {
    expect(lintCode(text)).toEqual([])
  })

  test.each([
    [`db.selectFrom('lease as l').selectAll().where('id', '=', id).execute()`, byCompany],
    [`db.updateTable('lease').set({ id }).where('id', '=', id).execute()`, byCompany],
    [`db.deleteFrom('public.seat').execute()`, byCompany],
    [`db.selectFrom('product').innerJoin('seat', 'a', 'b').selectAll().execute()`, byCompany],
    [`db.selectFrom('job').select('company_id').forUpdate().skipLocked().execute()`, skipLocked],
    [`sql<Row>\`select id from lease where id = \${id}\``, byCompany],
    [`client.query('select now()')`, fromServer],
    [`client.query(\`\n  -- why\n  update lease set id = \${id}\`)`, byCompany],
  ])('is reported: %s', (text, says) => {
    expect(lintCode(text)).toEqual([`store.ts:1: ${says}`])
  })
})
