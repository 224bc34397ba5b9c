import { type StartErrorCode, startErrors } from '@undongle/core/start-errors'

/** A named reason for which a process can't start. Its message is what a person at the terminal reads. */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly code: StartErrorCode

  /** @param detail what exactly was wrong, in one or more lines, without secrets */
  constructor(code: StartErrorCode, detail: string, options?: ErrorOptions) {
    const { say, next } = startErrors[code]
    super(`${code}: ${say}\n${detail}\n${next}`, options)
    this.code = code
  }
}
