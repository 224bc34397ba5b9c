import type { CompanyId } from '@undongle/core/id'
import type { BoundSeat } from '@undongle/core/seat/binding'
import { fromSeconds } from '@undongle/core/time'
import type { Seats } from '../ledger.ts'
import { type Draft, hold } from './draft.ts'
import { type Facts, keyOf, withEntry } from './facts.ts'

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
    readBound: ({ licenses, now }) =>
      draft.read((facts) =>
        [
          ...new Map(
            [...assignedIn(facts, company), ...namedIn(facts, company)].map((seat) => [orderOf(seat), seat]),
          ).values(),
        ]
          .filter(({ license }) => licenses.includes(license))
          .map((seat) => ({ ...seat, lease: leaseOf(facts, company, seat, now) }))
          .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)),
      ),
    async bind(seats) {
      await draft.write((before) => {
        let after = before.boundSeats
        for (const seat of seats) {
          const owned = before.licenses.get(seat.license)?.company === company
          hold(owned, '23503', 'bound_seat_company_id_license_id_fkey')
          after = withEntry(after, keyOf(company, `${seat.license} ${seat.holder}`), seat)
        }
        return { ...before, boundSeats: after }
      })
    },
  }
}

type Own = Omit<BoundSeat, 'lease'>
const orderOf = ({ license, holder }: Own): string => `${license} ${holder}`

const assignedIn = (facts: Facts, company: CompanyId): Own[] =>
  [...facts.boundSeats].flatMap(([key, { license, holder, since, by, freeAt }]) =>
    key === keyOf(company, `${license} ${holder}`) ? [{ license, holder, since, by, freeAt }] : [],
  )

const namedIn = (facts: Facts, company: CompanyId): Own[] =>
  [...facts.licenses.values()]
    .filter((sold) => sold.company === company && facts.products.get(sold.product)?.binding?.to === 'person')
    .flatMap(({ id, users = [] }) =>
      users.map((holder) => ({ license: id, holder, since: null, by: 'contract', freeAt: null })),
    )

function leaseOf(facts: Facts, company: CompanyId, { license, holder }: Own, now: Date): BoundSeat['lease'] {
  const live = [...facts.leases].flatMap(
    ([
      key,
      {
        ended,
        freed,
        holder: of,
        lease: { claims },
      },
    ]) => {
      const isOwn = key === keyOf(company, claims.jti) && of === holder && claims.licenses[0]?.license === license
      const until = fromSeconds(claims.exp)
      return isOwn && !ended && until > now && (freed === undefined || freed.at > now)
        ? [{ id: claims.jti, until }]
        : []
    },
  )
  return live.toSorted((a, b) => b.until.getTime() - a.until.getTime())[0] ?? null
}
