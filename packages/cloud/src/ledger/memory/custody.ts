import type { LicenseId } from '@undongle/core/id'
import type { Custody } from '../ledger.ts'
import { type Draft, hold } from './draft.ts'
import type { Facts } from './facts.ts'

export function memoryCustody(draft: Draft): Custody {
  const isOwn = (facts: Facts, license: LicenseId) => facts.licenses.get(license)?.company === draft.company
  return {
    readChains: (licenses) =>
      draft.read((facts) => {
        const chains = licenses
          .map((id) => [id, facts.chains.get(id)] as const)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
        return new Map(chains.flatMap(([id, chain]) => (chain && isOwn(facts, id) ? [[id, [...chain]]] : [])))
      }),
    async appendLinks(links) {
      await draft.write((facts) => {
        const chains = new Map(facts.chains)
        for (const [license, link] of links) {
          const chain = (isOwn(facts, license) && chains.get(license)) || []
          // In the order of their names, as PostgreSQL checks them.
          hold(link.sequence > 1 || link.debit === 'vendor', '23514', 'custody_begins')
          hold(link.credit !== link.debit, '23514', 'custody_check')
          hold(link.sequence >= 1, '23514', 'custody_sequence_check')
          hold(!chain.some(({ sequence }) => sequence === link.sequence), '23505', 'custody_pkey')
          chains.set(
            license,
            [...chain, link].toSorted((a, b) => a.sequence - b.sequence),
          )
        }
        for (const [license, link] of links) {
          hold(isOwn(facts, license), '23503', 'custody_company_id_license_id_fkey')
          const before = chains.get(license)?.find(({ sequence }) => sequence === link.sequence - 1)
          hold(link.sequence === 1 || before?.credit === link.debit, '23503', 'custody_chain')
        }
        return { ...facts, chains }
      })
    },
  }
}
