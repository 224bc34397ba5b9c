import type { Cases } from '../ledger.ts'
import { type Draft, fence, hold } from './draft.ts'
import { keyOf, withEntry } from './facts.ts'

export function memoryCases(draft: Draft): Cases {
  const { company } = draft
  return {
    findOpen: (subject) =>
      draft.read((facts) =>
        [...facts.cases.values()].find(
          (known) => known.company === company && known.subject === subject && known.decided === undefined,
        ),
      ),
    async insert(opened) {
      await draft.write((facts) => {
        fence(draft, opened.company)
        hold(!facts.cases.has(keyOf(company, opened.id)), '23505', 'support_case_pkey')
        const isOpen = [...facts.cases.values()].some(
          (known) => known.company === company && known.subject === opened.subject && known.decided === undefined,
        )
        hold(!isOpen, '23505', 'support_case_subject')
        hold(facts.companies.has(company), '23503', 'support_case_company_id_fkey')
        return { ...facts, cases: withEntry(facts.cases, keyOf(company, opened.id), opened) }
      })
    },
    async repeat(id, { severity, at }) {
      await draft.write((facts) => {
        const known = facts.cases.get(keyOf(company, id))
        if (known === undefined) return facts
        const again = { ...known, severity, lastAt: at, attempts: known.attempts + 1 }
        return { ...facts, cases: withEntry(facts.cases, keyOf(company, id), again) }
      })
    },
  }
}
