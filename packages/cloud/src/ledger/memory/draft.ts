import { assert } from '@undongle/core/assert'
import type { CompanyId } from '@undongle/core/id'
import type { Facts } from './facts.ts'

/** One transaction at work: what it has written is seen by itself only. A statement runs at once, as it is called. */
export interface Draft {
  readonly company: CompanyId
  read<Answer>(statement: (facts: Facts) => Answer): Promise<Answer>
  /** @returns the facts as this statement left them */
  write(statement: (facts: Facts) => Facts): Promise<Facts>
  /** Looked at when the transaction ends, as a deferred constraint is. */
  defer(check: (facts: Facts) => void): void
}

export interface OpenDraft extends Draft {
  /** After a failed statement the end is a rollback, whatever was asked for, and says nothing about it. */
  commit(): Promise<void>
}

/** @param publish called once, with what the committed transaction leaves behind */
export function openDraft(company: CompanyId, before: Facts, publish: (facts: Facts) => void): OpenDraft {
  let facts = before
  let failed = false
  let ended: Promise<void> | undefined
  const deferred: ((facts: Facts) => void)[] = []

  async function run<Answer>(statement: () => Answer): Promise<Answer> {
    assert(ended === undefined, 'no statement comes after the end of its transaction')
    if (failed) throw new StatementError('25P02')
    try {
      return statement()
    } catch (error) {
      failed ||= error instanceof StatementError
      throw error
    }
  }

  async function end(): Promise<void> {
    if (failed) return
    for (const check of deferred) check(facts)
    publish(facts)
  }

  return {
    company,
    read: (statement) => run(() => statement(facts)),
    write: (statement) =>
      run(() => {
        facts = statement(facts)
        return facts
      }),
    defer: (check) => deferred.push(check),
    commit: () => {
      ended ??= end()
      return ended
    },
  }
}

/** What PostgreSQL says where it refuses: its code, and the constraint that was violated. */
export class StatementError extends Error {
  override name = 'StatementError'
  readonly code: string
  readonly constraint: string | undefined

  constructor(code: '23503' | '23505' | '23514' | '25P02' | '42501', constraint?: string) {
    super(constraint === undefined ? `refused with ${code}` : `refused with ${code} by ${constraint}`)
    this.code = code
    this.constraint = constraint
  }
}

/** Row-level security: a company writes its own rows only. */
export function fence(draft: Draft, company: CompanyId): void {
  if (company !== draft.company) throw new StatementError('42501')
}

/** A constraint of the schema, by the name PostgreSQL knows it by. */
export function hold(condition: boolean, code: '23503' | '23505' | '23514', constraint: string): void {
  if (!condition) throw new StatementError(code, constraint)
}
