import pg, { type PoolConfig } from 'pg'
import { inject } from 'vitest'
import { type Db, openPool } from '../../packages/cloud/src/db/pool.ts'

/** A migrated, empty database for one test file. */
export interface TestDatabase {
  /** As the running cloud sees it: every connection is `undongle_app`. */
  readonly db: Db
  /** As the owner: past row-level security, for what a test prepares or inspects. */
  readonly connection: PoolConfig
  /** Runs one statement as the owner. */
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>
  drop(): Promise<void>
}

/** Asks the run's cluster for a database; call it in `beforeAll`, and `drop` in `afterAll`. */
export async function testDatabase(): Promise<TestDatabase> {
  const connection = await createDatabase()
  const db = openPool(connection, { log: silent })
  const owner = new pg.Pool({ ...connection, max: 2 })
  owner.on('error', () => undefined) // `drop` may end a connection that is still closing
  return {
    db,
    connection,
    async query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) {
      return (await owner.query<Row>(text, [...values])).rows
    },
    async drop() {
      await db.destroy()
      await owner.end()
      const admin = new pg.Client({ ...connection, database: 'postgres' })
      await admin.connect()
      await admin.query(`drop database ${connection.database} with (force)`)
      await admin.end()
    },
  }
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

async function createDatabase(): Promise<PoolConfig & { database: string }> {
  const response = await fetch(inject('testDatabaseAddress'))
  if (!response.ok) throw new Error(`the test database: ${await response.text()}`)
  return (await response.json()) as PoolConfig & { database: string }
}
