import { dayMs, secondMs } from '@undongle/core/time'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'
import { transaction } from '../db/transaction.ts'
import { fraction } from './random.ts'

// Guessing gets slower with each failure. Two things are counted: an account seen from one network, which slows soon, and the account as a
// whole, which slows late, so that a stranger who guesses can't easily lock its owner out.

export interface Counted {
  readonly subject: string
  /** Failures that cost nothing. */
  readonly free: number
}

const longestWaitSeconds = 900
const forgottenAfterMs = dayMs

export const signInCounts = (email: string, addressArea: string): Counted[] => [
  { subject: `account ${email} from ${addressArea}`, free: 5 },
  { subject: `account ${email}`, free: 50 },
]

/** How long to wait after so many failures in a row: 1 s, 2 s, 4 s … up to a quarter of an hour. */
export function waitSeconds(failures: number, free: number): number {
  return failures < free ? 0 : Math.min(2 ** (failures - free), longestWaitSeconds)
}

/**
 * Counts a try before it is known whether it fails, so that many tries at once can't slip through. A right answer is taken back by `forgive`.
 *
 * @returns undefined when it may go on, else how many seconds to wait
 */
export async function countTry(
  { db, now, random }: { db: Db; now: () => Date; random: (sizeBytes: number) => Uint8Array },
  counts: readonly Counted[],
): Promise<number | undefined> {
  const at = now()
  return transaction(
    db,
    async (tx) => {
      const rows: (Counted & LockedCount)[] = []
      for (const count of counts) rows.push({ ...count, ...(await lockCount(tx, count.subject, at)) })
      const waits = rows.map(({ failures, free, sinceMs }) => waitSeconds(failures, free) - sinceMs / secondMs)
      const longest = Math.ceil(Math.max(0, ...waits))
      if (longest > 0) return longest
      for (const { subject, failures } of rows) await writeCount(tx, subject, failures + 1, at)
      return undefined
    },
    { random: fraction(random) },
  )
}

/** How many in a row. */
export async function readFailures(db: Db, subject: string): Promise<number> {
  const { rows } = await sql`select failures from auth.sign_in_failure where subject = ${subject}`.execute(db)
  return rows.length === 0 ? 0 : z.object({ failures: z.int() }).parse(rows[0]).failures
}

export async function forgive(db: Db, counts: readonly Counted[]): Promise<void> {
  for (const { subject } of counts) await sql`delete from auth.sign_in_failure where subject = ${subject}`.execute(db)
}

interface LockedCount {
  readonly failures: number
  readonly sinceMs: number
}

async function lockCount(tx: Tx, subject: string, at: Date): Promise<LockedCount> {
  // In one statement: a row that was found might be forgiven before it is held.
  const { rows } = await sql`
    insert into auth.sign_in_failure (subject, failures, last_failed_at) values (${subject}, 0, ${at})
    on conflict (subject) do update set subject = excluded.subject
    returning failures, last_failed_at`.execute(tx)
  const row = failureRowSchema.parse(rows[0])
  // Whoever waited for the row began before the one who wrote it: that is no time to wait for.
  const sinceMs = Math.max(0, at.getTime() - row.last_failed_at.getTime())
  return { failures: sinceMs > forgottenAfterMs ? 0 : row.failures, sinceMs }
}

async function writeCount(tx: Tx, subject: string, failures: number, at: Date): Promise<void> {
  await sql`
    update auth.sign_in_failure set failures = ${failures}, last_failed_at = ${at} where subject = ${subject}`.execute(
    tx,
  )
}

const failureRowSchema = z.object({ failures: z.int(), last_failed_at: z.date() })
