import { assert } from '@undongle/core/assert'
import type { CompanyId } from '@undongle/core/id'
import type { Deps } from '../deps.ts'
import { admit, type SeatAnswer } from './admit.ts'
import type { SeatAsk } from './ask.ts'

/** Where everybody who wants a seat, or gives one back, stands in line. */
export interface Admission {
  ask(ask: SeatAsk): Promise<SeatAnswer>
}

interface Waiting {
  readonly ask: SeatAsk
  readonly settle: (answer: SeatAnswer) => void
  readonly fail: (error: unknown) => void
}

/** More are answered by the transaction after it. */
export const groupMost = 256

/**
 * Admits in groups: asks of a company that come while a transaction of it is in flight go together in the next one. There is no timer: who
 * comes alone is answered at once. The row of a license stays locked until its commit is durable, so one transaction an ask would lend no
 * more seats a second than the disk can flush.
 */
export function openAdmission(deps: Pick<Deps, 'ledger' | 'keys' | 'now'>): Admission {
  /** Of the companies with a transaction in flight. */
  const queues = new Map<CompanyId, Waiting[]>()

  async function serve(company: CompanyId, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) await admitGroup(deps, company, queue.splice(0, groupMost))
    queues.delete(company)
  }

  return {
    ask: (ask) =>
      new Promise((settle, fail) => {
        const { company } = ask.machine
        const waiting = { ask, settle, fail }
        const queue = queues.get(company)
        if (queue !== undefined) {
          queue.push(waiting)
          return
        }
        const begun = [waiting]
        queues.set(company, begun)
        void serve(company, begun)
      }),
  }
}

async function admitGroup(
  deps: Pick<Deps, 'ledger' | 'keys' | 'now'>,
  company: CompanyId,
  group: readonly Waiting[],
): Promise<void> {
  try {
    const asks = group.map(({ ask }) => ask)
    const answers = await deps.ledger.inCompany(
      company,
      async (tx) => {
        const admitted = await admit(deps, tx, { company, asks })
        await Promise.all([admitted.write(), tx.commit()])
        return admitted.answers
      },
      ['lease_pkey'],
    )
    for (const [at, { settle }] of group.entries()) {
      const answer = answers[at]
      assert(answer !== undefined, 'each ask has its answer')
      settle(answer)
    }
  } catch (error) {
    const [first, ...others] = group
    if (others.length === 0) first?.fail(error)
    // One row that can't be read must not keep everybody else waiting: alone, each gets what is its own.
    else await Promise.all(group.map((waiting) => admitGroup(deps, company, [waiting])))
  }
}
