import type { LicenseId } from '@undongle/core/id'
import { fromSeconds } from '@undongle/core/time'
import { toTerm } from '../../license/term.ts'
import type { Leases } from '../ledger.ts'
import { type Draft, hold } from './draft.ts'
import { type Facts, keyOf, withEntry } from './facts.ts'

export function memoryLeases(draft: Draft): Leases {
  const { company } = draft
  const live = (facts: Facts, ids: readonly LicenseId[], now: Date) =>
    [...facts.leases].flatMap(([key, { lease, ended }]) => {
      const [leased] = lease.claims.licenses
      const isOut = key === keyOf(company, lease.claims.jti) && !ended && fromSeconds(lease.claims.exp) > now
      return isOut && leased !== undefined && ids.includes(leased.license) ? [{ ...leased, claims: lease.claims }] : []
    })
  const movedUnder = (facts: Facts, id: LicenseId) => {
    const moved = facts.transfers.get(keyOf(company, facts.chains.get(id)?.at(-1)?.transfer ?? ''))
    return moved === undefined ? null : { line: moved.line, version: moved.plan.policy.version }
  }
  return {
    lockLicenses: (product) =>
      draft.read((facts) =>
        [...facts.licenses.values()]
          .filter((sold) => sold.company === company && sold.product === product)
          .filter(({ id }) => facts.chains.get(id)?.at(-1)?.credit === `company:${company}`)
          .toSorted((a, b) => (a.id < b.id ? -1 : 1))
          .flatMap(({ id, generation, quantity, until }) => {
            const known = facts.products.get(product)
            if (known === undefined) return []
            const { line, name, metered, onlineOnly } = known
            const license = { id, line, product, name, generation, quantity, term: toTerm(until) }
            return [{ license, metered, onlineOnly, movedUnder: movedUnder(facts, id) }]
          }),
      ),
    readLiveSeats: ({ ids, now }) =>
      draft.read((facts) => {
        const seats = new Map<string, number>()
        for (const lease of live(facts, ids, now))
          seats.set(lease.license, (seats.get(lease.license) ?? 0) + lease.seats)
        return seats
      }),
    find: (id) => draft.read((facts) => facts.leases.get(keyOf(company, id))),
    async insert(lease) {
      const { jti, machine, licenses } = lease.claims
      await draft.write((facts) => {
        hold(!facts.leases.has(keyOf(company, jti)), '23505', 'lease_pkey')
        const [leased] = licenses
        hold(
          leased !== undefined && facts.licenses.get(leased.license)?.company === company,
          '23503',
          'lease_company_id_license_id_fkey',
        )
        const stored = { licenseServer: machine, ended: false, lease }
        return { ...facts, leases: withEntry(facts.leases, keyOf(company, jti), stored) }
      })
    },
    async end({ id, licenseServer }) {
      let wasOut = false
      await draft.write((facts) => {
        const known = facts.leases.get(keyOf(company, id))
        wasOut = known !== undefined && !known.ended && known.licenseServer === licenseServer
        return known === undefined || !wasOut
          ? facts
          : { ...facts, leases: withEntry(facts.leases, keyOf(company, id), { ...known, ended: true }) }
      })
      return wasOut
    },
    async nextSequence(machine) {
      const key = keyOf(company, machine)
      const facts = await draft.write((before) => {
        hold(before.companies.has(company), '23503', 'lease_counter_company_id_fkey')
        return {
          ...before,
          leaseCounters: withEntry(before.leaseCounters, key, (before.leaseCounters.get(key) ?? 0) + 1),
        }
      })
      return facts.leaseCounters.get(key) ?? 0
    },
    findLiveEnd: ({ ids, now }) =>
      draft.read((facts) => {
        const ends = live(facts, ids, now).map(({ claims }) => claims.exp)
        return ends.length === 0 ? undefined : fromSeconds(Math.max(...ends))
      }),
  }
}
