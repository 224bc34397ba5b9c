import type { Problem } from '@undongle/core/api/error'

/** Everything that can go wrong with a request, as far as a page tells it apart. */
export type Trouble =
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'malformed' }

export class RequestFailed extends Error {
  override name = 'RequestFailed'
  readonly trouble: Trouble

  constructor(trouble: Trouble) {
    super(trouble.kind === 'problem' ? trouble.problem.title : trouble.kind)
    this.trouble = trouble
  }
}

/** @returns the code of the problem a server answered with, if that is what happened */
export function codeOf(error: unknown): string | undefined {
  return error instanceof RequestFailed && error.trouble.kind === 'problem' ? error.trouble.problem.code : undefined
}

export const isUnreachable = (error: unknown): boolean =>
  error instanceof RequestFailed && error.trouble.kind === 'unreachable'
