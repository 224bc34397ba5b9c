import type { LicenseId } from '@undongle/core/id'
import { fromSeconds } from '@undongle/core/time'
import type { StoredLease } from '../../lease/store.ts'
import { toTerm } from '../../license/term.ts'
import type { Leases } from '../ledger.ts'
import { type Draft, hold } from './draft.ts'
import { newestEpoch } from './epochs.ts'
import { type Facts, keyOf, withEntry } from './facts.ts'

export function memoryLeases(draft: Draft): Leases {
  const { company } = draft
  const live = (facts: Facts, ids: readonly LicenseId[], now: Date) =>
    [...facts.leases].flatMap(([key, { lease, ended, freed }]) => {
      const [leased] = lease.claims.licenses
      const isOut = key === keyOf(company, lease.claims.jti) && !ended && fromSeconds(lease.claims.exp) > now
      return isOut && leased !== undefined && ids.includes(leased.license)
        ? [{ ...leased, freed, claims: lease.claims }]
        : []
    })
  const offlineDays = (facts: Facts, id: LicenseId, line: string) => {
    const moved = facts.transfers.get(keyOf(company, facts.chains.get(id)?.at(-1)?.transfer ?? ''))
    // The twin's vendor never publishes another version.
    return facts.lines.get(moved?.line ?? line)?.policy.offlineDays ?? 0
  }
  return {
    lockLicenses: (products) =>
      draft.read((facts) =>
        [...facts.licenses.values()]
          .filter((sold) => sold.company === company && products.includes(sold.product))
          .filter(({ id }) => facts.chains.get(id)?.at(-1)?.credit === `company:${company}`)
          .toSorted((a, b) => (a.id < b.id ? -1 : 1))
          .flatMap(({ id, product, generation, quantity, until }) => {
            const known = facts.products.get(product)
            if (known === undefined) return []
            const { line, name, metered, onlineOnly, binding } = known
            const license = { id, line, product, name, generation, quantity, term: toTerm(until) }
            return [{ license, metered, onlineOnly, binding, offlineDays: offlineDays(facts, id, line) }]
          }),
      ),
    lock: (ids) =>
      draft.read(
        (facts) =>
          new Map(
            ids.flatMap((id) => {
              const known = facts.leases.get(keyOf(company, id))
              return known === undefined ? [] : [[id, known] as const]
            }),
          ),
      ),
    readLiveSeats: ({ products, now }) =>
      draft.read((facts) => {
        const ids = [...facts.licenses.values()].flatMap((sold) =>
          sold.company === company && products.includes(sold.product) ? [sold.id] : [],
        )
        const seats = new Map<LicenseId, number>()
        for (const lease of live(facts, ids, now).filter(({ freed }) => freed === undefined || freed.at > now))
          seats.set(lease.license, (seats.get(lease.license) ?? 0) + lease.seats)
        return seats
      }),
    find: (id) => draft.read((facts) => facts.leases.get(keyOf(company, id))),
    readFrame: () =>
      draft.read((facts) => ({
        company: facts.companies.get(company),
        epoch: newestEpoch(facts).epoch,
        // Nothing is ever blocked or revoked in the twin's world.
        blockListChanges: 0,
      })),
    async insert(leases) {
      await draft.write((before) => {
        let after = before
        for (const made of leases) {
          const { jti, machine } = made.lease.claims
          hold(!after.leases.has(keyOf(company, jti)), '23505', 'lease_pkey')
          const stored = { licenseServer: machine, ended: false, ...made }
          after = { ...after, leases: withEntry(after.leases, keyOf(company, jti), stored) }
        }
        // PostgreSQL looks at what a statement leaves behind, when it has run.
        for (const { lease } of leases) {
          const license = lease.claims.licenses[0]?.license
          const owner = license === undefined ? undefined : before.licenses.get(license)?.company
          hold(owner === company, '23503', 'lease_company_id_license_id_fkey')
        }
        return after
      })
    },
    async end({ ids }) {
      await draft.write((before) => {
        let { leases } = before
        for (const id of ids) {
          const known = leases.get(keyOf(company, id))
          if (known !== undefined) leases = withEntry(leases, keyOf(company, id), { ...known, ended: true })
        }
        return { ...before, leases }
      })
    },
    async endUnreported({ machine, reported, issuedBefore }) {
      const isOver = ({ licenseServer, ended, lease: { claims } }: StoredLease) =>
        licenseServer === machine &&
        !ended &&
        fromSeconds(claims.iat) < issuedBefore &&
        !reported.includes(claims.jti) &&
        (claims.prev === null || !reported.includes(claims.prev))
      await draft.write((before) => {
        let { leases } = before
        for (const [key, stored] of before.leases)
          if (key === keyOf(company, stored.lease.claims.jti) && isOver(stored))
            leases = withEntry(leases, key, { ...stored, ended: true })
        return { ...before, leases }
      })
    },
    lockSequences: (machines) =>
      draft.read(
        ({ leaseCounters }) =>
          new Map(
            machines.flatMap((machine) => {
              const newest = leaseCounters.get(keyOf(company, machine))
              return newest === undefined ? [] : [[machine, newest] as const]
            }),
          ),
      ),
    async takeSequences(counts) {
      const { leaseCounters } = await draft.write((before) => {
        hold(counts.size === 0 || before.companies.has(company), '23503', 'lease_counter_company_id_fkey')
        let after = before.leaseCounters
        for (const [machine, count] of counts)
          after = withEntry(after, keyOf(company, machine), (after.get(keyOf(company, machine)) ?? 0) + count)
        return { ...before, leaseCounters: after }
      })
      return new Map([...counts.keys()].map((machine) => [machine, leaseCounters.get(keyOf(company, machine)) ?? 0]))
    },
    findLiveEnd: ({ ids, now }) =>
      draft.read((facts) => {
        const ends = live(facts, ids, now).map(({ claims }) => claims.exp)
        return ends.length === 0 ? undefined : fromSeconds(Math.max(...ends))
      }),
  }
}
