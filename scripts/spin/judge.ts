import type { Run } from '../../spec/runs/run.ts'
import type { Found } from './search.ts'

export type Figures = {
  readonly states: number
  readonly errors: number
  readonly mistakes: number
  readonly caught: number
}

/** Null where a run found what it had to; otherwise what is wrong with it. */
export function judge(run: Run, found: Found): string | null {
  switch (found.result) {
    case 'unfinished':
      return `did not finish: ${found.because}`
    case 'broken':
      if (run.finds === null) return `breaks "${found.rule}"`
      return found.rule === run.finds ? null : `breaks "${found.rule}" instead of "${run.finds}"`
    case 'nothing':
      if (run.finds !== null) return `does not break "${run.finds}"`
      return found.states === run.states ? null : `has ${found.states} states instead of ${run.states}`
  }
}

/** A mistake that was not caught is no error of the protocol; everything else that is not as the table says is one. */
export function countFigures(results: readonly { run: Run; found: Found }[]): Figures {
  const mistakes = results.filter(({ run }) => run.kind === 'mistake')
  const others = results.filter(({ run }) => run.kind !== 'mistake')
  return {
    states: results.reduce((sum, { found }) => sum + found.states, 0),
    errors: others.filter(({ run, found }) => judge(run, found) !== null).length,
    mistakes: mistakes.length,
    caught: mistakes.filter(({ run, found }) => judge(run, found) === null).length,
  }
}
