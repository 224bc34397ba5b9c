import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/postgres/test-database.ts'
import { openDatabase } from './database.ts'

const migrationsDir = join(import.meta.dirname, '../../migrations')
const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const common = { migrationsDir, log, now: () => new Date('2026-03-01T10:00:00Z') }
const whoAmI = sql<{ name: string }>`select current_user as name`

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'undongle-database-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

test('[Q104] the embedded database is migrated and opened as undongle_app', async () => {
  const database = await openDatabase({ ...common, dataDir })
  try {
    expect((await whoAmI.execute(database.db)).rows).toEqual([{ name: 'undongle_app' }])
  } finally {
    await database.stop()
  }
})

test('[Q104] so is the one of UNDONGLE_DATABASE_URL, with the same migrations', async () => {
  const other = await testDatabase()
  const { host, port, user, password, database: name } = other.connection
  const databaseUrl = `postgres://${user}:${password ?? ''}@/${name}?host=${encodeURIComponent(String(host))}&port=${port}`
  const database = await openDatabase({ ...common, dataDir, databaseUrl })
  try {
    expect((await whoAmI.execute(database.db)).rows).toEqual([{ name: 'undongle_app' }])
  } finally {
    await database.stop()
    await other.drop()
  }
})

test('a URL where no database answers is a named error', async () => {
  const databaseUrl = 'postgres://nobody@127.0.0.1:1/nothing'
  await expect(openDatabase({ ...common, dataDir, databaseUrl })).rejects.toMatchObject({
    code: 'database-unreachable',
  })
})
