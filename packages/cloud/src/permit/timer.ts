import { minuteMs } from '@undongle/core/time'
import type { Deps } from '../deps.ts'
import { startRounds } from '../jobs/rounds.ts'
import { finishDrains } from './finish-drains.ts'

/** A drain that nobody asks about ends at most this long after nothing is waited for any more. */
const pauseMs = minuteMs

/** Finishes drains in the background, round after round [K14]. @returns ends it */
export const startDrainTimer = (deps: Deps, failed: (error: unknown) => void): (() => Promise<void>) =>
  startRounds(() => finishDrains(deps, (_, error) => failed(error)), { pauseMs, failed })
