import type { LeaseId } from '@undongle/core/id'
import { waitingMs } from '@undongle/core/lease/renewal'
import type { Waiter } from '../seat/store.ts'
import type { GrantedSeat } from './decide-group.ts'

/** The queues of a group's products while it is decided. */
export interface SeatQueues {
  /** How many are served before this ask: all who still wait, where it has no place itself. */
  aheadOf(ask: GrantedSeat['ask']): number
  /** Takes a place, or keeps it. */
  wait(ask: GrantedSeat['ask']): void
  leave(lease: LeaseId): void
  /** The same for a lease of whose place nothing was read. */
  giveUp(lease: LeaseId): void
  /** What is to be written. */
  changes(): { readonly waiting: readonly Waiter[]; readonly left: readonly LeaseId[] }
}

/** More than that many wait in vain anyway. */
export const waitersMost = 1000

/** First asked, first served. Whoever has stopped asking is passed over, and leaves. */
export function openQueues(known: readonly Waiter[], now: Date): SeatQueues {
  const isHere = ({ askedAt }: Waiter) => askedAt.getTime() + waitingMs > now.getTime()
  const places = new Map(known.filter(isHere).map((waiter) => [waiter.lease, waiter]))
  const stored = new Set(known.map(({ lease }) => lease))
  const left = new Set(known.filter((waiter) => !isHere(waiter)).map(({ lease }) => lease))
  const written = new Set<LeaseId>()
  const leave = (lease: LeaseId): void => {
    places.delete(lease)
    written.delete(lease)
    if (stored.has(lease)) left.add(lease)
  }

  const lineOf = (product: string): readonly Waiter[] =>
    [...places.values()].filter((waiter) => waiter.product === product)
  const isPlaceOf = (waiter: Waiter, { id, product, machine }: GrantedSeat['ask']): boolean =>
    waiter.lease === id && waiter.product === product && waiter.licenseServer === machine.licenseServer
  return {
    aheadOf(ask) {
      const line = lineOf(ask.product)
      const place = line.findIndex((waiter) => isPlaceOf(waiter, ask))
      return place === -1 ? line.length : place
    },
    wait(ask) {
      const { id: lease, product } = ask
      const { licenseServer } = ask.machine
      const place = places.get(lease)
      // Another one's place, or one in another line, is no place of this ask.
      if (place === undefined ? lineOf(product).length >= waitersMost : !isPlaceOf(place, ask)) return
      places.set(lease, { lease, licenseServer, product, since: place?.since ?? now, askedAt: now })
      written.add(lease)
    },
    leave,
    giveUp(lease) {
      leave(lease)
      left.add(lease)
    },
    changes: () => ({
      waiting: [...written].flatMap((lease) => places.get(lease) ?? []),
      left: [...left].filter((lease) => !written.has(lease)),
    }),
  }
}
