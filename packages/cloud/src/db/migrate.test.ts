import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../../test/postgres/test-database.ts'
import { migrate } from './migrate.ts'
import { withClient } from './server.ts'

let database: TestDatabase
let folder: string
beforeEach(async () => {
  database = await testDatabase()
  await database.query('truncate public.schema_migration')
  folder = await mkdtemp(join(tmpdir(), 'undongle-migrations-'))
  await write('0001-one.sql', '-- Why one.\ncreate table one (id text);')
  await write('0002-two.sql', '-- Why two.\ncreate table two (id text);\ninsert into two values ($$x$$);')
})
afterEach(async () => {
  await database.drop()
  await rm(folder, { recursive: true })
})

const appliedAt = new Date('2026-03-01T10:00:00Z')
const run = () => withClient(database.connection, (client) => migrate(client, { folder, now: () => appliedAt }))
const write = (name: string, text: string) => writeFile(join(folder, name), text)

test('applies what is new, in order, once', async () => {
  expect(await run()).toEqual(['0001-one.sql', '0002-two.sql'])
  expect(await run()).toEqual([])
  await write('0003-three.sql', '-- Why three.\ncreate table three (id text);')
  expect(await run()).toEqual(['0003-three.sql'])
  const rows = await database.query('select name, applied_at from public.schema_migration order by name')
  expect(rows.map(({ name }) => name)).toEqual(['0001-one.sql', '0002-two.sql', '0003-three.sql'])
  expect(rows[0]?.applied_at).toEqual(appliedAt)
})

test('two processes that migrate at the same time apply each file once', async () => {
  await database.query('drop table public.schema_migration')
  const applied = await Promise.all([run(), run(), run()])
  expect(applied.flat().toSorted()).toEqual(['0001-one.sql', '0002-two.sql'])
})

test('a file edited after it was applied is refused, and line ends are no edit', async () => {
  await run()
  await write('0001-one.sql', '-- Why one.\r\ncreate table one (id text);')
  expect(await run()).toEqual([])
  await write('0001-one.sql', '-- Why one.\ncreate table one (id integer);')
  await expect(run()).rejects.toMatchObject({
    code: 'migration-changed',
    message: expect.stringContaining('0001-one.sql'),
  })
})

test('a database newer than this version is refused', async () => {
  await run()
  await rm(join(folder, '0002-two.sql'))
  await expect(run()).rejects.toMatchObject({
    code: 'migration-missing',
    message: expect.stringContaining('0002-two.sql'),
  })
})

test('a file slipped in before an applied one is refused', async () => {
  await rm(join(folder, '0001-one.sql'))
  await run()
  await write('0001-one.sql', '-- Why one.\ncreate table one (id text);')
  await expect(run()).rejects.toMatchObject({ code: 'migration-changed' })
})

test('a failing file is rolled back as a whole; those before it stay', async () => {
  await write('0002-two.sql', '-- Why two.\ncreate table two (id text);\nselect nonsense;')
  await expect(run()).rejects.toMatchObject({
    code: 'migration-failed',
    message: expect.stringContaining('0002-two.sql'),
  })
  const rows = await database.query(
    `select to_regclass('one') is not null as one, to_regclass('two') is not null as two`,
  )
  expect(rows).toEqual([{ one: true, two: false }])
  await write('0002-two.sql', '-- Why two.\ncreate table two (id text);')
  expect(await run()).toEqual(['0002-two.sql'])
})

test.each([
  ['a file that does not say why', '0003-three.sql', 'create table three (id text);'],
  ['a file with no number', 'three.sql', '-- Why.'],
  ['a number that is taken', '0002-three.sql', '-- Why.'],
])('%s is a bug', async (_, name, text) => {
  await write(name, text)
  await expect(run()).rejects.toMatchObject({ name: 'AssertionError' })
})
