import type { Problem } from '@undongle/core/api/error'
import { type ApiErrorCode, apiErrors } from '@undongle/core/api/errors'
import { type ExitName, exitOfProblem } from './exit-code.ts'

/** Why a command did not do what it was asked: what to say, what to do next, and the exit code. */
export class CommandError extends Error {
  override name = 'CommandError'
  readonly exit: ExitName
  readonly code: string
  readonly next: string
  /** The places of a request that were wrong. */
  readonly places: readonly string[]

  constructor(exit: ExitName, code: string, say: string, next: string, places: readonly string[] = []) {
    super(say)
    this.exit = exit
    this.code = code
    this.next = next
    this.places = places
  }
}

export function errorOfProblem({ code, title, next, errors }: Problem): CommandError {
  const places = (errors ?? []).map(({ pointer, detail }) => `${pointer}: ${detail}`)
  return new CommandError(exitOfProblem(code), code, title, next, places)
}

/** @param where what could not be reached, or which of several things is meant */
export function errorOfCode(code: ApiErrorCode, where = ''): CommandError {
  const { say, next } = apiErrors[code]
  return new CommandError(exitOfProblem(code), code, where === '' ? say : `${say} (${where})`, next)
}

export const usageError = (say: string, next: string): CommandError => new CommandError('usage', 'usage', say, next)
