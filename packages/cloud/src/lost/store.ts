import { blockedDongles } from '@undongle/core/document/block-list'
import { type CompanyId, idSchema } from '@undongle/core/id'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../db/pool.ts'

/** A dongle as a report of its loss finds it. */
export interface LostDongle {
  readonly company: CompanyId | null
  readonly key: string | null
  readonly blocked: boolean
  readonly bridged: boolean
}

/** Holds the vendor's word on a dongle to the end: a transfer that is opened at this moment is decided before or after. */
export async function lockLost(tx: Tx, serial: string): Promise<LostDongle | undefined> {
  const { rows } = await sql`${lostDongle(serial)} for update`.execute(tx)
  return rows.length === 0 ? undefined : toLost(rows[0])
}

/** Without holding it. */
export async function findLost(db: Db | Tx, serial: string): Promise<LostDongle | undefined> {
  const { rows } = await lostDongle(serial).execute(db)
  return rows.length === 0 ? undefined : toLost(rows[0])
}

const lostDongle = (serial: string) => sql`
  select company_id, key_thumbprint, blocked_at, bridged_at from dongle_assignment where serial = ${serial}`

function toLost(found: unknown): LostDongle {
  const row = lostRow.parse(found)
  return {
    company: row.company_id,
    key: row.key_thumbprint,
    blocked: row.blocked_at !== null,
    bridged: row.bridged_at !== null,
  }
}

/** @param bridged whether licenses bridge its loss: that is so once, ever */
export async function blockDongle(
  tx: Tx,
  serial: string,
  { bridged, at }: { bridged: boolean; at: Date },
): Promise<void> {
  await sql`
    update dongle_assignment set blocked_at = coalesce(blocked_at, ${at}),
      bridged_at = coalesce(bridged_at, ${bridged ? at : null})
    where serial = ${serial}`.execute(tx)
  await raiseVersion(tx, at)
}

export async function unblockDongle(tx: Tx, serial: string, at: Date): Promise<void> {
  await sql`update dongle_assignment set blocked_at = null where serial = ${serial}`.execute(tx)
  await raiseVersion(tx, at)
}

export async function raiseVersion(tx: Db | Tx, at: Date): Promise<void> {
  await sql`
    insert into block_list (id, version, changed_at) values ('block-list', 1, ${at})
    on conflict (id) do update set version = block_list.version + 1,
      changed_at = greatest(block_list.changed_at, ${at})`.execute(tx)
}

/** How often the list changed, as far as this database knows; 0 while nothing was ever blocked or revoked. */
export async function readBlockListChanges(db: Db | Tx): Promise<number> {
  const { rows } = await blockList.execute(db)
  return rows.length === 0 ? 0 : changesRow.parse(rows[0]).changes
}

const blockList = sql`select version as changes, changed_at from block_list`

/** The newest losses first, as of one version. `changedAt` is null while nothing was ever blocked or revoked. */
export async function readBlockList(tx: Tx): Promise<{ changes: number; changedAt: Date | null; serials: string[] }> {
  const { rows } = await blockList.execute(tx)
  const { changes, changed_at: changedAt } = rows.length === 0 ? unchanged : changesRow.parse(rows[0])
  const { rows: blocked } = await sql`
    select serial from dongle_assignment where blocked_at is not null
    order by blocked_at desc, serial limit ${blockedDongles}`.execute(tx)
  return { changes, changedAt, serials: blocked.map((row) => z.object({ serial: z.string() }).parse(row).serial) }
}

const changesRow = z.object({ changes: z.int(), changed_at: z.date() })
const unchanged = { changes: 0, changed_at: null }

const lostRow = z.object({
  company_id: idSchema('company').nullable(),
  key_thumbprint: z.string().nullable(),
  blocked_at: z.date().nullable(),
  bridged_at: z.date().nullable(),
})
