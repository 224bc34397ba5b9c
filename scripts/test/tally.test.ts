import { expect, test } from 'vitest'
import { parseTestReport } from './report.ts'
import { lastLine, tally } from './tally.ts'

const report = parseTestReport(
  JSON.stringify({
    testResults: [
      file('a.test.ts', 'failed', ['passed', 'failed', 'pending']),
      file('could-not-load.test.ts', 'failed', []),
      file('failed-after-its-tests.test.ts', 'failed', ['passed']),
      file('b.test.ts', 'passed', ['passed']),
    ],
  }),
)

test('tests, broken files and steps are counted together', () => {
  const steps = [
    { name: 'types', passed: true },
    { name: 'lint', passed: false },
  ]
  expect(tally(steps, report, false)).toEqual({ passed: 4, failed: 4, skipped: 1 })
})

test('where nothing may be skipped a skipped test is a failure', () => {
  expect(tally([], report, true)).toEqual({ passed: 3, failed: 4, skipped: 0 })
})

test.each([
  [{ passed: 12, failed: 0, skipped: 0 }, '12 passed, 0 failed'],
  [{ passed: 12, failed: 1, skipped: 3 }, '12 passed, 1 failed, 3 skipped'],
])('the last line of %o', (counts, line) => {
  expect(lastLine(counts)).toBe(line)
})

function file(name: string, status: string, statuses: string[]) {
  return { name, status, assertionResults: statuses.map((each) => ({ title: 'a test', status: each })) }
}
