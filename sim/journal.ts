import type { TransferId } from '@undongle/core/id'
import { openLibsql } from '../packages/license-server/src/journal/libsql.ts'
import { openNodeSqlite } from '../packages/license-server/src/journal/node-sqlite.ts'
import { applySchema } from '../packages/license-server/src/journal/schema.ts'
import {
  type SqlEngine,
  type SqlRow,
  type SqlStatement,
  type Store,
  storeOn,
} from '../packages/license-server/src/journal/store.ts'
import { type Faults, noFaults } from './fault.ts'
import { Crashed, Life } from './life.ts'

export interface JournalWord {
  readonly id: TransferId
  readonly state: string
  readonly dongle: string
  readonly open: boolean
  readonly lastError: string
}

export interface PermitWord {
  readonly dongle: string
  readonly licenses: readonly string[]
  readonly expiresMs: number
}

export type LeaseWord = Omit<PermitWord, 'dongle'>

interface Words {
  readonly commits: number
  readonly transfers: readonly JournalWord[]
  readonly permits: readonly PermitWord[]
  readonly leases: readonly LeaseWord[]
  readonly givingBack: ReadonlySet<string>
}

/** The disk of one License Server: a real SQLite in memory, which outlives the processes that write to it. */
export class JournalDisk {
  readonly #engine: SqlEngine
  readonly #statements = new Map<string, SqlStatement>()
  readonly #tables: readonly string[]
  #inTransaction = false
  /** Counts what was written, so that whoever watches looks only when there is something new. */
  commits = 0
  /** How often it was wiped: which disk this is. */
  wiped = 0
  #words: Words | undefined

  constructor() {
    const engine = openLibsql(':memory:') ?? openNodeSqlite(':memory:')
    if (engine === undefined) throw new Error('no SQLite can be loaded')
    this.#engine = engine
    const store = storeOn(engine)
    applySchema(store)
    this.#tables = store
      .all(`select name from sqlite_schema where type = 'table'`)
      .map(({ name }) => String(name))
      .toReversed() // what refers to others was made after them
  }

  /** An empty disk: a new machine, or one whose journal was lost. */
  wipe(): void {
    for (const table of this.#tables) this.#statement(`delete from ${table}`).run([])
    this.wiped++
    this.commits++
  }

  /** What it says of each transfer, for whoever watches from outside. */
  transfers(): readonly JournalWord[] {
    return this.#look().transfers
  }

  permits(): readonly PermitWord[] {
    return this.#look().permits
  }

  /** What the cloud has lent to this machine. */
  leases(): readonly LeaseWord[] {
    return this.#look().leases
  }

  /** The dongles whose permit is being given back. */
  givingBack(): ReadonlySet<string> {
    return this.#look().givingBack
  }

  #look(): Words {
    if (this.#words?.commits === this.commits) return this.#words
    const rows = (sql: string) => this.#statement(sql).all([])
    this.#words = {
      commits: this.commits,
      transfers: rows('select id, state, dongle_key, last_error from transfer').map(transferWord),
      permits: rows('select dongle, jws, expires_at from permit').map(permitWord),
      leases: rows(`select jws, expires_at from lease where source = 'cloud'`).map(leaseWord),
      givingBack: new Set(rows('select dongle from give_back').map(({ dongle }) => String(dongle))),
    }
    return this.#words
  }

  /** For setting a machine up, when nothing goes wrong. */
  open(): Store {
    return this.openBy(new Life(), noFaults, () => undefined)
  }

  /** The journal as one process has it open: it dies with the process, and its disk can fail at each commit. */
  openBy(life: Life, faults: Faults, crash: () => void): Store {
    return storeOn({
      prepare: (sql) => {
        const statement = this.#statement(sql)
        const alive = <Answer>(answer: () => Answer): Answer => {
          life.requireAlive()
          return answer()
        }
        return {
          run: (values) => alive(() => statement.run(values)),
          get: (values) => alive(() => statement.get(values)),
          all: (values) => alive(() => statement.all(values)),
        }
      },
      execute: (script) => this.#execute(script, life, faults, crash),
      close: () => undefined,
      resultCodeOf: (cause) => (cause instanceof DiskFailure ? cause.resultCode : this.#engine.resultCodeOf(cause)),
    })
  }

  #execute(script: string, life: Life, faults: Faults, crash: () => void): void {
    if (script === 'rollback') {
      // Also for the dead: what a process had not committed is gone with it.
      if (this.#inTransaction) this.#end('rollback')
      return
    }
    life.requireAlive()
    if (script !== 'commit') {
      this.#statement(script).run([])
      this.#inTransaction = true
      return
    }
    const fault = faults.at({ kind: 'journal', what: '' })
    if (fault === 'fails') throw new DiskFailure(sqliteIoError)
    if (fault === 'full') throw new DiskFailure(sqliteFull)
    if (fault === 'crash-before') this.#crash(crash)
    this.#end('commit')
    this.commits++
    if (fault === 'crash-after') this.#crash(crash)
  }

  #end(how: 'commit' | 'rollback'): void {
    this.#inTransaction = false
    this.#statement(how).run([])
  }

  #crash(crash: () => void): never {
    crash()
    throw new Crashed()
  }

  #statement(sql: string): SqlStatement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const made = this.#engine.prepare(sql)
    this.#statements.set(sql, made)
    return made
  }
}

const transferWord = (row: SqlRow): JournalWord => ({
  id: String(row.id) as TransferId,
  state: String(row.state),
  dongle: String(row.dongle_key),
  open: !ended.has(String(row.state)),
  lastError: String(row.last_error ?? ''),
})

const permitWord = (row: SqlRow): PermitWord => ({ ...leaseWord(row), dongle: String(row.dongle) })

function leaseWord({ jws, expires_at }: SqlRow): LeaseWord {
  const payload = Buffer.from(String(jws).split('.')[1] ?? '', 'base64url').toString()
  const { licenses } = JSON.parse(payload) as { licenses: { license: string }[] }
  return { licenses: licenses.map(({ license }) => license), expiresMs: Number(expires_at) }
}

const ended: ReadonlySet<string> = new Set(['moved', 'refused', 'cancelled'])

const sqliteIoError = 10
const sqliteFull = 13

class DiskFailure extends Error {
  readonly resultCode: number

  constructor(resultCode: number) {
    super(`SQLite ${resultCode}`)
    this.resultCode = resultCode
  }
}
