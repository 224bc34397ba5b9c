import type { TransferId } from '@undongle/core/id'
import type { Transfer } from '../../transfer/transfer.ts'
import type { Transfers } from '../ledger.ts'
import { requireCertificate } from './certificates.ts'
import { type Draft, fence, hold } from './draft.ts'
import { type Facts, keyOf, withEntry } from './facts.ts'

export function memoryTransfers(draft: Draft): Transfers {
  const { company } = draft
  const changeOrdered = (id: TransferId, how: (ordered: Transfer & { state: 'ordered' }) => Transfer) =>
    draft.write((facts) => {
      const known = facts.transfers.get(keyOf(company, id))
      return known?.state === 'ordered' ? withTransfer(facts, how(known)) : facts
    })
  return {
    find: (id) => draft.read((facts) => facts.transfers.get(keyOf(company, id))),
    findLineCertificate: ({ dongle, line }) =>
      draft.read((facts) => {
        const moved = [...facts.transfers.values()].flatMap((transfer) =>
          (transfer.state === 'moved' || transfer.state === 'certified' || transfer.state === 'drained') &&
          transfer.company === company &&
          transfer.dongle === dongle &&
          transfer.line === line
            ? [transfer]
            : [],
        )
        const [newest] = moved.toSorted(
          (a, b) => b.finishedAt.getTime() - a.finishedAt.getTime() || (a.id < b.id ? 1 : -1),
        )
        return newest?.certificate
      }),
    listMoved: (dongle) =>
      draft.read((facts) =>
        [...facts.transfers.values()]
          .filter((transfer) => transfer.state === 'moved' || transfer.state === 'certified')
          .filter((transfer) => transfer.company === company && transfer.dongle === dongle)
          .toSorted((a, b) => a.finishedAt.getTime() - b.finishedAt.getTime() || (a.id < b.id ? -1 : 1)),
      ),
    async insert(transfer) {
      await draft.write((facts) => {
        fence(draft, transfer.company)
        hold(!facts.transfers.has(keyOf(transfer.company, transfer.id)), '23505', 'transfer_pkey')
        hold(facts.companies.has(transfer.company), '23503', 'transfer_company_id_fkey')
        hold(facts.lines.has(transfer.line), '23503', 'transfer_line_fkey')
        return withTransfer(facts, transfer)
      })
      if ('certificate' in transfer && transfer.certificate !== undefined)
        requireCertificate(draft, transfer.certificate)
    },
    async finish(id, { result, certificate, receipt, at }) {
      await changeOrdered(id, (ordered) => {
        requireCertificate(draft, certificate)
        return { ...ordered, state: 'moved', result, certificate, receipt, finishedAt: at }
      })
    },
    async certify(id, { result, certificate, at }) {
      await changeOrdered(id, (ordered) => {
        requireCertificate(draft, certificate)
        return { ...ordered, state: 'certified', result, certificate, finishedAt: at }
      })
    },
    async complete(id, { order, receipt, key }) {
      await draft.write((facts) => {
        const known = facts.transfers.get(keyOf(company, id))
        return known?.state === 'certified'
          ? withTransfer(facts, { ...known, state: 'moved', order, receipt, key })
          : facts
      })
    },
    async closeReplaced(id, at) {
      await changeOrdered(id, ({ order: _order, ...facts }) => ({
        ...facts,
        state: 'answered',
        result: 'cancelled',
        certificate: undefined,
        document: undefined,
        finishedAt: at,
      }))
    },
  }
}

const withTransfer = (facts: Facts, transfer: Transfer): Facts => ({
  ...facts,
  transfers: withEntry(facts.transfers, keyOf(transfer.company, transfer.id), transfer),
})
