import { assert } from '@undongle/core/assert'
import { codeOfSqlite, StoreError } from './store-error.ts'

export type SqlValue = string | number | Uint8Array | null
export type SqlRow = Readonly<Record<string, SqlValue>>

/**
 * The local SQL store. Synchronous: when a call returns, what it wrote has been fsynced.
 * Every call may throw StoreError.
 */
export interface Store {
  /** @returns how many rows changed */
  run(sql: string, values?: readonly SqlValue[]): number
  get(sql: string, values?: readonly SqlValue[]): SqlRow | undefined
  all(sql: string, values?: readonly SqlValue[]): readonly SqlRow[]
  /** Runs several statements without values: schema changes and pragmas. */
  execute(script: string): void
  /** All or nothing, on disk when it returns. Not to be nested; `work` must not wait for anything. */
  transaction<Result>(work: () => Result): Result
  close(): void
}

/** What an SQLite binding must offer; libsql.ts and node-sqlite.ts adapt one each. */
export interface SqlEngine {
  prepare(sql: string): SqlStatement
  execute(script: string): void
  close(): void
  /** @returns SQLite's extended result code, or undefined when the cause is not SQLite's */
  resultCodeOf(cause: unknown): number | undefined
}

export interface SqlStatement {
  run(values: readonly SqlValue[]): number
  get(values: readonly SqlValue[]): SqlRow | undefined
  all(values: readonly SqlValue[]): readonly SqlRow[]
}

/** Prepares each statement once, names every failure, and keeps transactions whole. */
export function storeOn(engine: SqlEngine): Store {
  const prepared = new Map<string, SqlStatement>()
  let inTransaction = false

  function statement(sql: string): SqlStatement {
    const known = prepared.get(sql)
    if (known) return known
    const made = engine.prepare(sql)
    prepared.set(sql, made)
    return made
  }

  function named<Result>(act: () => Result): Result {
    try {
      return act()
    } catch (cause) {
      throw nameFailure(engine, cause)
    }
  }

  return {
    run: (sql, values = []) => named(() => statement(sql).run(values)),
    get: (sql, values = []) => named(() => statement(sql).get(values)),
    all: (sql, values = []) => named(() => statement(sql).all(values)),
    execute: (script) => named(() => engine.execute(script)),
    close: () => named(() => engine.close()),
    transaction(work) {
      assert(!inTransaction, 'a transaction of the journal is not nested')
      inTransaction = true
      try {
        named(() => engine.execute('begin immediate'))
        try {
          const result = work()
          assert(!(result instanceof Promise), 'a transaction of the journal does not wait')
          named(() => engine.execute('commit'))
          return result
        } catch (cause) {
          rollBack(engine)
          throw cause
        }
      } finally {
        inTransaction = false
      }
    },
  }
}

/** SQLite ends the transaction by itself on some failures (a full disk); then there is nothing left to roll back. */
function rollBack(engine: SqlEngine): void {
  try {
    engine.execute('rollback')
  } catch (cause) {
    const code = engine.resultCodeOf(cause)
    if (code !== sqliteGenericError) throw nameFailure(engine, cause)
  }
}

const sqliteGenericError = 1

function nameFailure(engine: SqlEngine, cause: unknown): unknown {
  const resultCode = engine.resultCodeOf(cause)
  if (resultCode === undefined) return cause
  const code = codeOfSqlite(resultCode)
  return code === undefined ? cause : new StoreError(code, `SQLite ${resultCode}: ${String(cause)}`, { cause })
}
