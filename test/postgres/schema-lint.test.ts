import { afterAll, beforeAll, expect, test } from 'vitest'
import { withClient } from '../../packages/cloud/src/db/server.ts'
import { exemptSchemas, globalTables } from './global-tables.ts'
import { lintSchema, type SchemaRules } from './schema-lint.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test('[Q104] our schema would run distributed by company', async () => {
  const complaints = await withClient(database.connection, (client) =>
    lintSchema(client, { globalTables, exemptSchemas }),
  )
  expect(complaints).toEqual([])
})

const good = `
  create table product (id text primary key);
  create table claim (serial text primary key, company_id text not null);
  create table lease (company_id text not null, id text not null, product text not null references product (id),
    counted_at timestamptz not null, primary key (company_id, id));
  create table seat (company_id text not null, id text not null, lease text not null, primary key (company_id, id),
    unique (company_id, lease), foreign key (company_id, lease) references lease (company_id, id));
  alter table lease enable row level security; alter table lease force row level security;
  create policy company on lease using (company_id = current_setting('app.company_id', true));
  alter table seat enable row level security; alter table seat force row level security;
  create policy company on seat using (company_id = current_setting('app.company_id', true));
  create schema auth; create table auth.session (id text primary key default gen_random_uuid(), at timestamptz default now());`

const fixtureRules: SchemaRules = {
  globalTables: { product: 'catalog', claim: 'keyed by serial' },
  exemptSchemas: ['auth'],
}

test('a schema that keeps the rules has no complaints', async () => {
  expect(await complaintsOf('')).toEqual([])
})

test.each<[string, string]>([
  ['alter table seat drop constraint seat_pkey', 'seat: has no primary key'],
  [
    'alter table seat drop constraint seat_pkey, add primary key (id, company_id)',
    'seat: company_id is not first in the primary key',
  ],
  [
    'alter table lease add constraint one_product unique (product)',
    'lease: company_id is not first in the unique index one_product',
  ],
  ['create unique index by_text on lease (lower(id))', 'lease: company_id is not first in the unique index by_text'],
  [
    'alter table seat add other text, add unique (company_id, other), add constraint back foreign key (other, company_id) references seat (other, company_id)',
    'seat: company_id is not first in the foreign key back',
  ],
  [
    'alter table claim add lease text, add constraint held foreign key (company_id, lease) references lease (company_id, id)',
    'claim: is global and points at the tenant table lease (held)',
  ],
  ['alter table lease disable row level security', 'lease: row-level security is not enabled'],
  ['alter table lease no force row level security', 'lease: row-level security is not forced'],
  ['drop policy company on lease', 'lease: has no row-level security policy'],
  ['create table note (id text primary key)', 'note: has no company_id NOT NULL and is not listed as global'],
  [
    `create function stamp() returns trigger language plpgsql as 'begin return new; end';
     create trigger stamped before insert on lease for each row execute function stamp()`,
    'lease: has the trigger stamped',
  ],
  ['create rule hidden as on delete to lease do instead nothing', 'lease: has the rule hidden'],
  [
    'alter table product add span int4range, add constraint apart exclude using gist (span with &&)',
    'product: has the exclusion constraint apart',
  ],
  [
    'alter table lease alter counted_at set default now()',
    'lease: counted_at gets its value from the server, not from the application',
  ],
  [
    'alter table lease alter counted_at set default current_timestamp',
    'lease: counted_at gets its value from the server, not from the application',
  ],
  [
    'alter table product alter id set default gen_random_uuid()',
    'product: id gets its value from the server, not from the application',
  ],
  [
    'alter table product add number bigserial',
    'product: number gets its value from the server, not from the application',
  ],
  [
    'alter table product add number bigint generated always as identity',
    'product: number gets its value from the server, not from the application',
  ],
  ['alter table lease owner to undongle_app', 'lease: is owned by undongle_app'],
  [
    'create schema other; create table other.product2 (company_id text)',
    'product2: stands in schema other, not in public',
  ],
  ['drop table claim', 'claim: is listed as global and does not exist'],
])('reports: %s', async (change, complaint) => {
  expect(await complaintsOf(change)).toContain(complaint)
})

/** Lints a fixture schema with one thing changed, in a transaction that is rolled back. */
function complaintsOf(change: string): Promise<readonly string[]> {
  return withClient(database.connection, async (client) => {
    await client.query('begin')
    await client.query('drop schema public cascade; drop schema if exists auth cascade; create schema public')
    await client.query(good)
    await client.query(change)
    return lintSchema(client, fixtureRules)
  })
}
