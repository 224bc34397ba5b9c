import { resultNames } from '@undongle/core/transfer/result'
import { isFailure } from '@undongle/core/wave/failure-rate'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import type { AskedFunnel } from './funnel.ts'

/** Dongles that were released for a line, each counted once under each key. */
export async function countInvited(
  tx: Tx,
  { line, by, reseller }: AskedFunnel,
): Promise<{ key: string | null; count: number }[]> {
  const key = {
    line: sql`wave.line`,
    reseller: sql`wave_release.reseller_id`,
    wave: sql`wave.id`,
    day: sql`to_char(released_at at time zone 'UTC', 'YYYY-MM-DD')`,
  }[by]
  const { rows } = await sql`
    select ${key} as key, count(distinct serial)::int as count
    from wave_release join wave on wave.id = wave_release.wave_id
    where wave.line = ${line} and (${reseller ?? null}::text is null or wave_release.reseller_id = ${reseller ?? null})
    group by 1`.execute(tx)
  return rows.map((row) => z.object({ key: z.string().nullable(), count: z.int() }).parse(row))
}

const failures = resultNames.filter(isFailure)
const moves = ['all-moved', 'partly-moved']

/** Dongles of a line that were tried: whatever of them has moved once has moved; else its last result counts. */
export async function countResults(
  tx: Tx,
  { line, by, reseller }: AskedFunnel,
): Promise<{ key: string | null; moved: number; failed: number }[]> {
  const key = {
    line: sql`${line}::text`,
    reseller: sql`sold.reseller_id`,
    wave: sql`wave_id`,
    day: sql`to_char(last_at at time zone 'UTC', 'YYYY-MM-DD')`,
  }[by]
  const { rows } = await sql`
    select ${key} as key, count(*) filter (where moved)::int as moved, count(*) filter (where not moved)::int as failed
    from (
      select company_id, serial, bool_or(result = any(${moves})) as moved, max(finished_at) as last_at,
        (array_agg(wave_id order by finished_at desc) filter (where wave_id is not null))[1] as wave_id
      from transfer where line = ${line} and result = any(${[...moves, ...failures]})
      group by company_id, serial
    ) tried
    left join lateral (
      select contract.reseller_id from license
      join product on product.id = license.product
      join contract on contract.company_id = license.company_id and contract.number = license.contract_number
      where license.company_id = tried.company_id and license.dongle_serial = tried.serial and product.line = ${line}
      order by license.id limit 1
    ) sold on true
    where ${reseller ?? null}::text is null or sold.reseller_id = ${reseller ?? null}
    group by 1`.execute(tx)
  return rows.map((row) => z.object({ key: z.string().nullable(), moved: z.int(), failed: z.int() }).parse(row))
}
