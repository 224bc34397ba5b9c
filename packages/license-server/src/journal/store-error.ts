/** Every way in which the journal's file can fail: what to say and what to do next. */
export const storeErrors = {
  'journal-disk-full': {
    say: 'The disk is full: the journal could not be written.',
    next: 'Free some space and try again. What was confirmed before is kept, and trying again is safe.',
  },
  'journal-disk-failed': {
    say: 'The disk reported an error while the journal was read or written.',
    next: 'Check the disk, then start the License Server again. What was confirmed before is kept.',
  },
  'journal-not-writable': {
    say: 'The journal in the data folder cannot be opened for writing.',
    next: 'Make the data folder writable for the user who runs the License Server, or set UNDONGLE_DATA_DIR.',
  },
  'journal-damaged': {
    say: 'The journal in the data folder is damaged.',
    next: 'Keep the file for support, move it away and start again: an open transfer goes on from the dongle itself.',
  },
  'journal-other-version': {
    say: 'The journal was written by another version of the License Server.',
    next: 'Start the version that wrote it or a newer one, or choose another data folder with UNDONGLE_DATA_DIR.',
  },
  'journal-in-use': {
    say: 'Another License Server is using this data folder.',
    next: 'Stop the other one, or choose another data folder with UNDONGLE_DATA_DIR.',
  },
  'journal-conflict': {
    say: 'Another document arrived for a step that the journal already holds.',
    next: 'Contact support and send the diagnosis file: both documents are needed, and nothing was overwritten.',
  },
  'journal-no-engine': {
    say: 'No local database could be loaded.',
    next: 'Install again with `npm ci`, or run on Node 22.13 or newer, which brings its own.',
  },
} as const satisfies Record<string, { say: string; next: string }>

export type StoreErrorCode = keyof typeof storeErrors

/** A named failure of the journal's file. `detail` is for the log, never for a reply. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode
  readonly detail: string

  constructor(code: StoreErrorCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${storeErrors[code].say} ${storeErrors[code].next}`, options)
    this.code = code
    this.detail = detail
  }
}

/** @param resultCode SQLite's extended result code, whose low byte is the primary one (sqlite.org/rescode.html) */
export function codeOfSqlite(resultCode: number): StoreErrorCode | undefined {
  return sqliteCodes.get(resultCode & 0xff)
}

const sqliteCodes = new Map<number, StoreErrorCode>([
  [3, 'journal-not-writable'], // SQLITE_PERM
  [5, 'journal-in-use'], // SQLITE_BUSY: we hold the file for ourselves, so only another process can be in the way
  [6, 'journal-in-use'], // SQLITE_LOCKED
  [8, 'journal-not-writable'], // SQLITE_READONLY
  [10, 'journal-disk-failed'], // SQLITE_IOERR
  [11, 'journal-damaged'], // SQLITE_CORRUPT
  [13, 'journal-disk-full'], // SQLITE_FULL
  [14, 'journal-not-writable'], // SQLITE_CANTOPEN
  [15, 'journal-in-use'], // SQLITE_PROTOCOL: two processes race for the write-ahead log
  [26, 'journal-damaged'], // SQLITE_NOTADB
])

/** Names what the operating system said about the journal's file or folder. */
export function codeOfSystem(errno: string | undefined): StoreErrorCode {
  switch (errno) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return 'journal-disk-full'
    case 'EIO':
      return 'journal-disk-failed'
    default:
      return 'journal-not-writable'
  }
}
