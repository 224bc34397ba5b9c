import path from 'node:path'
import { openStore } from '../../packages/license-server/src/journal/open.ts'
import { listTransfers } from '../../packages/license-server/src/journal/transfers.ts'
import type { Machine } from './place.ts'
import type { Acknowledged } from './violations.ts'

const transfersMax = 1_000_000

/** What a License Server that has stopped left in its journal. */
export function journaled({ server }: Machine): { acknowledged: Acknowledged[]; unfinished: string[] } {
  const store = openStore(path.join(server.dataDir, 'journal.db'))
  try {
    const transfers = listTransfers(store, transfersMax)
    return {
      acknowledged: transfers.flatMap((transfer) =>
        transfer.state === 'moved' ? [{ transfer: transfer.id, document: transfer.certificate }] : [],
      ),
      unfinished: transfers.flatMap(({ id, state }) =>
        state === 'moved' || state === 'refused' || state === 'cancelled' ? [] : [`${id} (${state})`],
      ),
    }
  } finally {
    store.close()
  }
}
