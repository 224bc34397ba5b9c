import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../../test/postgres/test-database.ts'
import { openPool, setCompany, type Tx } from './pool.ts'
import { checkServerVersion, chooseRole, withClient } from './server.ts'
import { transaction } from './transaction.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await database.query(`create table note (company_id text, id text, primary key (company_id, id));
    alter table note enable row level security;
    alter table note force row level security;
    create policy company on note using (company_id = current_setting('app.company_id', true));
    create table counter (id text primary key, value integer not null);
    grant select, insert on note to undongle_app;
    grant select, insert, update on counter to undongle_app;
    insert into note values ('com_a', '1'), ('com_b', '2');
    insert into counter values ('a', 0), ('b', 0)`)
})
afterAll(() => database.drop())

const options = { random: () => 0.5 }
const nameOf = sql<{ name: string }>`select current_user as name`

test('every connection is undongle_app, also after a RESET ROLE', async () => {
  expect((await nameOf.execute(database.db)).rows).toEqual([{ name: 'undongle_app' }])
  const after = await database.db.connection().execute(async (connection) => {
    await sql`reset role`.execute(connection)
    return nameOf.execute(connection)
  })
  expect(after.rows).toEqual([{ name: 'undongle_app' }])
})

test('undongle_app creates nothing, and neither owns nor bypasses', async () => {
  await expect(sql`create table mine (id text)`.execute(database.db)).rejects.toThrow('permission denied')
  await expect(sql`alter table note disable row level security`.execute(database.db)).rejects.toThrow('must be owner')
})

test('row-level security shows the company that was set, only inside its transaction', async () => {
  const seen = await transaction(
    database.db,
    async (tx) => {
      await setCompany(tx, 'com_a')
      return (await sql`select id from note`.execute(tx)).rows
    },
    options,
  )
  expect(seen).toEqual([{ id: '1' }])
  expect(await database.db.selectFrom('note').selectAll().execute()).toEqual([])
})

test('a company id is a literal, whatever it contains', async () => {
  const hostile = `x'; drop table note; --`
  const seen = await transaction(
    database.db,
    async (tx) => {
      await setCompany(tx, hostile)
      return (await sql<{ id: string }>`select current_setting('app.company_id') as id`.execute(tx)).rows
    },
    options,
  )
  expect(seen).toEqual([{ id: hostile }])
})

test('[Q104] twenty increments read and written apart lose none under SERIALIZABLE', async () => {
  const increment = () =>
    transaction(
      database.db,
      async (tx) => {
        const { rows } = await sql<{ value: number }>`select value from counter where id = 'a'`.execute(tx)
        await sql`update counter set value = ${Number(rows[0]?.value) + 1} where id = 'a'`.execute(tx)
      },
      { random: Math.random, isolation: 'serializable', retries: 50 },
    )
  await Promise.all(Array.from({ length: 20 }, increment))
  expect(await database.query(`select value from counter where id = 'a'`)).toEqual([{ value: 20 }])
})

test('two transactions that wait for each other both end', async () => {
  const touch = (first: string, second: string) =>
    transaction(
      database.db,
      async (tx) => {
        await sql`update counter set value = value + 1 where id = ${first}`.execute(tx)
        await sql`select pg_sleep(0.1)`.execute(tx)
        await sql`update counter set value = value + 1 where id = ${second}`.execute(tx)
      },
      options,
    )
  await expect(Promise.all([touch('a', 'b'), touch('b', 'a')])).resolves.toHaveLength(2)
})

test.each([
  ['a unique violation that was named is started over', ['counter_pkey'], 3],
  ['another unique violation goes to the caller at once', [], 1],
])('%s', async (_, retryUnique, runs) => {
  let ran = 0
  const insert = transaction(
    database.db,
    async (tx) => {
      ran += 1
      await sql`insert into counter values ('a', 1)`.execute(tx)
    },
    { ...options, retries: 2, retryUnique },
  )
  await expect(insert).rejects.toMatchObject({ code: '23505' })
  expect(ran).toBe(runs)
})

test('statements sent in one go run in their order, and the first that fails names the failure and undoes them all', async () => {
  const touch = (tx: Tx, value: number) => sql`update counter set value = ${value} where id = 'b'`.execute(tx)
  const seen = await transaction(
    database.db,
    async (tx) =>
      (await Promise.all([touch(tx, 7), sql`select value from counter where id = 'b'`.execute(tx)]))[1].rows,
    options,
  )
  expect(seen).toEqual([{ value: 7 }])
  const failing = transaction(
    database.db,
    (tx) => Promise.all([touch(tx, 8), sql`select 1 / 0`.execute(tx), touch(tx, 9)]),
    options,
  )
  await expect(failing).rejects.toMatchObject({ code: '22012' })
  expect(await database.query(`select value from counter where id = 'b'`)).toEqual([{ value: 7 }])
})

test('a commit sent with the last statements keeps them all, or none when one of them fails', async () => {
  const write = (text: string) =>
    transaction(
      database.db,
      (tx) =>
        Promise.all([
          sql`update counter set value = value + 10 where id = 'b'`.execute(tx),
          sql.raw(text).execute(tx),
          tx.commit(),
        ]),
      options,
    )
  await write('select 1')
  await expect(write('select 1 / 0')).rejects.toMatchObject({ code: '22012' })
  expect(await database.query(`select value from counter where id = 'b'`)).toEqual([{ value: 17 }])
})

test('a statement that comes after the end of its transaction is refused, and changes nothing', async () => {
  const txs: Tx[] = []
  const failing = transaction(
    database.db,
    async (tx) => {
      txs.push(tx)
      throw new Error('decided otherwise')
    },
    options,
  )
  await expect(failing).rejects.toThrow('decided otherwise')
  const late = Promise.all(txs.map((tx) => sql`delete from counter`.execute(tx)))
  await expect(late).rejects.toThrow('after the end of its transaction')
  expect(await database.query('select count(*)::int as count from counter')).toEqual([{ count: 2 }])
})

test('[Q91] a connection that dies between two statements of a transaction fails the transaction, and nothing else', async () => {
  const lost = transaction(
    database.db,
    async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      await database.query(`select pg_terminate_backend(${rows[0]?.pid}, 10_000)`)
      await delay(100) // the loss arrives while no statement waits for an answer
      return sql`select 1`.execute(tx)
    },
    options,
  )
  await expect(lost).rejects.toThrow(/connection|terminat/i)
  expect((await nameOf.execute(database.db)).rows).toEqual([{ name: 'undongle_app' }])
})

test('an error of the work itself rolls back and is not repeated', async () => {
  let ran = 0
  const work = transaction(
    database.db,
    async (tx) => {
      ran += 1
      await sql`insert into counter values ('c', 1)`.execute(tx)
      throw new Error('decided otherwise')
    },
    options,
  )
  await expect(work).rejects.toThrow('decided otherwise')
  expect(ran).toBe(1)
  expect(await database.query(`select 1 from counter where id = 'c'`)).toEqual([])
})

test('a login that may not become undongle_app is used as it is when it has no power, and refused when it has', async () => {
  await database.query(`create role undongle_test_login login password 'x'`)
  await database.query(`create role undongle_test_mighty login password 'x' bypassrls`)
  try {
    const as = (user: string) => ({ ...database.connection, user, password: 'x' })
    await expect(withClient(as('undongle_test_login'), chooseRole)).rejects.toMatchObject({
      code: 'vendor-role-missing',
    })
    await database.query('grant undongle_vendor to undongle_test_login, undongle_test_mighty')
    expect(await withClient(database.connection, chooseRole)).toBe('app')
    expect(await withClient(as('undongle_test_login'), chooseRole)).toBe('login')
    await expect(withClient(as('undongle_test_mighty'), chooseRole)).rejects.toMatchObject({
      code: 'database-role-unsafe',
    })
    const forced = openPool(as('undongle_test_login'), { log: { info() {}, warn() {}, error() {} } })
    await expect(nameOf.execute(forced)).rejects.toThrow('permission denied to set role')
    await forced.destroy()
  } finally {
    await database.query('drop role undongle_test_login')
    await database.query('drop role undongle_test_mighty')
  }
})

test('a database that is not there is named', async () => {
  const nowhere = withClient({ host: '127.0.0.1', port: 1 }, async () => undefined)
  await expect(nowhere).rejects.toMatchObject({ code: 'database-unreachable' })
})

test('a server older or newer than those we know is named', async () => {
  const check = (oldest: number, newest: number) =>
    withClient(database.connection, (client) => checkServerVersion(client, { oldest, newest }))
  await check(15, 18)
  await expect(check(19, 20)).rejects.toMatchObject({ code: 'database-other-version' })
  await expect(check(13, 14)).rejects.toMatchObject({ code: 'database-other-version' })
})
