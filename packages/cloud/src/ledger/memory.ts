import type { CompanyId } from '@undongle/core/id'
import { onlyTiming, retriesMost } from '../db/transaction.ts'
import type { Ledger, LedgerTx } from './ledger.ts'
import { memoryCases } from './memory/cases.ts'
import { memoryCertificates } from './memory/certificates.ts'
import { memoryClaims } from './memory/claims.ts'
import { memoryContract } from './memory/contract.ts'
import { memoryCustody } from './memory/custody.ts'
import { memoryDeclarations, memoryOutbox } from './memory/declarations.ts'
import { type OpenDraft, openDraft } from './memory/draft.ts'
import { memoryDrains } from './memory/drains.ts'
import { memoryEpochs, newestEpoch, withEpoch } from './memory/epochs.ts'
import { type Facts, factsOf, type Sold } from './memory/facts.ts'
import { memoryFreezes } from './memory/freezes.ts'
import { memoryLeases } from './memory/leases.ts'
import { memoryPermits } from './memory/permits.ts'
import { memorySeats } from './memory/seats.ts'
import { memoryTransfers } from './memory/transfers.ts'

export interface MemoryLedger extends Ledger {
  /** A backup: it never changes, however the ledger goes on. */
  snapshot(): Facts
  /** Puts a backup back. Whoever is in the middle of a transaction loses it, as with a server that went away. */
  restore(backup: Facts): void
}

/**
 * The ledger's twin in memory: the same answers and the same refusals as PostgreSQL gives, without a clock or a timer. One
 * transaction runs at a time, in the order in which they were asked for; a transaction inside another one waits for ever.
 */
export function memoryLedger(sold: Sold): MemoryLedger {
  let facts = factsOf(sold)
  let restores = 0
  let turn: Promise<unknown> = Promise.resolve()

  async function runOnce<Result>(company: CompanyId, work: (tx: LedgerTx) => Promise<Result>): Promise<Result> {
    const begunAfter = restores
    const draft = openDraft(company, facts, (committed) => {
      if (restores !== begunAfter) throw new Error('the ledger was restored during the transaction')
      facts = committed
    })
    const result = await work(inDraft(draft))
    await draft.commit()
    return result
  }

  async function run<Result>(
    company: CompanyId,
    work: (tx: LedgerTx) => Promise<Result>,
    retryUnique: readonly string[],
  ): Promise<Result> {
    for (let retry = 0; ; retry++) {
      try {
        return await runOnce(company, work)
      } catch (error) {
        if (retry >= retriesMost || !onlyTiming(error, retryUnique)) throw error
      }
    }
  }

  return {
    inCompany(company, work, retryUnique = []) {
      const done = turn.then(() => run(company, work, retryUnique))
      turn = done.catch(() => undefined)
      return done
    },
    watching: (_, run) => run(),
    listOpenDrains: () =>
      Promise.resolve([...facts.drains.values()].toSorted((a, b) => (a.transfer < b.transfer ? -1 : 1))),
    readEpoch: () => Promise.resolve(newestEpoch(facts)),
    startEpoch(started) {
      const done = turn.then(() => {
        facts = withEpoch(facts, started)
      })
      turn = done
      return done
    },
    snapshot: () => facts,
    restore(backup) {
      restores++
      facts = backup
    },
  }
}

const inDraft = (draft: OpenDraft): LedgerTx => ({
  commit: () => draft.commit(),
  claims: memoryClaims(draft),
  transfers: memoryTransfers(draft),
  custody: memoryCustody(draft),
  certificates: memoryCertificates(draft),
  contract: memoryContract(draft),
  freezes: memoryFreezes(draft),
  permits: memoryPermits(draft),
  drains: memoryDrains(draft),
  leases: memoryLeases(draft),
  seats: memorySeats(draft),
  epochs: memoryEpochs(draft),
  declarations: memoryDeclarations(draft),
  cases: memoryCases(draft),
  outbox: memoryOutbox(draft),
})
