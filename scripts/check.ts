import { checkCode, runVitest, tellFailures } from './steps.ts'

/** `npm run check`: types, lint, dead code, architecture; a minute at most, before every commit. */
const steps = [...checkCode(), runVitest('architecture', ['test/architecture.test.ts'])]
tellFailures(steps)
process.exitCode = steps.every((step) => step.passed) ? 0 : 1
