import type { WavePlan } from '@undongle/core/api/wave'
import { type CompanyId, idSchema, type ResellerId, type WaveId } from '@undongle/core/id'
import { cohortSchema } from '@undongle/core/wave/cohort'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'

/** A wave as the vendor planned it, and how it stands. */
export interface StoredWave extends WavePlan {
  readonly id: WaveId
  readonly pausedAt: Date | null
  /** Results before are forgotten. */
  readonly countsSince: Date
}

export async function listWaves(db: Db | Tx, asked: { line: string | undefined }): Promise<StoredWave[]> {
  const { rows } = await sql`
    select ${columns} from wave where ${asked.line ?? null}::text is null or line = ${asked.line ?? null}
    order by line, opens_at nulls last, id`.execute(db)
  return rows.map((row) => toWave(waveRow.parse(row)))
}

/** Holds the wave to the end: what is done to one is done in turn. */
export async function lockWave(tx: Tx, id: WaveId): Promise<StoredWave | undefined> {
  const { rows } = await sql`select ${columns} from wave where id = ${id} for update`.execute(tx)
  return rows.length === 0 ? undefined : toWave(waveRow.parse(rows[0]))
}

export async function countWaves(tx: Tx): Promise<number> {
  const { rows } = await sql`select count(*)::int as count from wave`.execute(tx)
  return z.object({ count: z.int() }).parse(rows[0]).count
}

export async function writeWave(tx: Tx, id: WaveId, plan: WavePlan, at: Date): Promise<void> {
  const { line, name, cohort, opensAt, stepByStep, pauseAt, nominations } = plan
  await sql`
    insert into wave (id, line, name, cohort, opens_at, step_by_step, pause_failures_percent, pause_over, nominations,
      counts_since)
    values (${id}, ${line}, ${name}, ${JSON.stringify(cohort)}, ${opensAt}, ${stepByStep},
      ${pauseAt?.failuresPercent ?? null}, ${pauseAt?.over ?? null}, ${nominations}, ${at})
    on conflict (id) do update set line = excluded.line, name = excluded.name, cohort = excluded.cohort,
      opens_at = excluded.opens_at, step_by_step = excluded.step_by_step,
      pause_failures_percent = excluded.pause_failures_percent, pause_over = excluded.pause_over,
      nominations = excluded.nominations`.execute(tx)
}

export async function pauseWave(tx: Tx, id: WaveId, at: Date): Promise<void> {
  await sql`update wave set paused_at = ${at} where id = ${id} and paused_at is null`.execute(tx)
}

/** Turns that had not come when it was paused come later by as long as the pause was: the schedule goes on where it stopped. */
export async function resumeWave(tx: Tx, id: WaveId, at: Date): Promise<void> {
  await sql`
    update wave_release set released_at = released_at + (${at}::timestamptz - paused_at) from wave
    where wave.id = ${id} and wave_id = wave.id and released_at > paused_at`.execute(tx)
  await sql`update wave set paused_at = null, counts_since = ${at} where id = ${id}`.execute(tx)
}

/** @returns how many were not on the list before */
export async function addMembers(
  tx: Tx,
  wave: WaveId,
  members: { subjects: readonly string[]; reseller: ResellerId | null; at: Date },
): Promise<number> {
  const { rows } = await sql`
    insert into wave_member (subject, wave_id, reseller_id, listed_at)
    select subject, ${wave}, ${members.reseller}, ${members.at} from unnest(${[...members.subjects]}::text[]) as subject
    on conflict (subject, wave_id) do nothing
    returning subject`.execute(tx)
  return rows.length
}

/** How many companies a reseller has brought into a wave. */
export async function countNominated(tx: Tx, wave: WaveId, reseller: ResellerId): Promise<number> {
  const { rows } = await sql`
    select count(*)::int as count from wave_member where wave_id = ${wave} and reseller_id = ${reseller}`.execute(tx)
  return z.object({ count: z.int() }).parse(rows[0]).count
}

/** @returns those that were not released before, or would have had to wait longer */
export async function insertReleases(
  tx: Tx,
  wave: WaveId,
  released: { turns: readonly Turn[]; company: CompanyId; reseller: ResellerId | null },
): Promise<string[]> {
  const { turns, company, reseller } = released
  const { rows } = await sql`
    insert into wave_release as known (serial, wave_id, company_id, reseller_id, released_at)
    select serial, ${wave}, ${company}, ${reseller}, released_at
    from unnest(${turns.map(({ serial }) => serial)}::text[], ${turns.map(({ at }) => at)}::timestamptz[])
      as turn (serial, released_at)
    on conflict (serial, wave_id) do update set released_at = excluded.released_at
    where known.released_at > excluded.released_at
    returning serial`.execute(tx)
  return rows.map((row) => z.object({ serial: z.string() }).parse(row).serial)
}

/** How many have their turn at this moment or later. */
export async function countReleasesFrom(tx: Tx, wave: WaveId, from: string): Promise<number> {
  const { rows } = await sql`
    select count(*)::int as count from wave_release where wave_id = ${wave} and released_at >= ${from}`.execute(tx)
  return z.object({ count: z.int() }).parse(rows[0]).count
}

/** A dongle, and the moment from which it may move. */
export interface Turn {
  readonly serial: string
  readonly at: Date
}

const columns =
  sql.raw(`id, line, name, cohort, opens_at, step_by_step, pause_failures_percent, pause_over, nominations,
  paused_at, counts_since`)

const waveRow = z.object({
  id: idSchema('wave'),
  line: z.string(),
  name: z.string(),
  cohort: cohortSchema,
  opens_at: z.date().nullable(),
  step_by_step: z.boolean(),
  pause_failures_percent: z.int().nullable(),
  pause_over: z.int().nullable(),
  nominations: z.int(),
  paused_at: z.date().nullable(),
  counts_since: z.date(),
})

function toWave(row: z.output<typeof waveRow>): StoredWave {
  const { id, line, name, cohort, nominations, pause_failures_percent, pause_over } = row
  return {
    id,
    line,
    name,
    cohort,
    opensAt: row.opens_at?.toISOString() ?? null,
    stepByStep: row.step_by_step,
    pauseAt:
      pause_failures_percent === null || pause_over === null
        ? null
        : { failuresPercent: pause_failures_percent, over: pause_over },
    nominations,
    pausedAt: row.paused_at,
    countsSince: row.counts_since,
  }
}
