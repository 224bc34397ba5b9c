import type { ShownEmergency } from '@undongle/core/api/emergency'
import { canonicalJson } from '@undongle/core/canonical'
import { type Emergency, emergencySchema } from '@undongle/core/document/emergency'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'
import type { SigningKeys } from '../signing/signing-keys.ts'

export interface StoredEmergency {
  readonly number: number
  readonly until: Date
  readonly reason: string
  readonly switchedAt: Date
  readonly switchedBy: string
  readonly kid: string
  readonly claims: Emergency
}

/** The switches that are on, by line, as everybody is shown them. */
export async function readOpenEmergencies(
  db: Db | Tx,
  keys: Pick<SigningKeys, 'sign'>,
  now: Date,
): Promise<Map<string, ShownEmergency>> {
  const { rows } = await sql`
    select distinct on (line) ${columns}, line from emergency_switch order by line, number desc`.execute(db)
  return new Map(
    rows
      .map((row) => ({ line: z.object({ line: z.string() }).parse(row).line, ...toEmergency(row) }))
      .filter(({ until }) => until > now)
      .map(({ line, until, reason, kid, claims }) => [
        line,
        { until: until.toISOString(), reason, document: keys.sign('emergency', kid, claims) },
      ]),
  )
}

export async function findNewest(tx: Tx, line: string): Promise<StoredEmergency | undefined> {
  const { rows } = await sql`
    select ${columns} from emergency_switch where line = ${line} order by number desc limit 1`.execute(tx)
  return rows.length === 0 ? undefined : toEmergency(rows[0])
}

/** Every use of a line's switch, newest first. */
export async function listEmergencies(db: Db | Tx, line: string): Promise<StoredEmergency[]> {
  const { rows } = await sql`
    select ${columns} from emergency_switch where line = ${line} order by number desc limit 200`.execute(db)
  return rows.map(toEmergency)
}

export async function insertEmergency(tx: Tx, line: string, used: StoredEmergency): Promise<void> {
  await sql`
    insert into emergency_switch (line, number, until, reason, switched_at, switched_by, kid, claims)
    values (${line}, ${used.number}, ${used.until}, ${used.reason}, ${used.switchedAt}, ${used.switchedBy},
      ${used.kid}, ${canonicalJson(used.claims)})`.execute(tx)
}

const columns = sql.raw('number, until, reason, switched_at, switched_by, kid, claims')

const emergencyRow = z.object({
  number: z.int(),
  until: z.date(),
  reason: z.string(),
  switched_at: z.date(),
  switched_by: z.string(),
  kid: z.string(),
  claims: z.string(),
})

function toEmergency(row: unknown): StoredEmergency {
  const { switched_at, switched_by, claims, ...said } = emergencyRow.parse(row)
  return {
    ...said,
    switchedAt: switched_at,
    switchedBy: switched_by,
    claims: emergencySchema.parse(JSON.parse(claims)),
  }
}
