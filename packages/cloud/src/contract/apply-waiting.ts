import type { CompanyId } from '@undongle/core/id'
import { minuteMs } from '@undongle/core/time'
import { acrossCompanies } from '../db/across-companies.ts'
import type { Deps } from '../deps.ts'
import { startRounds } from '../jobs/rounds.ts'
import { applyCompany } from './apply.ts'
import { readKnownOfAll } from './known.ts'
import { listDue, type WaitingChange } from './waiting-store.ts'

/** A change waits at most this long after its dongle's grace has ended. */
const pauseMs = 10 * minuteMs

/** Takes over what waited in the background. @returns ends it */
export const startWaitingTimer = (deps: Deps, failed: (error: unknown) => void): (() => Promise<void>) =>
  startRounds(() => applyWaiting(deps, failed), { pauseMs, failed })

/** Changes of one round; what is left comes with the next. */
const changesPerRound = 1000

/**
 * Takes over what an import asked for licenses of frozen dongles, once their grace has ended [Q71].
 *
 * @returns how many changes waited no longer
 */
export async function applyWaiting(deps: Deps, failed: (error: unknown) => void): Promise<number> {
  const due = await acrossCompanies(deps, 'contract.waiting', (tx) => listDue(tx, deps.now(), changesPerRound))
  const known = await readKnownOfAll(
    deps.db,
    due.map(({ id }) => id),
  )
  let applied = 0
  for (const [company, changes] of groupByCompany(due)) {
    const licenses = changes.map(({ id, license }) => ({ id, license, at: id }))
    try {
      await applyCompany(deps, { company, name: undefined, contracts: [], licenses }, known)
      applied += licenses.length
    } catch (error) {
      // One company's trouble keeps nobody else waiting; it is tried again at the next round.
      failed(error)
    }
  }
  return applied
}

function groupByCompany(due: readonly WaitingChange[]): Map<CompanyId, WaitingChange[]> {
  const groups = new Map<CompanyId, WaitingChange[]>()
  for (const change of due) groups.set(change.company, [...(groups.get(change.company) ?? []), change])
  return groups
}
