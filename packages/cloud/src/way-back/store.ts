import type { CompanyId } from '@undongle/core/id'
import { fromSeconds, toSeconds } from '@undongle/core/time'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

/** One line of one dongle that has moved and may still be used from the dongle. */
export interface WayBack {
  readonly serial: string
  readonly line: string
  readonly until: Date
}

const wayBacksMost = 1000

/**
 * The ways back of a company that run now, the first to end first. While one runs, the vendor's records of that dongle's line are
 * frozen: an import does not change them [Q71].
 *
 * @param serials only these dongles; undefined for all
 */
export async function readWayBacks(
  tx: Tx,
  company: CompanyId,
  { serials, now }: { serials?: readonly string[]; now: Date },
): Promise<WayBack[]> {
  // A grace whose order was cancelled has an end, too: only what was credited has a way back.
  const { rows } = await sql`
    select claim.serial, moved.line, (claim.grace_until ->> moved.line)::bigint as until
    from dongle_claim claim
    join (
      select distinct dongle_key, line from transfer
      where company_id = ${company} and state in ('moved', 'certified', 'drained')
    ) moved on moved.dongle_key = claim.key_thumbprint
    where claim.company_id = ${company} and claim.blocked_at is null
      and (${serials === undefined} or claim.serial = any(${serials === undefined ? [] : [...serials]}))
      and (claim.grace_until ->> moved.line)::bigint > ${toSeconds(now)}
    order by until, claim.serial, moved.line limit ${wayBacksMost}`.execute(tx)
  return rows
    .map((row) => wayBackRow.parse(row))
    .map(({ serial, line, until }) => ({ serial, line, until: fromSeconds(until) }))
}

const wayBackRow = z.object({ serial: z.string(), line: z.string(), until: z.coerce.number().int() })
