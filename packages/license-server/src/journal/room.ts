import type { Store } from './store.ts'

/** What the journal needs after the dongle was written: the receipt, the certificate, and their events. */
export const retireRoomBytes = 64 * 1024

/**
 * Makes sure that the next `sizeBytes` can be written whatever else fills the disk: it writes that much, frees it inside the
 * file, and starts the write-ahead log anew. Neither file shrinks while open, so what follows reuses the room. One transaction
 * is enough: `secure_delete` has the freed pages written as zeros, so the log and then the file are really that long.
 *
 * Called before RETIRE: a dongle is never changed when its receipt might not fit.
 *
 * @throws StoreError `journal-disk-full`
 */
export function ensureRoom(store: Store, sizeBytes: number): void {
  store.transaction(() => {
    store.run('insert or replace into room (only, filler) values (1, zeroblob(?))', [sizeBytes])
    store.run('delete from room')
  })
  store.all('pragma wal_checkpoint(restart)')
}
