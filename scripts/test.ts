import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { buildStale } from './build/build.ts'
import { checkCode, runScript, runVitest, tellFailures } from './steps.ts'
import { installNewerNode } from './test/newer-node.ts'
import { readTestReport, reportFile, type TestReport } from './test/report.ts'
import { installSystemTools } from './test/system-packages.ts'
import { lastLine, type Step, tally } from './test/tally.ts'

/** `npm test`: all set-up, all checks, all tests. Its last line is the count; its exit code agrees with it. */
const mayNotSkip = Boolean(process.env.CI)
installSystemTools()
installNewerNode()
const built = await build()
const code = checkCode()
rmSync(reportFile, { force: true })
mkdirSync(path.dirname(reportFile), { recursive: true })
const tests = runVitest('tests', ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`])
const report = readReport()
const steps = [built, ...code, runScript('requirements', 'requirements'), ...unexplained(tests, report)]

tellFailures(steps)
const counts = tally(steps, report, mayNotSkip)
console.log(lastLine(counts))
process.exitCode = counts.failed === 0 ? 0 : 1

async function build(): Promise<Step> {
  try {
    await buildStale(process.cwd())
    return { name: 'build', passed: true }
  } catch (error) {
    console.error(error)
    return { name: 'build', passed: false }
  }
}

/** Without a report (vitest itself failed) no test has passed. */
function readReport(): TestReport {
  try {
    return readTestReport()
  } catch (error) {
    console.error(error)
    return { tests: [], brokenFiles: [] }
  }
}

/** vitest also fails on an error that belongs to no test, as an unhandled rejection; the report does not hold it. */
function unexplained(tests: Step, report: TestReport): Step[] {
  const failed = report.brokenFiles.length > 0 || report.tests.some((test) => test.status === 'failed')
  return tests.passed || failed ? [] : [{ name: 'test run (an error outside the tests, see above)', passed: false }]
}
