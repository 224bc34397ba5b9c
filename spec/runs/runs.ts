import { chipRuns } from './chip.ts'
import { permitRuns } from './permit.ts'
import type { Run } from './run.ts'

/** Every run of both models. */
export const runs: readonly Run[] = [...chipRuns, ...permitRuns]
