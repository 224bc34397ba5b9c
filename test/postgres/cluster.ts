import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import pg, { type PoolConfig } from 'pg'
import { startEmbeddedPostgres } from '../../packages/cloud/src/db/embedded.ts'
import { migrate } from '../../packages/cloud/src/db/migrate.ts'
import { testDatabaseConfig } from './config.ts'

/** One server for all tests of a run, with a template that was migrated once. */
export interface TestCluster {
  /** @returns how its owner connects to a new, migrated, empty database; about 40 ms */
  createDatabase(): Promise<PoolConfig>
  stop(): Promise<void>
}

export const migrationsDir = join(import.meta.dirname, '../../packages/cloud/migrations')

export async function startTestCluster(folder: string): Promise<TestCluster> {
  const { connection, stop } = await findServer(folder)
  // Several runs may share the server of UNDONGLE_TEST_DATABASE_URL.
  const prefix = `undongle_test_${process.pid}`
  const template = `${prefix}_template`
  const admin = new pg.Client(connection)
  await admin.connect()
  await admin.query(`drop database if exists ${template}`)
  await admin.query(`create database ${template}`)
  await migrateTemplate({ ...connection, database: template })
  let count = 0
  return {
    async createDatabase() {
      const database = `${prefix}_${++count}`
      await admin.query(`drop database if exists ${database}`)
      await admin.query(`create database ${database} template ${template}`)
      return { ...connection, database }
    },
    async stop() {
      for (let number = 1; number <= count; number++) {
        await admin.query(`drop database if exists ${prefix}_${number} with (force)`)
      }
      await admin.query(`drop database ${template} with (force)`)
      await admin.end()
      await stop()
    },
  }
}

async function findServer(folder: string): Promise<{ connection: PoolConfig; stop: () => Promise<void> }> {
  const { url, binaries } = testDatabaseConfig
  if (url) return { connection: connectionOf(new URL(url)), stop: async () => undefined }
  return startEmbeddedPostgres({
    dataDir: folder,
    log: { info: () => undefined, warn: console.warn, error: console.error },
    // The files are thrown away after the run; what happens at a crash is tested on clusters of its own.
    settings: { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '200' },
    ...(binaries ? { binaries: { folder: binaries, major: majorOf(binaries) } } : {}),
  })
}

/** Taken apart, because the database is another one for each test file. */
function connectionOf(url: URL): PoolConfig {
  return {
    host: url.searchParams.get('host') ?? url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1) || 'postgres',
    ...tlsOf(url.searchParams.get('sslmode')),
  }
}

/** What PostgreSQL's own `sslmode` says; without it there is none. */
function tlsOf(mode: string | null): Pick<PoolConfig, 'ssl'> {
  if (mode === null || mode === 'disable') return {}
  return { ssl: { rejectUnauthorized: mode !== 'require' } }
}

/** `postgres (PostgreSQL) 15.20 (Debian …)` */
function majorOf(binaries: string): number {
  const printed = execFileSync(join(binaries, 'postgres'), ['--version'], { encoding: 'utf8' })
  return Number(/\) (\d+)/.exec(printed)?.[1])
}

async function migrateTemplate(connection: PoolConfig): Promise<void> {
  const client = new pg.Client(connection)
  await client.connect()
  await migrate(client, { folder: migrationsDir, now: () => new Date() })
  await client.end()
}
