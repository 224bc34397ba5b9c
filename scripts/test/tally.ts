import type { TestReport } from './report.ts'

/** A step of `npm test` beside the tests themselves: types, lint, dead code, requirements … Each counts as one. */
export interface Step {
  readonly name: string
  readonly passed: boolean
}

export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** Counts steps and tests together, so that the last line never says "0 failed" over a run that failed. */
export function tally(steps: readonly Step[], report: TestReport, mayNotSkip: boolean): Tally {
  const count = (status: string) => report.tests.filter((test) => test.status === status).length
  const stepsPassed = steps.filter((step) => step.passed).length
  const passed = count('passed') + stepsPassed
  const failed = count('failed') + report.brokenFiles.length + (steps.length - stepsPassed)
  const skipped = report.tests.length - count('passed') - count('failed')
  return mayNotSkip ? { passed, failed: failed + skipped, skipped: 0 } : { passed, failed, skipped }
}

/** The last line of `npm test`. */
export function lastLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
