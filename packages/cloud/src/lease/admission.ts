import { inGroups } from '../db/in-groups.ts'
import type { Deps } from '../deps.ts'
import { admit, type SeatAnswer } from './admit.ts'
import type { SeatAsk } from './ask.ts'

/** Where everybody who wants a seat, or gives one back, stands in line. */
export interface Admission {
  ask(ask: SeatAsk): Promise<SeatAnswer>
}

/**
 * Admits in groups, one transaction of a company at a time. The row of a license stays locked until its commit is durable, so one
 * transaction an ask would lend no more seats a second than the disk can flush.
 */
export function openAdmission(deps: Pick<Deps, 'ledger' | 'keys' | 'now'>): Admission {
  const ask = inGroups<SeatAsk['machine']['company'], SeatAsk, SeatAnswer>((company, asks) =>
    deps.ledger.inCompany(
      company,
      async (tx) => {
        const admitted = await admit(deps, tx, { company, asks })
        await Promise.all([admitted.write(), tx.commit()])
        return admitted.answers
      },
      ['lease_pkey'],
    ),
  )
  return { ask: (asked) => ask(asked.machine.company, asked) }
}
