import type { PoolConfig } from 'pg'
import type { Log } from './embedded/supervise.ts'
import { startEmbeddedPostgres } from './embedded.ts'
import { migrate } from './migrate.ts'
import { type Db, openPool } from './pool.ts'
import { checkServerVersion, chooseRole, withClient } from './server.ts'

export interface Database {
  readonly db: Db
  /** As the owner, for what needs a connection of its own: the tables of Better Auth and of the job queue. */
  readonly connection: PoolConfig
  /** Closes the pool, then stops the embedded server if it is ours. */
  stop(): Promise<void>
}

export interface DatabaseOptions {
  readonly dataDir: string
  /** UNDONGLE_DATABASE_URL; without it the embedded PostgreSQL runs in the data folder. */
  readonly databaseUrl?: string | undefined
  readonly migrationsDir: string
  readonly now: () => Date
  readonly log: Log
}

/** The cloud's database, ready for queries: running, of a version we know, migrated, and opened without owner's rights. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { connection, stop } = await findServer(options)
  try {
    const role = await withClient(connection, async (client) => {
      await checkServerVersion(client)
      const applied = await migrate(client, { folder: options.migrationsDir, now: options.now })
      if (applied.length > 0) options.log.info({ applied }, 'database migrated')
      return chooseRole(client)
    })
    const db = openPool(connection, { log: options.log, role })
    return {
      db,
      connection,
      async stop() {
        await db.destroy()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function findServer({ databaseUrl, dataDir, log }: DatabaseOptions) {
  if (databaseUrl === undefined) return startEmbeddedPostgres({ dataDir, log })
  return { connection: { connectionString: databaseUrl }, stop: async () => undefined }
}
