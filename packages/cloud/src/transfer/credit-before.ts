import { isMending } from '@undongle/core/document/order'
import type { CompanyId } from '@undongle/core/id'
import type { Deps } from '../deps.ts'
import { creditOrder } from './commit.ts'
import type { DongleReading } from './evidence.ts'

/** An order on a dongle that nothing is left to do for. */
export interface Credited {
  readonly hash: string
  readonly company: CompanyId
  readonly certificates: readonly string[]
}

/**
 * Each order by which a license is off is handled as COMMIT first: after a lost journal nobody else brings the receipt.
 * A transaction each: an order may be another company's, and what was credited stays right whatever comes next.
 * A mending order has nothing to credit.
 */
export async function creditBefore(deps: Deps, reading: DongleReading): Promise<Credited[]> {
  const credits: Credited[] = []
  for (const { hash, document, order } of reading.orders) {
    if (isMending(order)) {
      credits.push({ hash, company: order.company, certificates: [] })
      continue
    }
    const credit = await creditOrder(deps, {
      order,
      document,
      hash,
      state: reading.state,
      receipt: reading.stateText,
      key: reading.key,
      serial: reading.serial,
      licenses: reading.licenses.map(({ license }) => license),
    })
    credits.push({ hash, company: order.company, certificates: credit ? [credit.certificate] : [] })
  }
  return credits
}
