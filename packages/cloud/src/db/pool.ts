import { Kysely, PostgresDialect, type QueryExecutorProvider, sql } from 'kysely'
import pg, { type PoolConfig } from 'pg'
import type { Log } from './embedded/supervise.ts'
import { preparing } from './prepared.ts'
import type { Tables } from './tables.ts'

export type Db = Kysely<Tables>

/** Where the statements of one transaction run, in the order in which they are executed; see `transaction`. */
export interface Tx extends QueryExecutorProvider {
  readonly isTransaction: true
}

/** A transaction that its work may end by itself, together with its last statements: the commit then travels with them. */
export interface EndingTx extends Tx {
  commit(): Promise<unknown>
}

/** The role of every query of the running cloud: it owns nothing and row-level security binds it. Migration 0001 makes it. */
export const appRole = 'undongle_app'

/**
 * Opens the pool. Each connection becomes `undongle_app` before its first query, as part of its start: a connection that
 * may not is refused by the database, never used as somebody mightier. `db.destroy()` closes it.
 *
 * @param role `login` when the operator connects as a user who is already without power (see `chooseRole`)
 */
export function openPool(
  connection: PoolConfig,
  { log, role = 'app', connectionsMax = 20 }: { log: Log; role?: 'app' | 'login'; connectionsMax?: number },
): Db {
  const options = role === 'app' ? { options: `-c role=${appRole}` } : {}
  const pool = new pg.Pool({ ...connection, ...options, ...pipelined, max: connectionsMax, connectionTimeoutMillis })
  // An idle connection whose server died: the pool has dropped it already, and the next query opens another.
  pool.on('error', (error) => {
    if (!pool.ending) log.warn({ error: error.message }, 'a database connection was lost')
  })
  // A connection in use: its statements fail by themselves. Without a listener the same loss, told once more between two of them,
  // would end this process, each time the database is started again.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: preparing(pool) }) })
}

/** A statement is sent before the one in front of it has been answered. */
const pipelined = { pipeline: true }
const connectionTimeoutMillis = 10_000

/**
 * Tells the second fence, row-level security, which company this transaction works for. Queries name it all the same.
 * `SET LOCAL` takes no parameters, so it is written as a literal; `set_config` would do, but not on Citus.
 */
export async function setCompany(tx: Tx, companyId: string): Promise<void> {
  await sql`set local app.company_id = ${sql.lit(companyId)}`.execute(tx)
}
