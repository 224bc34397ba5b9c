import { waveActs } from '@undongle/core/api/wave'
import type { UserId, WaveId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'

/** What somebody did to a wave, and why. */
export interface WaveChange {
  readonly act: (typeof waveActs)[number]
  readonly note: string
  /** A person, or what acts by itself: the import, the operator's token, the limit of the wave. */
  readonly by: UserId | 'import' | 'operator-token' | 'limit'
  readonly at: Date
}

/** Changes of one wave have numbers in turn: whoever records one holds the wave's row already. */
export async function recordChange(tx: Tx, waves: readonly WaveId[], { act, note, by, at }: WaveChange): Promise<void> {
  await sql`
    insert into wave_change (wave_id, number, act, note, changed_by, changed_at)
    select id, coalesce((select max(number) from wave_change where wave_id = id), 0) + 1, ${act}, ${note}, ${by}, ${at}
    from unnest(${[...waves]}::text[]) as id`.execute(tx)
}

/** Newest first. */
export async function listChanges(
  db: Db,
  wave: WaveId,
  page: { limit: number; before: number | undefined },
): Promise<(WaveChange & { number: number })[]> {
  const { rows } = await sql`
    select number, act, note, changed_by as by, changed_at as at from wave_change
    where wave_id = ${wave} and (${page.before ?? null}::integer is null or number < ${page.before ?? null})
    order by number desc limit ${page.limit}`.execute(db)
  return rows.map((row) => {
    const { by, ...change } = changeRow.parse(row)
    return { ...change, by: by as WaveChange['by'] }
  })
}

const changeRow = z.object({
  number: z.int(),
  act: z.enum(waveActs),
  note: z.string(),
  by: z.string(),
  at: z.date(),
})
