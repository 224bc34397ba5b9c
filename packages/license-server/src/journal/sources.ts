import type { SeatSource } from '@undongle/core/document/lease'
import type { Store } from './store.ts'

/** Where seats of a line are taken from while its dongle may still be used: the way back of a grace. It changes no custody. */
export interface DongleLine {
  readonly dongle: string
  readonly line: string
}

/** On disk when it returns; asks nobody, because a way back is for the day on which the cloud can't be asked. */
export function switchSource(store: Store, { dongle, line }: DongleLine, source: SeatSource): void {
  store.transaction(() => {
    if (source === 'cloud') store.run('delete from dongle_source where dongle = ? and line = ?', [dongle, line])
    else store.run('insert or ignore into dongle_source (dongle, line) values (?, ?)', [dongle, line])
  })
}

/** Whether any dongle is preferred for this line: without it no dongle need be read for a seat from the cloud. */
export const isSwitched = (store: Store, line: string): boolean =>
  store.get('select line from dongle_source where line = ? limit 1', [line]) !== undefined

export function sourceOf(store: Store, { dongle, line }: DongleLine): SeatSource {
  return store.get('select line from dongle_source where dongle = ? and line = ?', [dongle, line]) ? 'dongle' : 'cloud'
}
