import { DEVICE_CODE_GRANT_TYPE } from '@better-auth/oauth-provider'
import { licenseServerClient, licenseServerScope } from '@undongle/core/api/device-grant'
import { getMigrations } from 'better-auth/db/migration'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg, { type PoolConfig } from 'pg'
import { appRole, type Db, type Tx } from '../db/pool.ts'
import type { Tables } from '../db/tables.ts'
import { authSchema, type BetterAuthSettings, schemaOptions } from './better-auth.ts'

/**
 * Makes Better Auth's tables in the schema `auth`, or the columns a newer version needs, and lets the cloud's role use them.
 * Runs after our own migrations, before `createAuth`. Repeating it changes nothing.
 *
 * @param connection as the owner of the database
 */
export async function prepareAuthSchema(
  connection: PoolConfig,
  settings: Omit<BetterAuthSettings, 'db'>,
): Promise<void> {
  const pool = new pg.Pool({ ...connection, max: 2 })
  // A connection that nobody uses, or that is being closed: a database that goes away just then must not end this process.
  pool.on('error', () => undefined)
  const db: Db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  try {
    await db.transaction().execute(async (tx) => {
      // Two clouds may start at once: the second waits here, and then finds nothing left to do.
      await sql`lock table auth.set_up_link in share row exclusive mode`.execute(tx)
      await createTables(tx, { ...settings, db })
      await sql`grant select, insert, update, delete on all tables in schema ${sql.ref(authSchema)} to ${sql.ref(appRole)}`.execute(
        tx,
      )
      await registerClient(tx, settings.now())
    })
  } finally {
    await db.destroy()
  }
}

async function createTables(tx: Tx, settings: BetterAuthSettings): Promise<void> {
  const migrations = await getMigrations(schemaOptions(settings))
  if (migrations.toBeCreated.length === 0 && migrations.toBeAdded.length === 0) return
  await sql.raw(await migrations.compileMigrations()).execute(tx)
}

/** The one OAuth client there is: public, because a program on a customer's machine can't keep a secret (RFC 8252, section 8.5). */
async function registerClient(tx: Tx, now: Date): Promise<void> {
  await sql`
    insert into auth."oauthClient"
      ("id", "clientId", "name", "disabled", "tokenEndpointAuthMethod", "redirectUris", "grantTypes", "scopes", "createdAt", "updatedAt")
    values (${licenseServerClient}, ${licenseServerClient}, 'Undongle License Server', false, 'none', '[]',
      ${JSON.stringify([DEVICE_CODE_GRANT_TYPE])}, ${JSON.stringify([licenseServerScope])}, ${now}, ${now})
    on conflict ("clientId") do nothing`.execute(tx)
}
