import type { StoredEpoch } from '../../epoch/store.ts'
import type { Epochs } from '../ledger.ts'
import { type Draft, hold } from './draft.ts'
import type { Facts } from './facts.ts'

export const memoryEpochs = (draft: Draft): Epochs => ({
  read: () => draft.read(newestEpoch),
  async checkIn(epoch, machine) {
    await draft.write((facts) => {
      const isKnown = facts.epochs.some((known) => known.epoch === epoch)
      hold(isKnown, '23503', 'epoch_check_in_epoch_fkey')
      return {
        ...facts,
        epochs: facts.epochs.map((known) =>
          known.epoch === epoch ? { ...known, checkedIn: new Set(known.checkedIn).add(machine) } : known,
        ),
      }
    })
  },
  listUnheard: (epoch, machines) =>
    draft.read(({ epochs }) => {
      const heard = epochs.find((known) => known.epoch === epoch)?.checkedIn
      return machines.filter((machine) => !heard?.has(machine))
    }),
})

export function newestEpoch({ epochs }: Facts): StoredEpoch {
  const newest = epochs.toSorted((a, b) => a.epoch - b.epoch).at(-1)
  if (newest === undefined) return { epoch: 0, startedAt: null, endsAt: null, checkedIn: 0 }
  const { epoch, startedAt, endsAt, checkedIn } = newest
  return { epoch, startedAt, endsAt, checkedIn: checkedIn.size }
}

/** The same again changes nothing. */
export function withEpoch(facts: Facts, { epoch, at, endsAt }: { epoch: number; at: Date; endsAt: Date }): Facts {
  if (facts.epochs.some((known) => known.epoch === epoch)) return facts
  return { ...facts, epochs: [...facts.epochs, { epoch, startedAt: at, endsAt, checkedIn: new Set() }] }
}
