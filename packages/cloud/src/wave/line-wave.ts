import { idSchema, makeId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'
import type { Deps } from '../deps.ts'
import { recordChange } from './change-store.ts'

/** As the import calls it. */
const name = 'everyone'

/**
 * The simplest wave: a line opens for everyone at one moment, as the vendor's ERP says. Null is not decided yet; missing is open,
 * which ends what an earlier import had put off and makes no wave where there was none.
 */
export async function writeLineWaves(
  { now, random }: Pick<Deps, 'now' | 'random'>,
  tx: Tx,
  lines: readonly { readonly id: string; readonly waveOpensAt?: string | null | undefined }[],
): Promise<void> {
  const at = now()
  const told = lines.filter(({ waveOpensAt }) => waveOpensAt !== undefined)
  const open = lines.filter(({ waveOpensAt }) => waveOpensAt === undefined)
  const { rows } = await sql`
    insert into wave as known (id, line, name, cohort, opens_at, step_by_step, nominations, counts_since)
    select id, line, ${name}, '{"kind": "everyone"}', opens_at, false, 0, ${at}
    from unnest(${told.map(() => makeId('wave', at, random))}::text[], ${told.map(({ id }) => id)}::text[],
      ${told.map(({ waveOpensAt }) => waveOpensAt ?? null)}::timestamptz[]) as told (id, line, opens_at)
    on conflict (line, name) do update set opens_at = excluded.opens_at
    where known.opens_at is distinct from excluded.opens_at
    returning id`.execute(tx)
  const opened = await sql`
    update wave set opens_at = ${at}
    where line = any(${open.map(({ id }) => id)}) and wave.name = ${name} and (opens_at is null or opens_at > ${at})
    returning id`.execute(tx)
  const changed = [...rows, ...opened.rows].map((row) => changedRow.parse(row).id)
  await recordChange(tx, changed, { act: 'imported', note: '', by: 'import', at })
}

const changedRow = z.object({ id: idSchema('wave') })
