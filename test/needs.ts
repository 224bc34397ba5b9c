import { hasTool, type SystemToolName } from './system-tools.ts'

/**
 * What a test passes as its options when it needs tools of the machine: `test('…', needs('softhsm2'), async () => …)`.
 * Where one is missing the test is reported as skipped; under CI nothing may be skipped, so it fails there instead.
 *
 * @throws under CI, naming what to install
 */
export function needs(...tools: readonly SystemToolName[]): { skip: boolean } {
  const missing = tools.filter((tool) => !hasTool(tool))
  if (missing.length > 0 && process.env.CI) throw new Error(`Missing on this machine: ${missing.join(', ')}`)
  return { skip: missing.length > 0 }
}
