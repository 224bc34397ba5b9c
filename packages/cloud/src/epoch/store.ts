import { idSchema, type LicenseServerId } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'

/** The newest restore this database knows of. */
export interface StoredEpoch {
  /** 0 where it was never restored. */
  readonly epoch: number
  readonly startedAt: Date | null
  readonly endsAt: Date | null
  /** Machines that have told since what they hold. */
  readonly checkedIn: number
}

export async function readEpoch(db: Db | Tx): Promise<StoredEpoch> {
  const { rows } = await sql`
    select epoch, started_at, ends_at,
      (select count(*)::int from epoch_check_in where epoch_check_in.epoch = restore_epoch.epoch) as checked_in
    from restore_epoch order by epoch desc limit 1`.execute(db)
  if (rows.length === 0) return { epoch: 0, startedAt: null, endsAt: null, checkedIn: 0 }
  const { epoch, started_at, ends_at, checked_in } = epochRow.parse(rows[0])
  return { epoch, startedAt: started_at, endsAt: ends_at, checkedIn: checked_in }
}

/** The same again changes nothing. */
export async function insertEpoch(db: Db, started: { epoch: number; at: Date; endsAt: Date }): Promise<void> {
  await sql`
    insert into restore_epoch (epoch, started_at, ends_at)
    values (${started.epoch}, ${started.at}, ${started.endsAt})
    on conflict (epoch) do nothing`.execute(db)
}

export async function insertCheckIn(tx: Tx, epoch: number, machine: LicenseServerId): Promise<void> {
  await sql`
    insert into epoch_check_in (epoch, license_server_id) values (${epoch}, ${machine})
    on conflict (epoch, license_server_id) do nothing`.execute(tx)
}

/** Those of these machines that have not checked in, as they were named. */
export async function listUnheard(
  tx: Tx,
  epoch: number,
  machines: readonly LicenseServerId[],
): Promise<readonly LicenseServerId[]> {
  const { rows } = await sql`
    select license_server_id from epoch_check_in
    where epoch = ${epoch} and license_server_id = any(${[...machines]}::text[])`.execute(tx)
  const heard = new Set(rows.map((row) => checkInRow.parse(row).license_server_id))
  return machines.filter((machine) => !heard.has(machine))
}

const checkInRow = z.object({ license_server_id: idSchema('licenseServer') })
const epochRow = z.object({ epoch: z.int(), started_at: z.date(), ends_at: z.date(), checked_in: z.int() })
