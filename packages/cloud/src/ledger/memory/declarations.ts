import type { Declarations, Outbox } from '../ledger.ts'
import { type Draft, hold } from './draft.ts'
import { keyOf, withEntry } from './facts.ts'

export function memoryDeclarations(draft: Draft): Declarations {
  const key = (transfer: string) => keyOf(draft.company, transfer)
  return {
    find: (transfer) => draft.read((facts) => facts.declarations.get(key(transfer))),
    async insert(declaration) {
      await draft.write((facts) => {
        if (facts.declarations.has(key(declaration.transfer))) return facts
        hold(facts.companies.has(draft.company), '23503', 'declaration_company_id_fkey')
        const entry = { ...declaration, approved: undefined }
        return { ...facts, declarations: withEntry(facts.declarations, key(declaration.transfer), entry) }
      })
    },
    async approve(transfer, approved) {
      await draft.write((facts) => {
        const known = facts.declarations.get(key(transfer))
        if (known === undefined || known.approved !== undefined) return facts
        hold(known.by !== approved.by, '23514', 'declaration_check')
        return { ...facts, declarations: withEntry(facts.declarations, key(transfer), { ...known, approved }) }
      })
    },
  }
}

export function memoryOutbox(draft: Draft): Outbox {
  return {
    async insert(message) {
      const key = keyOf(draft.company, message.id)
      await draft.write((facts) => {
        if (facts.outbox.has(key)) return facts
        hold(facts.companies.has(draft.company), '23503', 'outbox_company_id_fkey')
        return { ...facts, outbox: withEntry(facts.outbox, key, message) }
      })
    },
  }
}
