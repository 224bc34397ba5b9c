import type { Epochs } from '../ledger.ts'
import { type Draft, hold } from './draft.ts'

export const memoryEpochs = (draft: Draft): Epochs => ({
  read: () =>
    draft.read(({ epochs }) => {
      const newest = epochs.toSorted((a, b) => a.epoch - b.epoch).at(-1)
      return newest === undefined
        ? { epoch: 0, endsAt: null, checkedIn: 0 }
        : { epoch: newest.epoch, endsAt: newest.endsAt, checkedIn: newest.checkedIn.size }
    }),
  async start({ epoch, endsAt }) {
    await draft.write((facts) => {
      hold(epoch >= 1, '23514', 'restore_epoch_epoch_check')
      if (facts.epochs.some((known) => known.epoch === epoch)) return facts
      return { ...facts, epochs: [...facts.epochs, { epoch, endsAt, checkedIn: new Set() }] }
    })
  },
  async checkIn(epoch, machine) {
    await draft.write((facts) => {
      hold(
        facts.epochs.some((known) => known.epoch === epoch),
        '23503',
        'epoch_check_in_epoch_fkey',
      )
      return {
        ...facts,
        epochs: facts.epochs.map((known) =>
          known.epoch === epoch ? { ...known, checkedIn: new Set(known.checkedIn).add(machine) } : known,
        ),
      }
    })
  },
})
