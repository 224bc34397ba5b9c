import type { LicenseId } from '@undongle/core/id'
import type { SeatInUse } from '@undongle/core/transfer/start'
import { listNodes } from '../journal/nodes.ts'
import { listSeatsFrom } from '../journal/seats.ts'
import type { Store } from '../journal/store.ts'
import { machineOf, thisMachine } from './seat.ts'

interface Deps {
  readonly store: Store
  /** What this machine is called. */
  readonly machineName: string
  readonly now: () => Date
}

/** Who has a seat of what moves from a dongle, on this machine and on those of its network, the longest first [Q87]. */
export function listSeatsInUse(
  { store, machineName, now }: Deps,
  dongle: string,
  moving: readonly LicenseId[],
): SeatInUse[] {
  const seats = listSeatsFrom(store, dongle, now()).filter(
    ({ license }) => license !== null && moving.includes(license),
  )
  if (seats.length === 0) return []
  const names = new Map<string, string>(listNodes(store).map(({ id, name }) => [id, name]))
  return seats
    .toSorted((a, b) => a.since.getTime() - b.since.getTime())
    .map(({ product, version, holder, since }) => {
      const machine = machineOf(holder)
      const name = machine === thisMachine ? machineName : (names.get(machine) ?? machine)
      return { product, version, machine: name, since: since.toISOString() }
    })
}
