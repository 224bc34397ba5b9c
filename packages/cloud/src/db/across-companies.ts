import { sql } from 'kysely'
import type { Deps } from '../deps.ts'
import type { AcrossRead } from './across-reads.ts'
import type { Tx } from './pool.ts'
import { transaction } from './transaction.ts'

/** The role of every query about more than one company: it may only read. Migration 0011 makes it. */
export const vendorRole = 'undongle_vendor'

/**
 * Reads what several companies have, as of one moment. Nothing can be written or locked, and the database shows its operators
 * the read's name (`pg_stat_activity`). Whoever calls it has been permitted `any-company`, or narrows the query to what a
 * reseller may see.
 *
 * @param read why companies may be read together, by its name in the one list of such reads
 */
export function acrossCompanies<Result>(
  deps: Pick<Deps, 'db' | 'random'>,
  read: AcrossRead,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return transaction(deps.db, work, {
    isolation: 'repeatable read, read only',
    prepare: async (tx) => {
      await Promise.all([
        sql`set local role ${sql.raw(vendorRole)}`.execute(tx),
        sql`set local application_name = ${sql.lit(`undongle ${read}`)}`.execute(tx),
      ])
    },
    random: () => (deps.random(1)[0] ?? 0) / 256,
  })
}
