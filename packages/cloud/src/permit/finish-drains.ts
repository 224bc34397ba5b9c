import type { Deps } from '../deps.ts'
import { readCurrentEpoch } from '../epoch/require.ts'
import { findOpenDrain } from './dongle-facts.ts'
import type { OpenDrain } from './drain-store.ts'
import { progressDrain } from './progress.ts'

/**
 * The cloud's timer [K14]: a drain whose machines never answer ends by itself, when the last permit's time and the margin are over.
 *
 * @returns how many were finished
 */
export async function finishDrains(deps: Deps, failed: (drain: OpenDrain, error: unknown) => void): Promise<number> {
  let finished = 0
  for (const open of await deps.ledger.listOpenDrains()) {
    try {
      if (await finishOne(deps, open)) finished++
    } catch (error) {
      // One company's trouble keeps nobody else waiting; it is tried again at the next round.
      failed(open, error)
    }
  }
  return finished
}

function finishOne(deps: Deps, { company, transfer, dongle }: OpenDrain): Promise<boolean> {
  return deps.ledger.inCompany(company, async (tx) => {
    const now = deps.now()
    const seen = { dongle, serial: '', generation: 1, stateHash: '' }
    const [claim, epoch] = await Promise.all([tx.claims.lock(seen), readCurrentEpoch(deps, tx, now)])
    const drain = await findOpenDrain(tx, claim, company)
    if (drain?.id !== transfer) return false
    const progress = await progressDrain(deps, tx, { drain, claim, epochRunning: epoch.running, now })
    return progress.state === 'moved'
  })
}
