import { type DongleChange, type DongleRow, dongleRowSchema } from '@undongle/core/contract/dongle-change'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../db/pool.ts'

/** Takes over what an import changes of dongles; what waited for one that is settled is forgotten. */
export async function writeDongleChanges(tx: Tx, changes: readonly DongleChange[]): Promise<void> {
  const written = changes.filter((change) => change.change === 'added' || change.change === 'changed')
  const named = written.filter((change) => change.change === 'changed' || change.isNamed)
  const waiting = changes.filter((change) => change.change === 'waits')
  const settled = [...named, ...changes.filter((change) => change.change === 'unchanged' && change.isAwaited)]
  await Promise.all([
    ...(settled.length > 0 ? [forgetWaiting(tx, settled)] : []),
    ...(waiting.length > 0 ? [keepWaiting(tx, waiting)] : []),
    ...(named.length > 0 ? [writeNamed(tx, named)] : []),
    // Behind the named ones: what a license says of a dongle yields to what is said of the dongle itself.
    ...(written.length > named.length ? [insertUnnamed(tx, written)] : []),
  ])
}

interface DongleTo {
  readonly serial: string
  readonly to: DongleRow
}

/** A key that was pinned meanwhile is kept where the import names none. */
async function writeNamed(tx: Tx, changes: readonly DongleTo[]): Promise<void> {
  await sql`
    insert into dongle_assignment as known (serial, company_id, key_thumbprint, enabled) ${rowsOf(changes)}
    on conflict (serial) do update set company_id = excluded.company_id, enabled = excluded.enabled,
      key_thumbprint = coalesce(excluded.key_thumbprint, known.key_thumbprint)`.execute(tx)
}

async function insertUnnamed(tx: Tx, changes: readonly DongleTo[]): Promise<void> {
  await sql`
    insert into dongle_assignment (serial, company_id, key_thumbprint, enabled) ${rowsOf(changes)}
    on conflict (serial) do nothing`.execute(tx)
}

const rowsOf = (changes: readonly DongleTo[]) => sql`
  select * from unnest(${changes.map(({ serial }) => serial)}::text[], ${changes.map(({ to }) => to.company)}::text[],
    ${changes.map(({ to }) => to.key)}::text[], ${changes.map(({ to }) => to.enabled)}::boolean[])`

/** The newest word counts [Q71]. */
async function keepWaiting(tx: Tx, changes: readonly Extract<DongleChange, { change: 'waits' }>[]): Promise<void> {
  await sql`
    insert into waiting_dongle (serial, asked, due_at)
    select * from unnest(${changes.map(({ serial }) => serial)}::text[],
      ${changes.map(({ to }) => JSON.stringify(to))}::jsonb[], ${changes.map(({ until }) => until)}::timestamptz[])
    on conflict (serial) do update set asked = excluded.asked, due_at = excluded.due_at`.execute(tx)
}

async function forgetWaiting(tx: Tx, settled: readonly { serial: string }[]): Promise<void> {
  await sql`delete from waiting_dongle where serial = any(${settled.map(({ serial }) => serial)})`.execute(tx)
}

/** What is asked of dongles that need not wait any more. */
export async function listDueDongles(tx: Tx, now: Date, limit: number): Promise<{ serial: string; row: DongleRow }[]> {
  const { rows } = await sql`
    select serial, asked as row from waiting_dongle where due_at <= ${now} order by due_at, serial limit ${limit}`.execute(
    tx,
  )
  return rows.map((row) => z.object({ serial: z.string(), row: dongleRowSchema }).parse(row))
}
