import { fromSeconds, toSeconds } from '@undongle/core/time'
import { sql } from 'kysely'
import type { Deps } from '../deps.ts'
import { findLost, raiseVersion } from './store.ts'

// A database that is put back forgets the newest losses first, and would serve those dongles again. So they stand in the register too.

/** After a report or a decision: what became of the dongle. The same again costs nothing. */
export async function recordLoss({ db, register, now }: Pick<Deps, 'db' | 'register' | 'now'>, serial: string) {
  const lost = await findLost(db, serial)
  if (lost === undefined) return
  const { blocked, bridged } = lost
  await register.record({ fact: 'loss', serial, blocked, bridged, at: toSeconds(now()) })
}

/** Into a database that was put back: what it has forgotten of losses, and of dongles that were found again. */
export async function learnLosses({ db, register }: Pick<Deps, 'db' | 'register'>, at: Date): Promise<void> {
  if (register.losses.size === 0) return
  const second = fromSeconds(toSeconds(at))
  const losses = [...register.losses]
  await sql`
    update dongle_assignment set
      blocked_at = case when loss.blocked then coalesce(blocked_at, ${second}) end,
      bridged_at = case when loss.bridged then coalesce(bridged_at, ${second}) else bridged_at end
    from unnest(${losses.map(([serial]) => serial)}::text[], ${losses.map(([, { blocked }]) => blocked)}::boolean[],
      ${losses.map(([, { bridged }]) => bridged)}::boolean[]) as loss (serial, blocked, bridged)
    where dongle_assignment.serial = loss.serial`.execute(db)
  await raiseVersion(db, second)
}
