import { ApiError } from '@undongle/core/api/error'
import type { TransferSummary } from '@undongle/core/api/transfer'
import { isReadable } from '@undongle/core/dongle/evidence'
import type { CompanyId, TransferId } from '@undongle/core/id'
import { readBundle } from '../certificate/bundle.ts'
import { type Deps, inCompany } from '../deps.ts'
import { chosenCompany, machineOf } from '../http/authorize.ts'
import type { Endpoints } from '../http/call.ts'
import type { CertificateLog } from '../log/log.ts'
import { previewReadable } from '../permit/preview.ts'
import { openTransfer } from './open.ts'
import { previewTransfer } from './preview.ts'
import { listTransfers } from './store.ts'
import { timelineOf } from './timeline.ts'
import { isCredited, type Transfer } from './transfer.ts'

type TransferEndpoint = 'transfer.preview' | 'transfer.open' | 'transfer.list' | 'transfer.read' | 'certificate.read'

export function transferEndpoints(deps: Deps, certificateLog: CertificateLog): Pick<Endpoints, TransferEndpoint> {
  return {
    'transfer.preview': ({ permission, body: { line, evidence } }) =>
      isReadable(evidence)
        ? previewReadable(deps, machineOf(permission), { line, evidence })
        : previewTransfer(deps, machineOf(permission), { line, evidence }),
    'transfer.open': ({ permission, parameters, body }) =>
      openTransfer(deps, machineOf(permission), parameters.transfer, body),
    'transfer.list': async ({ permission, query }) => {
      const company = chosenCompany(permission)
      const found = await inCompany(deps, company, (tx) =>
        listTransfers(tx, company, { limit: query.limit + 1, after: query.after }),
      )
      const transfers = found.slice(0, query.limit).map(summarize)
      return { transfers, next: found.length > query.limit ? (transfers.at(-1)?.id ?? null) : null }
    },
    'transfer.read': async ({ permission, parameters }) => {
      const company = chosenCompany(permission)
      const transfer = await readTransfer(deps, company, parameters.transfer)
      return {
        ...summarize(transfer),
        plan: transfer.plan,
        timeline: await timelineOf(deps, company, transfer),
      }
    },
    'certificate.read': ({ permission, parameters }) =>
      readBundle(deps, certificateLog, chosenCompany(permission), parameters.transfer),
  }
}

async function readTransfer(deps: Deps, company: CompanyId, id: TransferId): Promise<Transfer> {
  const transfer = await deps.ledger.inCompany(company, (tx) => tx.transfers.find(id))
  if (transfer === undefined) throw new ApiError('transfer-unknown')
  return transfer
}

export function summarize(transfer: Transfer): TransferSummary {
  const finished = transfer.state === 'ordered' || transfer.state === 'draining' ? undefined : transfer
  return {
    id: transfer.id,
    company: transfer.company,
    line: transfer.line,
    dongle: { key: transfer.dongle, serial: transfer.serial },
    // Which class a dongle was of, and what is left of the proof, is nothing the company has to tell apart.
    state: isCredited(transfer) ? 'moved' : transfer.state,
    result: finished?.result ?? null,
    certificate: finished?.certificate ?? null,
    contact: transfer.contact,
    moved: transfer.moved,
    kept: transfer.kept,
    openedAt: transfer.openedAt.toISOString(),
    finishedAt: finished?.finishedAt.toISOString() ?? null,
  }
}
