import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** Where vitest writes its JSON report in a whole run; the requirements are read from it. */
export const reportFile = 'test-results/vitest.json'

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['passed', 'failed']),
      assertionResults: z.array(z.object({ title: z.string(), status: z.string() })),
    }),
  ),
})

export interface TestReport {
  readonly tests: readonly { readonly title: string; readonly status: string }[]
  /** Files that failed as a whole: they could not be loaded, so their tests do not even stand in the report. */
  readonly brokenFiles: readonly string[]
}

export function readTestReport(): TestReport {
  return parseTestReport(readFileSync(reportFile, 'utf8'))
}

export function parseTestReport(text: string): TestReport {
  const { testResults } = reportSchema.parse(JSON.parse(text))
  return {
    tests: testResults.flatMap((file) => file.assertionResults),
    brokenFiles: testResults.filter(isBroken).map((file) => file.name),
  }
}

/** A failing hook after the last test fails the file too, while every test in it stands as passed. */
function isBroken(file: { status: string; assertionResults: readonly { status: string }[] }): boolean {
  return file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')
}
