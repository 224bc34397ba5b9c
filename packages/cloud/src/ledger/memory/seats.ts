import type { Seats } from '../ledger.ts'
import type { Draft } from './draft.ts'
import { keyOf, withEntry } from './facts.ts'

export function memorySeats(draft: Draft): Seats {
  const { company } = draft
  return {
    readWaiting: (products) =>
      draft.read((facts) =>
        [...facts.waiters]
          .flatMap(([key, waiter]) =>
            key === keyOf(company, waiter.lease) && products.includes(waiter.product) ? [waiter] : [],
          )
          .toSorted((a, b) => a.since.getTime() - b.since.getTime() || (a.lease < b.lease ? -1 : 1)),
      ),
    async wait(waiters) {
      await draft.write((before) => {
        let after = before.waiters
        for (const waiter of waiters) {
          const key = keyOf(company, waiter.lease)
          // Whose place it is never changes.
          const { licenseServer } = after.get(key) ?? waiter
          after = withEntry(after, key, { ...waiter, licenseServer })
        }
        return { ...before, waiters: after }
      })
    },
    async leave(leases) {
      await draft.write((before) => {
        const waiters = new Map(before.waiters)
        for (const lease of leases) waiters.delete(keyOf(company, lease))
        return { ...before, waiters }
      })
    },
    async refuse(refusals) {
      await draft.write((before) => {
        let after = before.refusals
        for (const refusal of refusals) after = withEntry(after, keyOf(company, refusal.lease), refusal)
        return { ...before, refusals: after }
      })
    },
  }
}
