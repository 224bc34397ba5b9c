import { getBuiltinModule } from 'node:process'
import type { SqlEngine, SqlRow, SqlValue } from './store.ts'
import { StoreError } from './store-error.ts'

/** The part of `node:sqlite` used here. Declared by hand: the types of Node 20, which the project builds with, have no such module. */
interface NodeSqlite {
  DatabaseSync: new (path: string) => DatabaseSync
}
interface DatabaseSync {
  prepare(sql: string): {
    run(...values: SqlValue[]): { changes: number | bigint }
    get(...values: SqlValue[]): object | undefined
    all(...values: SqlValue[]): object[]
  }
  exec(script: string): void
  close(): void
}

/**
 * Opens a file with the SQLite that is part of Node 22.13 and newer.
 *
 * @returns undefined on an older Node
 */
export function openNodeSqlite(path: string): SqlEngine | undefined {
  const sqlite = getBuiltinModule('node:sqlite') as NodeSqlite | undefined
  if (!sqlite) return undefined
  const database = connect(sqlite, path)
  return {
    prepare(sql) {
      const statement = database.prepare(sql)
      return {
        run: (values) => Number(statement.run(...values).changes),
        get(values) {
          const row = statement.get(...values)
          return row === undefined ? undefined : plainRow(row)
        },
        all: (values) => statement.all(...values).map(plainRow),
      }
    },
    execute(script) {
      database.exec(script)
    },
    close() {
      database.close()
    },
    resultCodeOf,
  }
}

function connect(sqlite: NodeSqlite, path: string): DatabaseSync {
  try {
    return new sqlite.DatabaseSync(path)
  } catch (cause) {
    throw new StoreError('journal-not-writable', String(cause), { cause })
  }
}

function resultCodeOf(cause: unknown): number | undefined {
  return cause instanceof Error && 'errcode' in cause && typeof cause.errcode === 'number' ? cause.errcode : undefined
}

/** Rows come without a prototype; a plain object compares and prints like any other. */
const plainRow = (row: object): SqlRow => ({ ...(row as Record<string, SqlValue>) })
