import type { Store } from './store.ts'

/** What the License Server keeps beside its transfers; each value is text that its owner parses. */
export type JournalSetting =
  | 'account'
  | 'block-list'
  | 'checked-in-epoch'
  | 'clock-seal-key'
  | 'courier'
  | 'dongle-service'
  | 'epoch'
  | 'identity'
  | 'key-set'
  | 'join-secret'
  | 'known-licenses'
  | 'known-lines'
  | 'known-logo'
  | 'lan'
  | 'lan-certificate'
  | 'log-fork'
  | 'log-checkpoint'
  | 'refresh-token'

export function readSetting(store: Store, key: JournalSetting): string | undefined {
  const value = store.get('select value from setting where key = ?', [key])?.value
  return typeof value === 'string' ? value : undefined
}

/** On disk when it returns: a rotated refresh token is written here before it is used. */
export function writeSetting(store: Store, key: JournalSetting, value: string): void {
  store.transaction(() => store.run('insert or replace into setting (key, value) values (?, ?)', [key, value]))
}

/**
 * Forgets a setting, and its copies in the file: SQLite overwrites what is deleted (`secure_delete`), and the write-ahead log
 * is emptied.
 */
export function deleteSetting(store: Store, key: JournalSetting): void {
  store.transaction(() => store.run('delete from setting where key = ?', [key]))
  store.all('pragma wal_checkpoint(truncate)')
}
