import { setTimeout as delay } from 'node:timers/promises'
import { assert } from '@undongle/core/assert'
import { CompiledQuery, type DatabaseConnection, sql } from 'kysely'
import type { Db, EndingTx, Tx } from './pool.ts'

export interface TransactionOptions {
  /** From 0 up to, without, 1; spreads out those who retry together. */
  readonly random: () => number
  readonly isolation?: Isolation
  /** What every statement of the work relies on, such as the company: it travels with the beginning. */
  readonly prepare?: (tx: Tx) => Promise<void>
  /** How often to start over before the error goes to the caller. */
  readonly retries?: number
  /** Unique constraints whose violation means only that somebody was first: started over, the work sees their row. */
  readonly retryUnique?: readonly string[]
}

type Isolation = 'read committed' | 'serializable' | 'repeatable read, read only'

/**
 * Runs work in one transaction and starts it over when the database says that only the timing was wrong. Everything is
 * rolled back before it starts over, so work must change nothing outside the transaction.
 */
export async function transaction<Result>(
  db: Db,
  work: (tx: EndingTx) => Promise<Result>,
  {
    random,
    isolation = 'read committed',
    prepare = nothing,
    retries = retriesMost,
    retryUnique = [],
  }: TransactionOptions,
): Promise<Result> {
  for (let retry = 0; ; retry++) {
    try {
      return await runOnce(db, isolation, prepare, work)
    } catch (error) {
      if (retry >= retries || !onlyTiming(error, retryUnique)) throw error
      await delay(firstPauseMs * 2 ** retry * random())
    }
  }
}

/** How often work starts over, unless it says otherwise. */
export const retriesMost = 5
const firstPauseMs = 10
const nothing = async (): Promise<void> => undefined

function runOnce<Result>(
  db: Db,
  isolation: Isolation,
  prepare: (tx: Tx) => Promise<void>,
  work: (tx: EndingTx) => Promise<Result>,
): Promise<Result> {
  return db.getExecutor().provideConnection(async (connection) => {
    const { tx, end } = transactionOn(db, connection)
    try {
      const begun = sql`start transaction isolation level ${sql.raw(isolation)}`.execute(tx)
      // Nobody waits for the beginning: where it fails, PostgreSQL refuses what was sent behind it.
      const [, , result] = await Promise.all([begun, prepare(tx), work(tx)])
      await end('commit')
      return result
    } catch (error) {
      await end('rollback')
      throw error
    }
  })
}

/**
 * Reads in a transaction that is sent whole, its end included, and so takes one round trip.
 *
 * @param read executes its statement at once; one that waited would come after the end, and is refused
 */
export function readInOneGo<Result>(
  db: Db,
  prepare: (tx: Tx) => Promise<void>,
  read: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return db.getExecutor().provideConnection(async (connection) => {
    const { tx, end } = transactionOn(db, connection)
    const start = sql`start transaction read only`.execute(tx)
    const [, , result] = await Promise.all([start, prepare(tx), read(tx), end('commit')])
    return result
  })
}

/**
 * Unlike Kysely's own transaction, this one does not hold a statement back until the one before it has answered: work that
 * executes several at once (`Promise.all`) sends them in one go, and they run in that order. After a failure PostgreSQL refuses
 * what was sent behind it, makes a commit a rollback, and we refuse what would come after the end.
 */
function transactionOn(db: Db, connection: DatabaseConnection) {
  let ended: Promise<unknown> | undefined
  const executor = db.getExecutor().withConnectionProvider({
    async provideConnection(run) {
      assert(ended === undefined, 'no statement comes after the end of its transaction')
      return run(connection)
    },
  })
  const end = (how: 'commit' | 'rollback') => {
    ended ??= connection.executeQuery(CompiledQuery.raw(how))
    return ended
  }
  const tx: EndingTx = { isTransaction: true, getExecutor: () => executor, commit: () => end('commit') }
  return { tx, end }
}

/** serialization_failure, deadlock_detected, and a unique_violation that the caller expects. */
export function onlyTiming(error: unknown, retryUnique: readonly string[]): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  if (error.code === '40001' || error.code === '40P01') return true
  return error.code === '23505' && 'constraint' in error && retryUnique.includes(String(error.constraint))
}
