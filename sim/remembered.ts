import type { SqlEngine, SqlRow, SqlStatement, SqlValue } from '../packages/license-server/src/journal/store.ts'

interface Answer {
  readonly stamp: number
  readonly rows: unknown
}

/**
 * A database that answers the same question from memory for as long as nothing was written to the tables it asks about. The
 * License Server reads its journal far more often than it writes, and crossing over to SQLite was most of a simulated step.
 */
export class RememberedReads {
  readonly #engine: SqlEngine
  readonly #statements = new Map<string, SqlStatement>()
  readonly #answers = new Map<string, Answer>()
  readonly #written = new Map<string, number>()
  #stamp = 0
  /** A transaction that was rolled back, or a disk that was wiped: nothing from before counts. */
  #forgotten = 0

  constructor(engine: SqlEngine) {
    this.#engine = engine
  }

  statement(sql: string): SqlStatement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const made = this.#watched(sql, this.#engine.prepare(sql))
    this.#statements.set(sql, made)
    return made
  }

  forget(): void {
    this.#answers.clear()
    this.#forgotten = ++this.#stamp
  }

  /** Rises with every write to any of these tables. */
  stampOf(tables: readonly string[]): number {
    return tables.reduce((newest, table) => Math.max(newest, this.#written.get(table) ?? 0), this.#forgotten)
  }

  #watched(sql: string, statement: SqlStatement): SqlStatement {
    const tables = tablesIn(sql)
    if (!sql.startsWith('select')) return { ...statement, run: (values) => this.#write(tables, statement, values) }
    return {
      run: statement.run,
      get: (values) => this.#read(`get ${sql}`, tables, values, () => statement.get(values)),
      all: (values) => this.#read(`all ${sql}`, tables, values, () => statement.all(values)),
    }
  }

  #write(tables: readonly string[], statement: SqlStatement, values: readonly SqlValue[]): number {
    this.#stamp++
    for (const table of tables) this.#written.set(table, this.#stamp)
    return statement.run(values)
  }

  #read<Rows extends SqlRow | readonly SqlRow[] | undefined>(
    question: string,
    tables: readonly string[],
    values: readonly SqlValue[],
    ask: () => Rows,
  ): Rows {
    const key = `${question} ${values.join('\0')}`
    const stamp = this.stampOf(tables)
    const known = this.#answers.get(key)
    if (known?.stamp === stamp) return known.rows as Rows
    const rows = ask()
    this.#answers.set(key, { stamp, rows })
    return rows
  }
}

const tablesIn = (sql: string): string[] =>
  [...sql.matchAll(/\b(?:from|join|into|update)\s+(\w+)/g)].flatMap(([, table]) => table ?? [])
