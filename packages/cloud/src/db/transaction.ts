import { setTimeout as delay } from 'node:timers/promises'
import type { Db, Tx } from './pool.ts'

export interface TransactionOptions {
  /** From 0 up to, without, 1; spreads out those who retry together. */
  readonly random: () => number
  readonly isolation?: 'read committed' | 'serializable'
  /** How often to start over before the error goes to the caller. */
  readonly retries?: number
  /** Unique constraints whose violation means only that somebody was first: started over, the work sees their row. */
  readonly retryUnique?: readonly string[]
}

/**
 * Runs work in one transaction and starts it over when the database says that only the timing was wrong. Everything is
 * rolled back before it starts over, so work must change nothing outside the transaction.
 */
export async function transaction<Result>(
  db: Db,
  work: (tx: Tx) => Promise<Result>,
  { random, isolation = 'read committed', retries = 5, retryUnique = [] }: TransactionOptions,
): Promise<Result> {
  for (let retry = 0; ; retry++) {
    try {
      return await db.transaction().setIsolationLevel(isolation).execute(work)
    } catch (error) {
      if (retry >= retries || !onlyTiming(error, retryUnique)) throw error
      await delay(firstPauseMs * 2 ** retry * random())
    }
  }
}

const firstPauseMs = 10

/** serialization_failure, deadlock_detected, and a unique_violation that the caller expects. */
function onlyTiming(error: unknown, retryUnique: readonly string[]): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  if (error.code === '40001' || error.code === '40P01') return true
  return error.code === '23505' && 'constraint' in error && retryUnique.includes(String(error.constraint))
}
