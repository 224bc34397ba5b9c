import { openLibsql } from './libsql.ts'
import { openNodeSqlite } from './node-sqlite.ts'
import { makePrivateFile } from './private-file.ts'
import { type SqlEngine, type Store, storeOn } from './store.ts'
import { StoreError } from './store-error.ts'

export type OpenEngine = (path: string) => SqlEngine | undefined

/**
 * Opens the store, or makes it. The file belongs to this process alone until it is closed: the kernel's lock ends with
 * the process, so a second License Server on one folder is refused, and a crash leaves nothing to clean.
 *
 * @param engines the first that loads is used; libsql comes first because `node:sqlite` is still marked experimental
 * @throws StoreError
 */
export function openStore(path: string, engines: readonly OpenEngine[] = [openLibsql, openNodeSqlite]): Store {
  makePrivateFile(path)
  const engine = firstEngine(path, engines)
  const store = storeOn(engine)
  try {
    claim(store)
    check(store)
  } catch (cause) {
    abandon(store)
    throw cause
  }
  return { ...store, close: () => release(store) }
}

function firstEngine(path: string, engines: readonly OpenEngine[]): SqlEngine {
  for (const open of engines) {
    const engine = open(path)
    if (engine) return engine
  }
  throw new StoreError('journal-no-engine', `Node ${process.version} on ${process.platform}-${process.arch}`)
}

/** Long enough for the process before us to finish its shutdown. */
const lockWaitMs = 1000

/**
 * Write-ahead log, and every commit fsynced before it returns (`synchronous=full`; `fullfsync` reaches the platter on
 * macOS). The lock is exclusive before the log is entered, so no shared memory file is needed either.
 */
function claim(store: Store): void {
  store.all(`pragma busy_timeout = ${lockWaitMs}`)
  store.all('pragma locking_mode = exclusive')
  store.all('pragma journal_mode = wal')
  store.all('pragma synchronous = full')
  store.all('pragma fullfsync = on')
  store.all('pragma foreign_keys = on')
  store.all('pragma trusted_schema = off')
  store.all('pragma secure_delete = on')
  store.transaction(() => undefined)
}

function check(store: Store): void {
  const findings = store.all('pragma quick_check(1)').map((row) => Object.values(row)[0])
  if (findings[0] !== 'ok') throw new StoreError('journal-damaged', findings.join('; '))
}

/**
 * Leaves the write-ahead log first: libsql keeps a closed file, and its lock, until its statements are collected as garbage.
 * Where that fails (a full disk, a damaged file) what was committed stays in the log, and the next start finds it there.
 */
function release(store: Store): void {
  try {
    store.all('pragma journal_mode = delete')
    store.all('pragma locking_mode = normal')
    store.all('select 1 from sqlite_schema')
  } catch (cause) {
    if (!(cause instanceof StoreError)) throw cause
  } finally {
    store.close()
  }
}

/** Gives the file free after a failed opening, without waiting for whoever holds it. */
function abandon(store: Store): void {
  store.all('pragma busy_timeout = 0')
  release(store)
}
