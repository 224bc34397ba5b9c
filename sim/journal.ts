import type { TransferId } from '@undongle/core/id'
import { openLibsql } from '../packages/license-server/src/journal/libsql.ts'
import { openNodeSqlite } from '../packages/license-server/src/journal/node-sqlite.ts'
import { applySchema } from '../packages/license-server/src/journal/schema.ts'
import { type SqlEngine, type SqlRow, type Store, storeOn } from '../packages/license-server/src/journal/store.ts'
import { type Faults, noFaults } from './fault.ts'
import { Crashed, Life } from './life.ts'
import { RememberedReads } from './remembered.ts'

export interface JournalWord {
  readonly id: TransferId
  readonly state: string
  readonly dongle: string
  readonly line: string
  readonly open: boolean
  readonly lastError: string
}

export interface PermitWord {
  readonly dongle: string
  readonly licenses: readonly string[]
  readonly expiresMs: number
}

export type LeaseWord = Omit<PermitWord, 'dongle'>

/** What was last read of one table, and when. */
interface Words<Word> {
  readonly stamp: number
  readonly words: Word
}

/** The disk of one License Server: a real SQLite in memory, which outlives the processes that write to it. */
export class JournalDisk {
  readonly #engine: SqlEngine
  readonly #reads: RememberedReads
  readonly #tables: readonly string[]
  #inTransaction = false
  /** Counts what was written, so that whoever watches looks only when there is something new. */
  commits = 0
  /** How often it was wiped: which disk this is. */
  wiped = 0
  readonly #words = new Map<string, Words<unknown>>()

  constructor() {
    const engine = openLibsql(':memory:') ?? openNodeSqlite(':memory:')
    if (engine === undefined) throw new Error('no SQLite can be loaded')
    this.#engine = engine
    this.#reads = new RememberedReads(engine)
    const store = storeOn(engine)
    applySchema(store)
    this.#tables = store
      .all(`select name from sqlite_schema where type = 'table'`)
      .map(({ name }) => String(name))
      .toReversed() // what refers to others was made after them
  }

  /** An empty disk: a new machine, or one whose journal was lost. */
  wipe(): void {
    for (const table of this.#tables) this.#reads.statement(`delete from ${table}`).run([])
    this.#reads.forget()
    this.wiped++
    this.commits++
  }

  /** What it says of each transfer, for whoever watches from outside. */
  transfers(): readonly JournalWord[] {
    return this.#look('transfer', 'select id, state, dongle_key, line, last_error from transfer', (rows) =>
      rows.map(transferWord),
    )
  }

  permits(): readonly PermitWord[] {
    return this.#look('permit', 'select dongle, jws, expires_at from permit', (rows) => rows.map(permitWord))
  }

  /** What the cloud has lent to this machine. */
  leases(): readonly LeaseWord[] {
    return this.#look('lease', `select jws, expires_at from lease where source = 'cloud'`, (rows) =>
      rows.map(leaseWord),
    )
  }

  /** The dongles whose permit is being given back. */
  givingBack(): ReadonlySet<string> {
    return this.#look('give_back', 'select dongle from give_back', givingBackIn)
  }

  #look<Word>(table: string, sql: string, wordOf: (rows: readonly SqlRow[]) => Word): Word {
    const stamp = this.#reads.stampOf([table])
    const known = this.#words.get(table) as Words<Word> | undefined
    if (known?.stamp === stamp) return known.words
    const words = wordOf(this.#reads.statement(sql).all([]))
    this.#words.set(table, { stamp, words })
    return words
  }

  /** For setting a machine up, when nothing goes wrong. */
  open(): Store {
    return this.openBy(new Life(), noFaults, () => undefined)
  }

  /** The journal as one process has it open: it dies with the process, and its disk can fail at each commit. */
  openBy(life: Life, faults: Faults, crash: () => void): Store {
    return storeOn({
      prepare: (sql) => {
        const statement = this.#reads.statement(sql)
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
      this.#reads.statement(script).run([])
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
    this.#reads.statement(how).run([])
    if (how === 'rollback') this.#reads.forget()
  }

  #crash(crash: () => void): never {
    crash()
    throw new Crashed()
  }
}

const transferWord = (row: SqlRow): JournalWord => ({
  id: String(row.id) as TransferId,
  state: String(row.state),
  dongle: String(row.dongle_key),
  line: String(row.line),
  open: !ended.has(String(row.state)),
  lastError: String(row.last_error ?? ''),
})

const permitWord = (row: SqlRow): PermitWord => ({ ...leaseWord(row), dongle: String(row.dongle) })

const leaseWord = ({ jws, expires_at }: SqlRow): LeaseWord => ({
  licenses: licensesIn(String(jws)),
  expiresMs: Number(expires_at),
})

const givingBackIn = (rows: readonly SqlRow[]): ReadonlySet<string> => new Set(rows.map(({ dongle }) => String(dongle)))

const listed = new Map<string, readonly string[]>()
const documentsKept = 5000

/** The licenses a permit or a lease names; the same document is looked at again and again. */
export function licensesIn(document: string): readonly string[] {
  const known = listed.get(document)
  if (known !== undefined) return known
  const payload = Buffer.from(document.split('.')[1] ?? '', 'base64url').toString()
  const { licenses } = JSON.parse(payload) as { licenses: { license: string }[] }
  const names = licenses.map(({ license }) => license)
  if (listed.size >= documentsKept) listed.clear()
  listed.set(document, names)
  return names
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
