import { readSetting, writeSetting } from './settings.ts'
import type { Store } from './store.ts'

// The cloud counts how often its database was put back from a backup. What is older than the newest count is not believed.

/** Before this machine ever checked in. */
const noEpoch = 0

/** The newest epoch this machine has heard of. */
export const readEpoch = (store: Store): number => Number(readSetting(store, 'epoch') ?? noEpoch)

/** Never goes back. On disk when it returns: only then is told what this machine holds, so that nothing older can come in after. */
export function learnEpoch(store: Store, epoch: number): void {
  if (epoch > readEpoch(store)) writeSetting(store, 'epoch', String(epoch))
}

/** Whether the cloud still has to be told what this machine holds from before the newest epoch. */
export const owesCheckIn = (store: Store): boolean =>
  Number(readSetting(store, 'checked-in-epoch') ?? noEpoch) < readEpoch(store)

export const recordCheckIn = (store: Store, epoch: number): void =>
  writeSetting(store, 'checked-in-epoch', String(epoch))
