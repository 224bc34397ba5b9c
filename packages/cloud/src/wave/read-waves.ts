import type { CompanyId } from '@undongle/core/id'
import { idSchema } from '@undongle/core/id'
import { cohortSchema } from '@undongle/core/wave/cohort'
import type { Wave } from '@undongle/core/wave/wave'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'

/** What decides when a dongle's lines open, besides its contract. */
export interface DongleWaves {
  readonly waves: readonly Wave[]
  /** What the import says of the company. */
  readonly attributes: Readonly<Record<string, string>>
}

/** For one dongle in a company's hands; sent in one go. */
export async function readDongleWaves(tx: Tx, company: CompanyId, serial: string): Promise<DongleWaves> {
  const [waves, attributes] = await Promise.all([
    readWaves(tx, { companies: [company], serials: [serial] }),
    readAttributes(tx, company),
  ])
  return { waves, attributes }
}

/** Every wave there is, in an order that never changes; of lists and releases only what concerns those asked about. */
export async function readWaves(
  db: Db | Tx,
  about: { companies: readonly CompanyId[]; serials: readonly string[] },
): Promise<Wave[]> {
  const subjects = [...about.companies, ...about.serials]
  const { rows } = await sql`
    select id, line, cohort, opens_at, paused_at is not null as paused, step_by_step,
      array(select subject from wave_member where wave_id = wave.id and subject = any(${subjects})) as listed,
      (select coalesce(jsonb_object_agg(serial, extract(epoch from released_at) * 1000), '{}')
       from wave_release where wave_id = wave.id and serial = any(${[...about.serials]})) as released
    from wave order by line, id`.execute(db)
  return rows.map((row) => toWave(waveRow.parse(row)))
}

export async function readAttributes(tx: Tx, company: CompanyId): Promise<Record<string, string>> {
  const { rows } = await sql`select attributes from company where company_id = ${company}`.execute(tx)
  return rows.length === 0 ? {} : attributesRow.parse(rows[0]).attributes
}

export const attributesRow = z.object({ attributes: z.record(z.string(), z.string()) })

const waveRow = z.object({
  id: idSchema('wave'),
  line: z.string(),
  cohort: cohortSchema,
  opens_at: z.date().nullable(),
  paused: z.boolean(),
  step_by_step: z.boolean(),
  listed: z.array(z.string()),
  /** In milliseconds. */
  released: z.record(z.string(), z.number()),
})

function toWave({ opens_at, step_by_step, listed, released, ...wave }: z.output<typeof waveRow>): Wave {
  return {
    ...wave,
    opensAt: opens_at?.toISOString() ?? null,
    stepByStep: step_by_step,
    listed: new Set(listed),
    released: new Map(Object.entries(released).map(([serial, atMs]) => [serial, new Date(atMs).toISOString()])),
  }
}
