import { listAlerts } from '../alert/store.ts'
import type { Deps } from '../deps.ts'
import type { Endpoints } from '../http/call.ts'
import { verifyLedger } from './verify/verify.ts'

/** What the vendor's operators do about the ledger. */
export function ledgerEndpoints(deps: Deps): Pick<Endpoints, 'ledger.verify' | 'alert.list' | 'freeze.lift'> {
  return {
    'ledger.verify': ({ query }) => verifyLedger(deps, { after: query.after, limit: query.limit }),
    'alert.list': async ({ query }) => {
      const found = await listAlerts(deps.db, { limit: query.limit + 1, after: query.after })
      const alerts = found.slice(0, query.limit)
      return {
        alerts: alerts.map(({ raisedAt, ...alert }) => ({ ...alert, raisedAt: raisedAt.toISOString() })),
        next: found.length > query.limit ? (alerts.at(-1)?.id ?? null) : null,
      }
    },
    'freeze.lift': async ({ parameters }) => ({
      lifted: await deps.ledger.inCompany(parameters.company, (tx) => tx.freezes.thaw()),
    }),
  }
}
