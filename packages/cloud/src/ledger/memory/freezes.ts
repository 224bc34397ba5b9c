import type { AlertId } from '@undongle/core/id'
import type { Freezes } from '../ledger.ts'
import { type Draft, hold } from './draft.ts'
import { type Facts, withEntry } from './facts.ts'

/** Alerts of either kind have one key. */
export const isNewAlert = ({ alerts, warnings }: Facts, id: AlertId): boolean =>
  ![...alerts, ...warnings].some(({ alert }) => alert === id)

export function memoryFreezes(draft: Draft): Freezes {
  const { company } = draft
  return {
    isFrozen: () => draft.read((facts) => facts.frozen.has(company)),
    async freeze(freeze) {
      await draft.write((facts) => {
        hold(isNewAlert(facts, freeze.alert), '23505', 'alert_pkey')
        const alerts = [...facts.alerts, { company, ...freeze }]
        const isNew = facts.companies.has(company) && !facts.frozen.has(company)
        return { ...facts, alerts, frozen: isNew ? withEntry(facts.frozen, company, freeze.reason) : facts.frozen }
      })
    },
    async thaw() {
      let wasFrozen = false
      await draft.write((facts) => {
        wasFrozen = facts.frozen.has(company)
        return { ...facts, frozen: new Map([...facts.frozen].filter(([id]) => id !== company)) }
      })
      return wasFrozen
    },
  }
}
