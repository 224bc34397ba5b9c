import type { CompanyId } from '@undongle/core/id'
import { minuteMs } from '@undongle/core/time'
import { acrossCompanies } from '../db/across-companies.ts'
import type { Deps } from '../deps.ts'
import { decidePortion, takeOverDongles } from '../import/take-over.ts'
import { startRounds } from '../jobs/rounds.ts'
import { applyCompany } from './apply.ts'
import { listDueDongles } from './dongle-store.ts'
import { readCatalog } from './facts.ts'
import { listDue, type WaitingChange } from './waiting-store.ts'

/** A change waits at most this long after its dongle's grace has ended. */
const pauseMs = 10 * minuteMs

/** Takes over what waited in the background. @returns ends it */
export const startWaitingTimer = (deps: Deps, failed: (error: unknown) => void): (() => Promise<void>) =>
  startRounds(() => applyWaiting(deps, failed), { pauseMs, failed })

/** Changes of one round; what is left comes with the next. */
const changesPerRound = 1000

/**
 * Takes over what an import asked of frozen dongles and their licenses, once their grace has ended [Q71].
 *
 * @returns how many changes waited no longer
 */
export async function applyWaiting(deps: Deps, failed: (error: unknown) => void): Promise<number> {
  const { licenses, dongles } = await acrossCompanies(deps, 'contract.waiting', async (tx) => {
    const now = deps.now()
    const [licenses, dongles] = await Promise.all([
      listDue(tx, now, changesPerRound),
      listDueDongles(tx, now, changesPerRound),
    ])
    return { licenses, dongles }
  })
  if (licenses.length === 0 && dongles.length === 0) return 0
  const ofNone = { ...nothing, dongles: dongles.map((dongle) => ({ ...dongle, at: dongle.serial })) }
  const catalog = await readCatalog(deps.db)
  const decided = await decidePortion(deps, { companies: [ofNone, ...byCompany(licenses)] }, catalog)
  let applied = 0
  for (const one of decided) {
    const { asked, difference } = one
    try {
      if (asked.company === undefined) await takeOverDongles(deps, [difference])
      else await applyCompany(deps, asked.company, one, { catalog, refuse: () => undefined })
      applied += asked.licenses.length + asked.dongles.length
    } catch (error) {
      // One company's trouble keeps nobody else waiting; it is tried again at the next round.
      failed(error)
    }
  }
  return applied
}

const nothing = {
  company: undefined,
  about: undefined,
  contracts: [],
  licenses: [],
  users: [],
  dongles: [],
  people: [],
}

function byCompany(changes: readonly WaitingChange[]) {
  const groups = new Map<CompanyId, WaitingChange[]>()
  for (const change of changes) groups.set(change.company, [...(groups.get(change.company) ?? []), change])
  return [...groups].map(([company, own]) => ({
    ...nothing,
    company,
    licenses: own.map(({ id, license }) => ({ id, license, at: id })),
  }))
}
