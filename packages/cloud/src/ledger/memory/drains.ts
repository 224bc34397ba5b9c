import type { Transfer } from '../../transfer/transfer.ts'
import type { DrainKey, Drains } from '../ledger.ts'
import { requireCertificate } from './certificates.ts'
import { type Draft, hold } from './draft.ts'
import { type Facts, keyOf, withEntry } from './facts.ts'
import { isNewAlert } from './freezes.ts'

type Draining = Transfer & { state: 'draining' }

export function memoryDrains(draft: Draft): Drains {
  const { company } = draft

  /** Ends a drain: what becomes of its transfer and of those that joined it, undefined for nothing. */
  const end = (drain: DrainKey, become: (transfer: Draining) => Transfer | undefined) =>
    draft.write((facts) => {
      const transfers = new Map(facts.transfers)
      for (const [key, transfer] of facts.transfers) {
        if (transfer.state !== 'draining' || key !== keyOf(company, transfer.id)) continue
        if (transfer.id !== drain.transfer && transfer.joined !== drain.transfer) continue
        const next = become(transfer)
        if (next === undefined) transfers.delete(key)
        else transfers.set(key, next)
      }
      return { ...facts, transfers, drains: withoutDrain(facts, drain) }
    })

  const withoutDrain = (facts: Facts, { dongle, transfer }: DrainKey) => {
    const open = facts.drains.get(dongle)
    if (open?.company !== company || open.transfer !== transfer) return facts.drains
    return new Map([...facts.drains].filter(([key]) => key !== dongle))
  }

  return {
    async open(drain) {
      await draft.write((facts) => {
        hold(!facts.drains.has(drain.dongle), '23505', 'open_drain_pkey')
        return { ...facts, drains: withEntry(facts.drains, drain.dongle, { ...drain, company }) }
      })
    },
    async warn(warning) {
      await draft.write((facts) => {
        hold(isNewAlert(facts, warning.alert), '23505', 'alert_pkey')
        return { ...facts, warnings: [...facts.warnings, warning] }
      })
    },
    async finish(drain, { result, certificate, at }) {
      await end(drain, (transfer) => {
        requireCertificate(draft, certificate)
        return transfer.id === drain.transfer
          ? drained(transfer, { result, certificate, at })
          : answered(transfer, 'already-moved', certificate, at)
      })
      draft.defer((facts) => {
        const named = [...facts.transfers.values()].some(
          (transfer) =>
            transfer.company === company && 'certificate' in transfer && transfer.certificate === certificate,
        )
        hold(!named || facts.certificates.has(keyOf(company, certificate)), '23503', 'transfer_certificate')
      })
    },
    async cancel(drain, at) {
      await end(drain, (transfer) => answered(transfer, 'cancelled', undefined, at))
    },
    async forget(drain) {
      await end(drain, () => undefined)
    },
  }
}

function drained(
  { certified: _certified, ...facts }: Draining,
  { result, certificate, at }: Parameters<Drains['finish']>[1],
): Transfer {
  return { ...facts, state: 'drained', result, certificate, finishedAt: at }
}

function answered(
  transfer: Draining,
  result: 'already-moved' | 'cancelled',
  certificate: (Transfer & { state: 'answered' })['certificate'],
  finishedAt: Date,
): Transfer {
  const {
    joined: _joined,
    notBefore: _notBefore,
    cancelable: _cancelable,
    possession: _possession,
    statement: _statement,
    certified: _certified,
    ...facts
  } = transfer
  return { ...facts, state: 'answered', result, certificate, document: undefined, finishedAt }
}
