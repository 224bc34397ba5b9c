import { createRequire } from 'node:module'
import type libsql from 'libsql'
import type { SqlEngine, SqlRow, SqlValue } from './store.ts'
import { StoreError } from './store-error.ts'

/**
 * Opens a file with libsql, whose native part is prebuilt.
 *
 * @returns undefined where libsql has no binary that loads (some Windows machines)
 */
export function openLibsql(path: string): SqlEngine | undefined {
  const Database = loadLibsql()
  if (!Database) return undefined
  const database = connect(Database, path)
  return {
    prepare(sql) {
      const statement = database.prepare(sql)
      return {
        // Values always go as one array: given a lone null or Uint8Array, libsql 0.5.29 takes it for named values and aborts the process.
        run: (values) => statement.run([...values]).changes,
        get(values) {
          const row = statement.get([...values])
          return row === undefined ? undefined : plainRow(row as object)
        },
        all: (values) => statement.all([...values]).map((row) => plainRow(row as object)),
      }
    },
    execute(script) {
      database.exec(script)
    },
    close() {
      database.close()
    },
    resultCodeOf: (cause) =>
      cause instanceof Error && 'rawCode' in cause && typeof cause.rawCode === 'number' ? cause.rawCode : undefined,
  }
}

/** Loaded on demand: where the native part is missing, the import itself throws. */
function loadLibsql(): typeof libsql | undefined {
  try {
    return createRequire(import.meta.url)('libsql') as typeof libsql
  } catch {
    return undefined
  }
}

/** libsql reports a failed open as plain text that ends in SQLite's result code. */
function connect(Database: typeof libsql, path: string): libsql.Database {
  try {
    return new Database(path)
  } catch (cause) {
    throw new StoreError('journal-not-writable', String(cause), { cause })
  }
}

/** libsql gives bytes as Buffer or ArrayBuffer, and adds its own timing to single rows. */
function plainRow(row: object): SqlRow {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([column]) => column !== '_metadata')
      .map(([column, value]) => [
        column,
        value instanceof ArrayBuffer || Buffer.isBuffer(value) ? bytes(value) : value,
      ]),
  ) as Record<string, SqlValue>
}

const bytes = (value: ArrayBuffer | Buffer): Uint8Array => Uint8Array.from(new Uint8Array(value))
